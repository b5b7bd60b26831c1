import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// Results of several arms on rows that none of them was trained on: one plan of folds, many arms.
public struct Study: Sendable {
    public let task: LearningTask
    public let segments: Segments
    public let folds: Folds
    /// The first is the primary one.
    public let metrics: [any Metric]
    public let rollUp: RollUp
    /// The rows that were predicted out of fold, with fold and segment.
    public let scored: ScoredRows
    public let arms: [ArmResult]
    public let notes: [StudyNote]
    /// What the rows are of: folds of development rows, the opened test, or another table.
    public let purpose: StudyPurpose
    /// Metrics that overrides show for a node in place of the study's.
    let nodeMetrics: [[any Metric]?]
    /// What `add` and `train` go on from; nil where arms are models that were trained before.
    let origin: StudyOrigin?
    /// The leaves that have scored rows, and the rows that no rule takes; most rows first.
    public let parts: [StudyPart]
    /// For each node the counted places in it and below it.
    private let placesBelow: [[Int]]

    init(
        task: LearningTask, segments: Segments, folds: Folds, metrics: [any Metric], rollUp: RollUp,
        scored: ScoredRows, arms: [ArmResult], notes: [StudyNote], purpose: StudyPurpose,
        nodeMetrics: [[any Metric]?] = [], origin: StudyOrigin? = nil
    ) {
        self.task = task
        self.segments = segments
        self.folds = folds
        self.metrics = metrics
        self.rollUp = rollUp
        self.scored = scored
        self.arms = arms
        self.notes = notes
        self.purpose = purpose
        self.nodeMetrics = nodeMetrics
        self.origin = origin
        var below = [[Int]](repeating: [], count: segments.nodes.count)
        for place in scored.scored {
            for node in segments.ancestry(of: scored.segments[place]) { below[node].append(place) }
        }
        placesBelow = below
        parts = Study.parts(segments, placesBelow: below)
    }
}

/// What an arm predicted, place by place as `Study.scored` lists them.
public struct ArmResult: Sendable {
    public let arm: Arm
    public let predictions: Predictions
    /// The node whose model served each place; for blends the deepest that took part.
    public let servedBy: [Int]
    /// Weights of blends and ensembles, by fold.
    public let weights: [FoldWeights]
    /// Of a trained model that is scored, what it was made by.
    var recipe: ModelRecipe?

    public init(arm: Arm, predictions: Predictions, servedBy: [Int], weights: [FoldWeights] = []) {
        self.arm = arm
        self.predictions = predictions
        self.servedBy = servedBy
        self.weights = weights
    }
}

/// What a study's rows are.
public enum StudyPurpose: String, Hashable, Sendable, Codable {
    case crossValidation, test, evaluation
}

/// Something that a reader of a study has to know.
public struct StudyNote: Hashable, Sendable, Codable {
    public let severity: Severity
    public let text: String
    /// Paths of the segments that it is about.
    public let segments: [String]

    public init(_ severity: Severity, _ text: String, segments: [String] = []) {
        self.severity = severity
        self.text = text
        self.segments = segments
    }
}

/// All that is needed to add arms to a study, or to train one of them.
struct StudyOrigin: Sendable {
    let cast: StudyCast
    let options: StudyOptions
    let scopes: [Scope]
    let crossFit: CrossFit
    let context: FitContext
}

extension Study {
    /// Counted places of a node's rows and all below it, in order.
    public func places(of node: Int) -> [Int] { placesBelow[node] }

    /// The arm of a name; E557 with the nearest name where there is none.
    public func arm(_ name: String) throws(Failure) -> ArmResult {
        if let arm = arms.first(where: { $0.arm.name == name }) { return arm }
        let names = arms.map(\.arm.name)
        throw Failure(
            "E557", "the study has no arm '\(name)'",
            hint: Suggestion.hint(for: name, among: names)
                ?? "arms: \(names.joined(separator: ", "))")
    }

    /// The truth at some places.
    public func truth(_ places: [Int]) -> Target {
        task.target.taking(places.map { scored.rows[$0] })
    }

    /// The score weights at some places; nil: all 1.
    public func weights(_ places: [Int]) -> [Double]? {
        task.scoreWeights.map { weights in places.map { weights[scored.rows[$0]] } }
    }

    /// The block of each of some places.
    public func blocks(_ places: [Int]) -> [Int32] { places.map { task.blocks[scored.rows[$0]] } }

    /// Metrics shown for a node.
    public func metrics(of node: Int) -> [any Metric] {
        node < nodeMetrics.count ? nodeMetrics[node] ?? metrics : metrics
    }

    /// Whether overrides give some segment another primary metric than the study's.
    public var segmentsDifferInMetric: Bool {
        parts.contains { metrics(of: $0.node).first?.source != metrics.first?.source }
    }

    /// A metric's figure over some places; nil where it is not defined there.
    public func figure(_ arm: ArmResult, _ metric: any Metric, places: [Int]) -> Double? {
        metric.value(
            truth(places), arm.predictions.taking(places), weights: weights(places),
            problem: task.problem)
    }

    /// All fits, in the order in which they were asked for.
    public var fits: [FitRecord] { origin?.crossFit.records ?? [] }

    /// Learners by the names that arms bear; empty where arms are models that were trained before.
    public var learners: [NamedArm] { origin?.cast.all ?? [] }
}
