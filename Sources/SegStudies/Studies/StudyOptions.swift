import SegCore

/// A learner under the name that it bears in a study.
public struct NamedArm: Sendable {
    public let name: String
    public let learner: any Learner

    public init(_ name: String, _ learner: any Learner) {
        self.name = name
        self.learner = learner
    }
}

/// How a study is to be made.
public struct StudyOptions: Sendable {
    public var segments: Segments
    /// nil: chosen from the segments, see `Scope.automatic`.
    public var scopes: [Scope]?
    public var folds: FoldChoice
    /// The first is the primary one; empty: chosen from the kind of problem.
    public var metrics: [any Metric]
    public var rollUp: RollUp
    public var overrides: [NodeOverride]
    /// Scored as the arm `baseline`, pooled.
    public var baseline: (any Learner)?
    public var onError: ErrorPolicy
    /// Called after each fit, from any thread, in the order in which fits end.
    public var onProgress: (@Sendable (StudyProgress) -> Void)?

    public init(
        segments: Segments = .whole, scopes: [Scope]? = nil, folds: FoldChoice = .automatic,
        metrics: [any Metric] = [], rollUp: RollUp = .rows, overrides: [NodeOverride] = [],
        baseline: (any Learner)? = nil, onError: ErrorPolicy = .parent,
        onProgress: (@Sendable (StudyProgress) -> Void)? = nil
    ) {
        self.segments = segments
        self.scopes = scopes
        self.folds = folds
        self.metrics = metrics
        self.rollUp = rollUp
        self.overrides = overrides
        self.baseline = baseline
        self.onError = onError
        self.onProgress = onProgress
    }
}

/// Where the folds of a study come from.
public enum FoldChoice: Sendable {
    /// `time_folds(4)` under a time role, else `kfold(5)`.
    case automatic
    case splitter(any Splitter)
    /// Folds of the same task that were drawn before.
    case drawn(Folds)
}

/// How the figure of all segments together is made.
public enum RollUp: Hashable, Sendable, Codable {
    /// The metric over all rows together.
    case rows
    /// The mean of the leaves' figures.
    case segments
    /// The worst leaf's figure.
    case worst
    /// The mean of the leaves' figures, weighted by the sum of a column.
    case weighted(column: String)
}

/// What happens when a node's training fails.
public enum ErrorPolicy: String, Hashable, Sendable, Codable {
    /// Its rows are served by its parent, and a note says so.
    case parent
    /// The study ends with the error.
    case stop
}

/// How far a study is.
public struct StudyProgress: Sendable {
    public let learner: String
    /// Path of the node that was fitted.
    public let segment: String
    public let fold: Int
    /// Fits of this round of work that have ended, and all of it.
    public let done: Int
    public let total: Int
    public let failed: Bool
}
