import SegCore
import SegDiagnostics
import SegFrame

/// Stops adding rounds when rows that are held back no longer gain by them.
public struct EarlyStop: Wrapper {
    /// What happens once the best number of rounds is known.
    public enum Afterwards: String, Hashable, Sendable, Codable, CaseIterable {
        /// Trains again on all rows with that number.
        case refit
        /// Keeps the model that was watched.
        case keep
    }

    public var base: any Learner
    /// Rounds without an improvement after which training stops.
    public let patience: Int
    /// The metric that is watched; nil: the primary one of the kind of problem.
    public let metric: (any Metric)?
    /// The least change that counts as an improvement.
    public let minDelta: Double
    /// Share of the training rows that is held back.
    public let share: Double
    /// nil: refit where rounds can be fixed.
    public let afterwards: Afterwards?

    /// Held-back rows under which five inner folds are watched instead, and the median is taken.
    private static let fewRows = 100
    private static let fewOfRarerClass = 20

    public init(
        _ base: any Learner, patience: Int = 30, metric: (any Metric)? = nil, minDelta: Double = 0,
        share: Double = 0.15, afterwards: Afterwards? = nil
    ) {
        self.base = base
        self.patience = patience
        self.metric = metric
        self.minDelta = minDelta
        self.share = share
        self.afterwards = afterwards
    }

    public var name: String { base.name }
    public var kinds: Set<ProblemKind> { base.kinds.intersection(metric?.kinds ?? base.kinds) }
    public var acceptsOffset: Bool { base.acceptsOffset }
    public var accepts: FeatureSupport { base.accepts }

    public var parts: [LearnerPart] {
        var arguments = ["patience: \(patience)"]
        if let metric { arguments.append("metric: \(metric.source)") }
        if minDelta != 0 { arguments.append("min_delta: \(minDelta)") }
        if share != 0.15 { arguments.append("validation: \(share)") }
        if let afterwards { arguments.append("then: \"\(afterwards.rawValue)\"") }
        let source = "early_stop(\(arguments.joined(separator: ", ")))"
        return base.parts + [LearnerPart(name: "early_stop", version: 1, source: source)]
    }

    /// E559 for a learner that has no rounds.
    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let random = context.random.child("validation")
        let part = try InnerSplit.holdout(sample: sample, share: share, random: random)
        let watched =
            isEnough(sample.target.taking(part.validation))
            ? [try watch(sample, part, context.child("watched"))]
            : try watchFolds(sample, context)
        let best = watched.map(\.bestRounds).sorted()[watched.count / 2]
        let curve = EarlyStopCurve.mean(watched.map(\.curve))
        if afterwards != .keep || watched.count > 1, let fixed = base.with(rounds: best) {
            return EarlyStopped(
                try fixed.fit(sample, context.child("refit")), bestRounds: best, curve: curve)
        }
        return EarlyStopped(watched[0].fitted, bestRounds: best, curve: curve)
    }

    public func with(rounds: Int) -> (any Learner)? { base.with(rounds: rounds) }

    private func isEnough(_ target: Target) -> Bool {
        guard target.count >= Self.fewRows else { return false }
        guard case .classes(let classes) = target else { return true }
        var counts = [Int](repeating: 0, count: Int(classes.max() ?? 0) + 2)
        for one in classes { counts[Int(one)] += 1 }
        return counts.sorted(by: >)[1] >= Self.fewOfRarerClass
    }

    private func watchFolds(_ sample: Sample, _ context: FitContext) throws -> [MonitoredFit] {
        let parts = try InnerSplit.trainableFolds(
            sample: sample, k: 5, random: context.random.child("inner folds"))
        guard !parts.isEmpty else {
            throw Failure(
                "E530", "early_stop can't hold rows back from \(sample.rowCount) rows",
                hint: "it needs two groups, or two moments, at least, and rows of both classes among those left")
        }
        return try context.pool.map(parts.count) { place in
            try watch(sample, parts[place], context.child("watched").child("\(place)"))
        }
    }

    private func watch(
        _ sample: Sample, _ part: InnerSplit.Part, _ context: FitContext
    ) throws -> MonitoredFit {
        let validation = sample.taking(part.validation)
        let loss = EarlyStopLoss(validation, metric ?? defaultMetrics(for: sample.problem.kind)[0])
        let monitor = RoundMonitor(
            validation: validation, patience: patience, minDelta: minDelta,
            loss: loss.callAsFunction)
        guard let fit = try base.fit(sample.taking(part.train), monitor: monitor, context) else {
            throw Failure(
                "E559", "'\(base.name)' has no rounds that could be stopped early",
                hint: "early_stop goes with learners such as gbdt()")
        }
        return fit
    }
}

/// The watched loss of predictions of the held-back rows.
private struct EarlyStopLoss: Sendable {
    private let target: Target
    private let weights: [Double]?
    private let problem: Problem
    private let metric: any Metric

    init(_ validation: Sample, _ metric: any Metric) {
        target = validation.target
        weights = validation.weights
        problem = validation.problem
        self.metric = metric
    }

    @Sendable func callAsFunction(_ predictions: Predictions) -> Double {
        let value = metric.value(target, predictions, weights: weights, problem: problem)
        return value.map { metric.higherIsBetter ? -$0 : $0 } ?? .infinity
    }
}

private enum EarlyStopCurve {
    /// The mean of curves as far as all of them go.
    static func mean(_ curves: [[Double]]) -> [Double] {
        let length = curves.map(\.count).min() ?? 0
        return (0..<length).map { round in
            curves.reduce(0) { $0 + $1[round] } / Double(curves.count)
        }
    }
}

/// A model whose number of rounds was found by watching held-back rows.
public struct EarlyStopped: FittedLearner, CurveKeeping {
    public static let archiveName = "early_stop@1"

    private let archived: ArchivedLearner
    public let bestRounds: Int
    /// Watched loss after each round; the mean over inner folds where those were watched.
    public let curve: [Double]

    init(_ fitted: any FittedLearner, bestRounds: Int, curve: [Double]) {
        archived = ArchivedLearner(fitted)
        self.bestRounds = bestRounds
        self.curve = curve
    }

    public var fitted: any FittedLearner { archived.learner }
    public var inputs: [Field] { fitted.inputs }
    public var rounds: Int? { bestRounds }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        try fitted.predict(table, offset: offset)
    }
}
