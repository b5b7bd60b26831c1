import SegCore
import SegDiagnostics
import SegFrame

/// Makes probabilities mean what they say, by what came of out-of-fold predictions.
public struct Calibrate: Learner {
    public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
        /// A logistic curve over the logit (Platt 1999).
        case sigmoid
        /// Any rising steps (Zadrozny and Elkan 2002).
        case isotonic
    }

    public let base: any Learner
    public let method: Method
    /// Inner parts by which training rows get predictions of models trained without them.
    public let folds: Int

    public init(_ base: any Learner, method: Method = .sigmoid, folds: Int = 5) {
        self.base = base
        self.method = method
        self.folds = folds
    }

    public var name: String { base.name }
    public var kinds: Set<ProblemKind> { base.kinds.intersection([.binary, .multiclass]) }
    public var accepts: FeatureSupport { base.accepts }

    public var parts: [LearnerPart] {
        base.parts + [
            LearnerPart(
                name: "calibrate", version: 1,
                source: method == .sigmoid ? "calibrate()" : "calibrate(method: \"isotonic\")")
        ]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let (rows, predictions) = try OutOfFold.predict(base, sample, folds: folds, context)
        guard !rows.isEmpty, case .classes(let classes) = sample.target.taking(rows) else {
            throw Failure(
                "E530", "calibrate can't hold rows back from \(sample.rowCount) rows",
                hint: "it needs two groups, or two moments, at least")
        }
        let weights = rows.map { sample.weights?[$0] ?? 1 }
        let curves = (0..<predictions.outputCount).map { output in
            let positive = classes.map {
                sample.problem.kind == .binary ? $0 == 1 : Int($0) == output
            }
            return CalibrationCurve(method, Array(predictions.output(output)), positive, weights)
        }
        return CalibratedModel(try base.fit(sample, context.child("final")), curves)
    }
}

/// A model whose probabilities pass through calibration curves.
public struct CalibratedModel: FittedLearner, CurveKeeping {
    public static let archiveName = "calibrate@1"

    private let archived: ArchivedLearner
    /// One an output.
    private let curves: [CalibrationCurve]

    init(_ fitted: any FittedLearner, _ curves: [CalibrationCurve]) {
        archived = ArchivedLearner(fitted)
        self.curves = curves
    }

    public var inputs: [Field] { archived.learner.inputs }
    public var rounds: Int? { archived.learner.rounds }
    var curve: [Double] { archived.learner.watchedCurve }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let raw = try archived.learner.predict(table)
        var values = raw.values
        for (output, curve) in curves.enumerated() {
            for place in output * raw.rowCount..<(output + 1) * raw.rowCount {
                values[place] = curve.apply(values[place])
            }
        }
        if curves.count > 1 { Self.normalise(&values, rows: raw.rowCount) }
        return Predictions(rowCount: raw.rowCount, outputCount: raw.outputCount, values: values)
    }

    /// Divides each row's probabilities by their sum; equal ones where all are zero.
    private static func normalise(_ values: inout [Double], rows: Int) {
        let outputs = values.count / max(1, rows)
        for row in 0..<rows {
            let sum = (0..<outputs).reduce(0) { $0 + values[$1 * rows + row] }
            for output in 0..<outputs {
                let place = output * rows + row
                values[place] = sum > 0 ? values[place] / sum : 1 / Double(outputs)
            }
        }
    }
}
