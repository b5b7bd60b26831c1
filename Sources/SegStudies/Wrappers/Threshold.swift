import SegCore
import SegDiagnostics
import SegFrame

/// Decides by another probability than one half.
public struct Threshold: Wrapper {
    /// How the probability is found from which on a row is decided positive.
    public enum Rule: Sendable {
        case at(Double)
        /// The one that is best by a metric on out-of-fold predictions.
        case best(any Metric)
    }

    public var base: any Learner
    public let rule: Rule
    /// Inner parts by which training rows get predictions of models trained without them.
    public let folds: Int
    /// Segments that have a threshold each, shrunk to the parent's; nil: one for all rows.
    public let segments: Segments?

    public init(_ base: any Learner, _ rule: Rule, folds: Int = 5, over segments: Segments? = nil) {
        self.base = base
        self.rule = rule
        self.folds = folds
        self.segments = segments
    }

    public var name: String { base.name }
    public var kinds: Set<ProblemKind> { base.kinds.intersection([.binary]) }
    public var accepts: FeatureSupport { base.accepts }

    public var parts: [LearnerPart] {
        let argument =
            switch rule {
            case .at(let value): "at: \(value)"
            case .best(let metric):
                "\(metric.higherIsBetter ? "maximize" : "minimize"): \(metric.source)"
            }
        return base.parts + [
            LearnerPart(
                name: "threshold", version: 1,
                source: "threshold(\(argument)\(segments.map { ", over: \($0.levelText)" } ?? ""))")
        ]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let found =
            switch rule {
            case .at(let value): Choice(value: value)
            case .best(let metric): try best(metric, sample, context)
            }
        let final = try base.fit(sample, context.child("final"))
        found.kept?.finish()
        return ThresholdModel(
            final, value: found.value, nodes: found.nodes,
            over: found.nodes.isEmpty ? nil : segments, routing: SegmentEvidence.inputs(segments, sample.table))
    }

    private struct Choice {
        /// Of all rows.
        let value: Double
        /// Of the segments' nodes, where there are segments.
        var nodes: [Double] = []
        var kept: KeptFolds?
    }

    /// The best threshold of all rows, and those of the nodes where there are segments.
    private func best(
        _ metric: any Metric, _ sample: Sample, _ context: FitContext
    ) throws -> Choice {
        guard metric.kinds.contains(.binary) else {
            throw Failure("E551", "\(metric.source) is no metric of decisions between two classes")
        }
        let (rows, predictions, kept) = try OutOfFold.predict(base, sample, folds: folds, context)
        guard !rows.isEmpty else { return Choice(value: 0.5, kept: kept) }
        let held = sample.taking(rows)
        let whole = best(metric, held, predictions)
        guard let segments, case .classes(let classes) = held.target else { return Choice(value: whole, kept: kept) }
        var values = [Double](repeating: whole, count: segments.nodes.count)
        var isSettled = [Bool](repeating: false, count: segments.nodes.count)
        try SegmentEvidence(segments, held.table).forEach(positive: classes.map { $0 == 1 }) { node, rows, share in
            let parent = segments.ancestry(of: node).first { $0 != node && isSettled[$0] }.map { values[$0] } ?? whole
            values[node] = (1 - share) * parent + share * best(metric, held.taking(rows), predictions.taking(rows))
            isSettled[node] = true
        }
        for node in values.indices where !isSettled[node] {
            values[node] = segments.ancestry(of: node).first { isSettled[$0] }.map { values[$0] } ?? whole
        }
        return Choice(value: whole, nodes: values, kept: kept)
    }

    private func best(_ metric: any Metric, _ sample: Sample, _ predictions: Predictions) -> Double {
        var best = (value: 0.5, figure: -Double.infinity)
        for candidate in Self.candidates(predictions.values) {
            let decided = ThresholdModel.decided(predictions, at: candidate)
            let value = metric.value(
                sample.target, decided, weights: sample.weights, problem: sample.problem)
            guard let value else { continue }
            let figure = metric.higherIsBetter ? value : -value
            let isNearer = abs(candidate - 0.5) < abs(best.value - 0.5)
            if figure > best.figure || (figure == best.figure && isNearer) {
                best = (candidate, figure)
            }
        }
        return best.value
    }

    /// Halfway between neighbouring predictions, at most two hundred spread over the ranks; and a
    /// half.
    private static func candidates(_ predictions: [Double]) -> [Double] {
        let sorted = Array(Set(predictions)).sorted()
        let gaps = zip(sorted, sorted.dropFirst()).map { ($0 + $1) / 2 }
        let step = max(1, gaps.count / 200)
        return [0.5] + stride(from: 0, to: gaps.count, by: step).map { gaps[$0] }
    }
}

/// A model that decides by a threshold of its own.
public struct ThresholdModel: FittedLearner, CurveKeeping {
    public static let archiveName = "threshold@1"

    private let archived: ArchivedLearner
    /// The probability from which on a row is decided positive.
    public let value: Double
    /// The probabilities of segments, by node; empty where all rows are alike.
    let nodes: [Double]
    private let segments: Segments?
    private let routing: [Field]

    init(_ fitted: any FittedLearner, value: Double, nodes: [Double], over segments: Segments?, routing: [Field]) {
        archived = ArchivedLearner(fitted)
        self.value = value
        self.nodes = nodes
        self.segments = segments
        self.routing = segments == nil ? [] : routing
    }

    public var inputs: [Field] { SegmentEvidence.joined(archived.learner.inputs, routing) }
    public var isSound: Bool {
        value.isFinite && nodes.allSatisfy(\.isFinite) && segments.map { $0.isSound && $0.nodes.count == nodes.count } ?? true
    }
    public var rounds: Int? { archived.learner.rounds }
    public var thresholds: ClosedRange<Double>? {
        guard let segments else { return value...value }
        // Those of nodes in which rows end.
        let used = (segments.leaves + segments.nodesWithRest).map { nodes[$0] }
        return (used.min() ?? value)...(used.max() ?? value)
    }
    var curve: [Double] { archived.learner.watchedCurve }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let predictions = try archived.learner.predict(table)
        guard let segments else { return Self.decided(predictions, at: value) }
        let cuts = try segments.route(table).map { nodes[$0] }
        return Predictions(
            rowCount: predictions.rowCount, outputCount: predictions.outputCount, values: predictions.values,
            thresholds: cuts)
    }

    static func decided(_ predictions: Predictions, at value: Double) -> Predictions {
        Predictions(
            rowCount: predictions.rowCount, outputCount: predictions.outputCount,
            values: predictions.values, thresholds: [Double](repeating: value, count: predictions.rowCount))
    }
}
