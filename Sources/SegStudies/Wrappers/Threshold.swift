import Foundation
import SegCore
import SegDiagnostics
import SegFrame

/// Decides for the positive class from a probability on that is best on out-of-fold predictions.
public struct Threshold: Learner {
    /// How the cut is chosen.
    public enum Choice: Sendable {
        case at(Double)
        /// The cut at which a metric of decisions is best, in its own direction.
        case best(any Metric)
    }

    public let learner: any Learner
    public let choice: Choice
    public let folds: Int

    public init(_ learner: any Learner, _ choice: Choice, folds: Int = 5) {
        self.learner = learner
        self.choice = choice
        self.folds = folds
    }

    public var name: String { learner.name }
    public var kinds: Set<ProblemKind> { [.binary] }
    public var acceptsOffset: Bool { learner.acceptsOffset }
    public var accepts: FeatureSupport { learner.accepts }

    public var parts: [LearnerPart] {
        learner.parts + [LearnerPart(name: "threshold", version: 1, source: source)]
    }

    private var source: String {
        switch choice {
        case .at(let cut): "threshold(at: \(cut))"
        case .best(let metric): "threshold(\(metric.higherIsBetter ? "maximize" : "minimize"): \(metric.source))"
        }
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let fitted = try learner.fit(sample, context.child("whole"))
        return Thresholded(inner: ArchivedLearner(fitted), cut: try cut(sample, context))
    }

    private func cut(_ sample: Sample, _ context: FitContext) throws -> Double {
        guard case .best(let metric) = choice else {
            guard case .at(let cut) = choice else { return 0.5 }
            return cut
        }
        guard let held = try OutOfFold(learner, sample, folds: folds, context) else {
            throw Failure("E561", "a threshold can't be chosen: no training row can be held back", hint: "give 'at:'")
        }
        let rows = sample.taking(held.rows)
        let sign = metric.higherIsBetter ? 1.0 : -1.0
        var best = (cut: 0.5, value: -Double.infinity)
        for cut in Self.candidates(held.predictions.values) {
            let decided = Predictions(
                rowCount: rows.rowCount, values: held.predictions.values,
                decisions: held.predictions.values.map { $0 >= cut ? 1 : 0 })
            let value = metric.value(rows.target, decided, weights: rows.weights, problem: rows.problem)
            if let value, sign * value > best.value { best = (cut, sign * value) }
        }
        return best.cut
    }

    /// Quantiles of the probabilities: up to 200 cuts between them, in ascending order.
    private static func candidates(_ values: [Double]) -> [Double] {
        let sorted = Array(Set(values)).sorted()
        guard sorted.count > 1 else { return [0.5] }
        let count = min(200, sorted.count - 1)
        return (0..<count).map { index in
            let place = index * (sorted.count - 1) / count
            return (sorted[place] + sorted[place + 1]) / 2
        }
    }
}

/// A model with a cut of its own.
public struct Thresholded: FittedLearner {
    public static let archiveName = "threshold@1"

    let inner: ArchivedLearner
    /// Probability from which on the positive class is decided for.
    public let cut: Double

    public var inputs: [Field] { inner.learner.inputs }
    public var rounds: Int? { inner.learner.rounds }
    public var curve: [Double] { inner.learner.curve }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let predictions = try inner.learner.predict(table, offset: offset)
        return Predictions(
            rowCount: predictions.rowCount, values: predictions.values,
            decisions: predictions.values.map { $0 >= cut ? 1 : 0 })
    }
}
