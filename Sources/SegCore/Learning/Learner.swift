import SegDiagnostics
import SegFrame

/// A recipe that can be trained: an estimator, a pipeline that ends in one, or a wrapper around either.
public protocol Learner: Sendable {
    /// The function that makes it: `gbdt`, `stack`; a pipeline bears its estimator's.
    var name: String { get }

    /// One line a part, in order: what is printed, and with versions what is recorded.
    var parts: [LearnerPart] { get }

    /// The kinds of problem that it can be trained on.
    var kinds: Set<ProblemKind> { get }

    /// Whether it can start from an offset on the link scale.
    var acceptsOffset: Bool { get }

    /// Whether rows may count more than others in its training.
    var takesWeights: Bool { get }

    /// What it takes as it comes, so that `prepare` leaves it alone.
    var accepts: FeatureSupport { get }

    /// Learns from the sample's rows, and from nothing else.
    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner

    /// Fits round by round and stops when the monitor says so, for learners that have rounds; nil for others.
    ///
    /// Validation rows pass through the steps that were fitted on the sample.
    func fit(_ sample: Sample, monitor: RoundMonitor, _ context: FitContext) throws -> MonitoredFit?

    /// The same learner with its number of rounds fixed; nil for learners without rounds.
    func with(rounds: Int) -> (any Learner)?
}

extension Learner {
    public var acceptsOffset: Bool { false }
    public var takesWeights: Bool { true }
    public var accepts: FeatureSupport { .completeNumbers }

    public func fit(_ sample: Sample, monitor: RoundMonitor, _ context: FitContext) throws -> MonitoredFit? {
        nil
    }

    public func with(rounds: Int) -> (any Learner)? { nil }
}

/// A learner that is no wrapper and no pipeline: made from one declaration.
public protocol Estimator: Learner {
    /// The one declaration that feeds binding, checks, completion, help and reference.
    static var declaration: ModuleDeclaration<any Estimator> { get }

    /// How it is written, with parameters that differ from their defaults: `gbdt(rounds: 600)`.
    var source: String { get }
}

extension Estimator {
    public var name: String { Self.declaration.name }

    public var parts: [LearnerPart] {
        [LearnerPart(name: name, version: Self.declaration.version, source: source)]
    }
}

/// A line of a learner's listing.
public struct LearnerPart: Hashable, Sendable, Codable {
    public let name: String
    public let version: Int
    /// As it is written: `impute(numeric(), strategy: "mean")`.
    public let source: String

    public init(name: String, version: Int, source: String) {
        self.name = name
        self.version = version
        self.source = source
    }
}

/// A trained learner: plain data that can be saved.
public protocol FittedLearner: Codable, Sendable {
    /// Under which a saved model finds the type again: name and version, `gbdt@1`.
    static var archiveName: String { get }

    /// Columns that must be there for a prediction, with what they were at fitting.
    var inputs: [Field] { get }

    /// Rounds that were trained, for learners that have them.
    var rounds: Int? { get }

    /// The probabilities from which on it decides for the positive class, where they were chosen, the least and the greatest of its
    /// segments; nil: one half.
    var thresholds: ClosedRange<Double>? { get }

    /// Whether its parts fit together: lengths agree, positions exist. Asked of what was loaded, which may have been
    /// altered; `predict` can rely on it.
    var isSound: Bool { get }

    /// Predicts each row from that row alone. `offset` is given where fitting had one (see `Sample.offset`).
    func predict(_ table: Table, offset: [Double]?) throws -> Predictions
}

extension FittedLearner {
    public var rounds: Int? { nil }
    public var thresholds: ClosedRange<Double>? { nil }
    public var isSound: Bool { true }

    public func predict(_ table: Table) throws -> Predictions { try predict(table, offset: nil) }
}

/// Watches validation rows while a learner trains round by round.
public struct RoundMonitor: Sendable {
    /// Rows that are not trained on; the learner predicts them after each round.
    public let validation: Sample
    /// The loss of predictions of the validation rows: smaller is better.
    public let loss: @Sendable (Predictions) -> Double
    /// Rounds without an improvement of at least `minDelta` after which training stops.
    public let patience: Int
    public let minDelta: Double

    public init(
        validation: Sample, patience: Int, minDelta: Double,
        loss: @escaping @Sendable (Predictions) -> Double
    ) {
        self.validation = validation
        self.loss = loss
        self.patience = patience
        self.minDelta = minDelta
    }

    public func replacing(validation: Sample) -> RoundMonitor {
        RoundMonitor(validation: validation, patience: patience, minDelta: minDelta, loss: loss)
    }
}

/// What monitored training gives.
public struct MonitoredFit: Sendable {
    /// The model with the rounds up to the best one.
    public let fitted: any FittedLearner
    public let bestRounds: Int
    /// The validation loss after each round.
    public let curve: [Double]

    public init(fitted: any FittedLearner, bestRounds: Int, curve: [Double]) {
        self.fitted = fitted
        self.bestRounds = bestRounds
        self.curve = curve
    }
}

extension ClosedRange<Double> {
    /// The value of a range that holds one; nil of others.
    public var single: Double? { lowerBound == upperBound ? lowerBound : nil }
}
