import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// Chooses the number of rounds on rows held back from training, then trains again on all of them.
///
/// The rows held back are the latest ones under a time role, and pass through steps fitted on the others.
/// Were they fewer than 100 (or 20 of the rarer class), inner folds are used instead, and the median of
/// their best rounds. Rows that an outer fold scores are never seen.
public struct EarlyStop: Learner {
    public let learner: any Learner
    /// Rounds without an improvement after which training stops.
    public let patience: Int
    /// The smallest improvement that counts.
    public let minDelta: Double
    /// nil: squared error in regression, log loss in classification.
    public let metric: (any Metric)?
    /// The share of the training rows that is held back.
    public let validation: Double
    /// Whether all rows are trained on again with the chosen number of rounds.
    public let refits: Bool

    public init(
        _ learner: any Learner, patience: Int = 30, minDelta: Double = 0, metric: (any Metric)? = nil,
        validation: Double = 0.15, refits: Bool = true
    ) {
        self.learner = learner
        self.patience = patience
        self.minDelta = minDelta
        self.metric = metric
        self.validation = validation
        self.refits = refits
    }

    private static let smallestValidation = 100
    private static let smallestClass = 20

    public var name: String { learner.name }
    public var kinds: Set<ProblemKind> { learner.kinds }
    public var acceptsOffset: Bool { learner.acceptsOffset }
    public var accepts: FeatureSupport { learner.accepts }

    public var parts: [LearnerPart] {
        learner.parts + [LearnerPart(name: "early_stop", version: 1, source: source)]
    }

    private var source: String {
        let metric = metric.map { ", metric: \($0.source)" } ?? ""
        return "early_stop(patience: \(patience)\(metric))"
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let parts = try parts(of: sample, context)
        guard !parts.isEmpty else { return try learner.fit(sample, context) }
        let fits = try context.pool.map(parts.count) { index in
            try monitored(sample, parts[index], context.child("early stop \(index)"))
        }
        let rounds = Self.median(fits.map(\.bestRounds))
        guard refits || parts.count > 1 else {
            return EarlyStopped(inner: ArchivedLearner(fits[0].fitted), curve: fits[0].curve)
        }
        guard let fixed = learner.with(rounds: max(1, rounds)) else { throw notIterative }
        return EarlyStopped(
            inner: ArchivedLearner(try fixed.fit(sample, context.child("refit"))), curve: fits[0].curve)
    }

    public func with(rounds: Int) -> (any Learner)? { learner.with(rounds: rounds) }

    private func monitored(_ sample: Sample, _ part: InnerSplit.Part, _ context: FitContext) throws -> MonitoredFit {
        let held = sample.taking(part.validation)
        let monitor = RoundMonitor(
            validation: held, patience: patience, minDelta: minDelta, loss: loss(on: held))
        guard let fit = try learner.fit(sample.taking(part.train), monitor: monitor, context) else {
            throw notIterative
        }
        return fit
    }

    private var notIterative: Failure {
        Failure(
            "E560", "early_stop needs a learner that is trained in rounds, and \(learner.name) is not",
            hint: "gbdt(…) |> early_stop() works")
    }

    private func loss(on held: Sample) -> @Sendable (Predictions) -> Double {
        let metric = metric ?? defaultMetrics(for: held.problem.kind)[0]
        let sign = metric.higherIsBetter ? -1.0 : 1.0
        return { predictions in
            let value = metric.value(held.target, predictions, weights: held.weights, problem: held.problem)
            return value.map { sign * $0 } ?? .infinity
        }
    }

    /// One part where enough rows can be held back, else up to five; none where none can.
    private func parts(of sample: Sample, _ context: FitContext) throws -> [InnerSplit.Part] {
        let random = context.random.child("validation")
        if let part = try? InnerSplit.holdout(sample: sample, share: validation, random: random),
            Self.suffices(sample.taking(part.validation)) {
            return [part]
        }
        return try InnerSplit.folds(sample: sample, k: 5, random: random)
    }

    private static func suffices(_ held: Sample) -> Bool {
        guard held.rowCount >= smallestValidation else { return false }
        guard case .classes(let classes) = held.target else { return true }
        var counts = [Int](repeating: 0, count: held.problem.classes.count)
        for code in classes { counts[Int(code)] += 1 }
        return counts.sorted(by: >).dropFirst().first.map { $0 >= smallestClass } ?? false
    }

    private static func median(_ values: [Int]) -> Int {
        let sorted = values.sorted()
        return sorted[sorted.count / 2]
    }
}

/// A model whose number of rounds was chosen on rows held back.
public struct EarlyStopped: FittedLearner {
    public static let archiveName = "early_stop@1"

    let inner: ArchivedLearner
    public let curve: [Double]

    public var inputs: [Field] { inner.learner.inputs }
    public var rounds: Int? { inner.learner.rounds }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        try inner.learner.predict(table, offset: offset)
    }
}
