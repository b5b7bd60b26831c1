import SegCore
import SegDiagnostics
import SegTensor

/// Other settings for some nodes and all below them; where several apply, the later one wins.
public struct NodeOverride: Sendable {
    public var nodes: NodeChoice
    /// Learners by the name that they stand in for.
    public var learners: [NamedArm]
    /// Changes every learner of these nodes: exchanges a step of its pipeline.
    public var change: (@Sendable (any Learner) throws -> any Learner)?
    /// The names of the steps that `change` exchanges.
    public var changedSteps: [String] = []
    /// Metrics shown for these nodes in place of the study's.
    public var metrics: [any Metric]?
    /// How these nodes' rows are scored in place of the study's plan.
    public var folds: (any Splitter)?
    /// What each fit of these nodes may use.
    public var limits: FitLimits?

    public init(
        _ nodes: NodeChoice, learners: [NamedArm] = [],
        change: (@Sendable (any Learner) throws -> any Learner)? = nil,
        metrics: [any Metric]? = nil,
        folds: (any Splitter)? = nil
    ) {
        self.nodes = nodes
        self.learners = learners
        self.change = change
        self.metrics = metrics
        self.folds = folds
    }
}

/// What one fit may use.
public struct FitLimits: Hashable, Sendable {
    public let threads: Int?
    /// Seconds after which it ends, and its rows are served by the parent.
    public let seconds: Double?

    public init(threads: Int? = nil, seconds: Double? = nil) {
        self.threads = threads
        self.seconds = seconds
    }

    /// The context of a fit that keeps to the limits.
    func applied(to context: FitContext) -> FitContext {
        let pool = threads.map { WorkerPool(threads: min($0, context.pool.threads)) } ?? context.pool
        guard let seconds else { return context.with(pool: pool, stop: context.stop) }
        let stop = StopSignal(
            within: context.stop,
            StopSignal.Limits(deadline: ContinuousClock.now + .seconds(seconds)) { _ in
                Failure(
                    "E391", "the fit took longer than its limit of \(seconds) s",
                    hint: "give the segment a longer limits(time:), or a learner that is faster")
            })
        return context.with(pool: pool, stop: stop)
    }
}

/// Which nodes an override is for.
public enum NodeChoice: Sendable {
    /// Paths and patterns, as `Segments.nodes(matching:)` reads them.
    case patterns([String])
    /// Nodes whose training rows fulfil a condition.
    case condition(@Sendable (NodeSummary) throws -> Bool)
}

/// What an override's condition sees of a node: figures of its training rows.
public struct NodeSummary: Hashable, Sendable {
    public let segment: String
    public let depth: Int
    public let rows: Int
    /// Share of all training rows.
    public let share: Double
    /// Mean of the target; of two classes the share of the positive one.
    public let target: Double
    /// Rows of the second most frequent class; all rows in regression.
    public let rarerClass: Int
}

/// The learner that each node is trained with.
struct RecipeBook: Sendable {
    private let learners: [String: any Learner]
    private let changes: [[NodeOverride]]
    private let nodeCount: Int
    /// For each override with a condition and each node for which that held in some folds, in how many.
    let held: [(override: Int, node: Int, folds: Int)]

    /// Settles which overrides apply to which node in which fold; conditions are asked here, in
    /// order.
    init(
        _ learners: [NamedArm], overrides: [NodeOverride], data: SegmentedRows,
        contents: [FoldContent]
    ) throws {
        self.learners = Dictionary(learners.map { ($0.name, $0.learner) }) { first, _ in first }
        nodeCount = data.segments.nodes.count
        guard !overrides.isEmpty else {
            (changes, held) = ([], [])
            return
        }
        var counts: [Int: [Int: Int]] = [:]
        var changes = [[NodeOverride]](repeating: [], count: nodeCount * contents.count)
        for (number, entry) in overrides.enumerated() {
            for (fold, content) in contents.enumerated() {
                for node in try entry.nodes.chosen(data, content) {
                    if case .condition = entry.nodes { counts[number, default: [:]][node, default: 0] += 1 }
                    for below in data.segments.subtree(of: node) {
                        changes[fold * nodeCount + below].append(entry)
                    }
                }
            }
        }
        self.changes = changes
        held = counts.sorted { $0.key < $1.key }.flatMap { number, nodes in
            nodes.sorted { $0.key < $1.key }.map { (number, $0.key, $0.value) }
        }
    }

    func learner(_ key: FitKey) throws -> any Learner {
        guard var learner = learners[key.learner] else {
            throw Failure("E553", "there is no learner '\(key.learner)' in this study")
        }
        guard !changes.isEmpty, key.node != 0 else { return learner }
        for entry in changes[key.fold * nodeCount + key.node] {
            if let other = entry.learners.first(where: { $0.name == key.learner }) {
                learner = other.learner
            }
            if let change = entry.change { learner = try change(learner) }
        }
        return learner
    }

    /// The limits of a fit: those of the last override that has some.
    func limits(_ key: FitKey) -> FitLimits? {
        guard !changes.isEmpty, key.node != 0 else { return nil }
        return changes[key.fold * nodeCount + key.node].last { $0.limits != nil }?.limits
    }
}

extension NodeChoice {
    /// The nodes chosen, before those below them are added.
    func chosen(_ data: SegmentedRows, _ content: FoldContent) throws -> [Int] {
        switch self {
        case .patterns(let patterns): try patterns.flatMap { try data.segments.nodes(matching: $0) }
        case .condition(let condition):
            try data.segments.nodes.indices.dropFirst().filter { node in
                try !content.train[node].isEmpty && condition(content.summary(of: node, in: data))
            }
        }
    }
}
