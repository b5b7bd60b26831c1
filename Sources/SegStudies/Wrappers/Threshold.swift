import SegCore
import SegDiagnostics
import SegFrame

/// Decides by another probability than one half.
public struct Threshold: Learner {
    /// How the probability is found from which on a row is decided positive.
    public enum Rule: Sendable {
        case at(Double)
        /// The one that is best by a metric on out-of-fold predictions.
        case best(any Metric)
    }

    public let base: any Learner
    public let rule: Rule
    /// Inner parts by which training rows get predictions of models trained without them.
    public let folds: Int

    public init(_ base: any Learner, _ rule: Rule, folds: Int = 5) {
        self.base = base
        self.rule = rule
        self.folds = folds
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
            LearnerPart(name: "threshold", version: 1, source: "threshold(\(argument))")
        ]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let value =
            switch rule {
            case .at(let value): value
            case .best(let metric): try best(metric, sample, context)
            }
        return ThresholdModel(try base.fit(sample, context.child("final")), value: value)
    }

    private func best(_ metric: any Metric, _ sample: Sample, _ context: FitContext) throws
        -> Double
    {
        guard metric.kinds.contains(.binary) else {
            throw Failure("E551", "\(metric.source) is no metric of decisions between two classes")
        }
        let (rows, predictions) = try OutOfFold.predict(base, sample, folds: folds, context)
        guard !rows.isEmpty else { return 0.5 }
        let target = sample.target.taking(rows)
        let weights = sample.weights.map { weights in rows.map { weights[$0] } }
        var best = (value: 0.5, figure: -Double.infinity)
        for candidate in Self.candidates(predictions.values) {
            let decided = ThresholdModel.decided(predictions, at: candidate)
            let value = metric.value(target, decided, weights: weights, problem: sample.problem)
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

    init(_ fitted: any FittedLearner, value: Double) {
        archived = ArchivedLearner(fitted)
        self.value = value
    }

    public var inputs: [Field] { archived.learner.inputs }
    public var rounds: Int? { archived.learner.rounds }
    var curve: [Double] { archived.learner.watchedCurve }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        Self.decided(try archived.learner.predict(table), at: value)
    }

    static func decided(_ predictions: Predictions, at value: Double) -> Predictions {
        Predictions(
            rowCount: predictions.rowCount, outputCount: predictions.outputCount,
            values: predictions.values, decisions: predictions.values.map { $0 >= value ? 1 : 0 })
    }
}
