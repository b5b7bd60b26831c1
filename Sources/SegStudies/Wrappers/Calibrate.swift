import SegCore
import SegDiagnostics
import SegFrame

/// Makes probabilities mean what they say, by what came of out-of-fold predictions.
public struct Calibrate: Wrapper {
    public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
        /// A logistic curve over the logit (Platt 1999).
        case sigmoid
        /// Any rising steps (Zadrozny and Elkan 2002).
        case isotonic
    }

    public var base: any Learner
    public let method: Method
    /// Inner parts by which training rows get predictions of models trained without them.
    public let folds: Int
    /// Segments that have a curve each, shrunk to the parent's; nil: one curve for all rows.
    public let segments: Segments?

    public init(
        _ base: any Learner, method: Method = .sigmoid, folds: Int = 5, over segments: Segments? = nil
    ) {
        self.base = base
        self.method = method
        self.folds = folds
        self.segments = segments
    }

    public var name: String { base.name }
    public var kinds: Set<ProblemKind> { base.kinds.intersection([.binary, .multiclass]) }
    public var accepts: FeatureSupport { base.accepts }

    public var parts: [LearnerPart] {
        let arguments = [
            method == .sigmoid ? nil : "method: \"isotonic\"", folds == 5 ? nil : "folds: \(folds)", segments.map { "over: \($0.levelText)" },
        ]
        let source = "calibrate(\(arguments.compactMap { $0 }.joined(separator: ", ")))"
        return base.parts + [LearnerPart(name: "calibrate", version: 1, source: source)]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let (rows, predictions, kept) = try OutOfFold.predict(base, sample, folds: folds, context)
        guard !rows.isEmpty, case .classes(let classes) = sample.target.taking(rows) else {
            throw Failure(
                "E530", "calibrate can't hold rows back from \(sample.rowCount) rows",
                hint: "it needs two groups, or two moments, at least, and rows of both classes among those left")
        }
        let weights = rows.map { sample.weights?[$0] ?? 1 }
        let evidence = try segments.map { try SegmentEvidence($0, sample.table.taking(rows)) }
        let curves = (0..<predictions.outputCount).map { output in
            let positive = classes.map {
                sample.problem.kind == .binary ? $0 == 1 : Int($0) == output
            }
            return curve(Array(predictions.output(output)), positive, weights, evidence)
        }
        let final = try base.fit(sample, context.child("final"))
        kept.finish()
        return CalibratedModel(
            final, curves, over: segments,
            routing: SegmentEvidence.inputs(segments, sample.table))
    }

    private func curve(
        _ p: [Double], _ positive: [Bool], _ weights: [Double], _ evidence: SegmentEvidence?
    ) -> SegmentedCurve {
        var curve = SegmentedCurve(root: CalibrationCurve(method, p, positive, weights))
        evidence?.forEach(positive: positive) { node, rows, share in
            let own = CalibrationCurve(
                method, rows.map { p[$0] }, rows.map { positive[$0] }, rows.map { weights[$0] })
            curve.nodes.append(SegmentedCurve.Node(node: node, curve: own, share: share))
        }
        return curve
    }
}

/// A calibration curve for all rows, and those of segments, each mixed with its parent's.
struct SegmentedCurve: Hashable, Sendable, Codable {
    struct Node: Hashable, Sendable, Codable {
        let node: Int
        let curve: CalibrationCurve
        /// How much it counts beside the parent's curve, 0 to 1.
        let share: Double
    }

    let root: CalibrationCurve
    /// Parents before their children.
    var nodes: [Node] = []

    /// The calibrated probability of a row with these nodes on its way; nil: all rows are alike.
    func apply(_ p: Double, path: Set<Int>?) -> Double {
        guard let path else { return root.apply(p) }
        return nodes.reduce(root.apply(p)) { value, own in
            path.contains(own.node) ? (1 - own.share) * value + own.share * own.curve.apply(p) : value
        }
    }
}

/// A model whose probabilities pass through calibration curves.
public struct CalibratedModel: FittedLearner, CurveKeeping {
    public static let archiveName = "calibrate@1"

    private let archived: ArchivedLearner
    /// One an output.
    private let curves: [SegmentedCurve]
    private let segments: Segments?
    private let routing: [Field]

    init(
        _ fitted: any FittedLearner, _ curves: [SegmentedCurve], over segments: Segments?, routing: [Field]
    ) {
        archived = ArchivedLearner(fitted)
        self.curves = curves
        self.segments = segments
        self.routing = routing
    }

    public var inputs: [Field] { SegmentEvidence.joined(archived.learner.inputs, routing) }
    public var isSound: Bool {
        (segments?.isSound ?? true) && curves.allSatisfy { curve in
            curve.root.isSound && curve.nodes.allSatisfy { $0.curve.isSound }
        }
    }
    public var rounds: Int? { archived.learner.rounds }
    public var thresholds: ClosedRange<Double>? { archived.learner.thresholds }
    var curve: [Double] { archived.learner.watchedCurve }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let raw = try archived.learner.predict(table)
        var values = raw.values
        let paths = try segments.map { segments in
            let sets = segments.nodes.indices.map { Set(segments.ancestry(of: $0)) }
            return try segments.route(table).map { sets[$0] }
        }
        guard raw.outputCount == curves.count else { throw Failure.damagedModel }
        for (output, curve) in curves.enumerated() {
            for row in 0..<raw.rowCount {
                let place = output * raw.rowCount + row
                values[place] = curve.apply(values[place], path: paths?[row])
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
