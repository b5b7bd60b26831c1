import SegCore
import SegDiagnostics
import SegFrame

/// Turns scores into probabilities that come true as often as they say, learned on out-of-fold predictions.
///
/// Several classes are calibrated one against the rest and scaled to sum to 1.
public struct Calibrate: Learner {
    public enum Method: String, Sendable, Codable, CaseIterable {
        case sigmoid, isotonic
    }

    public let learner: any Learner
    public let method: Method
    public let folds: Int

    public init(_ learner: any Learner, method: Method = .sigmoid, folds: Int = 5) {
        self.learner = learner
        self.method = method
        self.folds = folds
    }

    public var name: String { learner.name }
    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }
    public var accepts: FeatureSupport { learner.accepts }

    public var parts: [LearnerPart] {
        let source = method == .sigmoid ? "calibrate()" : "calibrate(method: \"isotonic\")"
        return learner.parts + [LearnerPart(name: "calibrate", version: 1, source: source)]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let fitted = try learner.fit(sample, context.child("whole"))
        guard let held = try OutOfFold(learner, sample, folds: folds, context),
            case .classes(let classes) = sample.target.taking(held.rows)
        else {
            throw Failure("E562", "probabilities can't be calibrated: no training row can be held back")
        }
        let weights = sample.weights.map { weights in held.rows.map { weights[$0] } }
        let maps = (0..<sample.problem.outputCount).map { output in
            let isMember = classes.map { $0 == Int32(sample.problem.outputCount == 1 ? 1 : output) }
            let scores = Array(held.predictions.output(output))
            switch method {
            case .sigmoid: return CalibrationMap.sigmoid(scores, isMember, weights: weights)
            case .isotonic: return CalibrationMap.isotonic(scores, isMember, weights: weights)
            }
        }
        return Calibrated(inner: ArchivedLearner(fitted), maps: maps)
    }
}

/// A model whose probabilities were calibrated.
public struct Calibrated: FittedLearner {
    public static let archiveName = "calibrate@1"

    let inner: ArchivedLearner
    let maps: [CalibrationMap]

    public var inputs: [Field] { inner.learner.inputs }
    public var rounds: Int? { inner.learner.rounds }
    public var curve: [Double] { inner.learner.curve }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let raw = try inner.learner.predict(table, offset: offset)
        var values = raw.values
        for (output, map) in maps.enumerated() {
            for row in 0..<raw.rowCount {
                values[output * raw.rowCount + row] = map.probability(raw.values[output * raw.rowCount + row])
            }
        }
        if maps.count > 1 { Self.normalise(&values, rows: raw.rowCount, outputs: maps.count) }
        return Predictions(rowCount: raw.rowCount, outputCount: raw.outputCount, values: values)
    }

    private static func normalise(_ values: inout [Double], rows: Int, outputs: Int) {
        for row in 0..<rows {
            var sum = 0.0
            for output in 0..<outputs { sum += values[output * rows + row] }
            for output in 0..<outputs {
                let place = output * rows + row
                values[place] = sum > 0 ? values[place] / sum : 1 / Double(outputs)
            }
        }
    }
}
