import SegCore
import SegDiagnostics
import SegIdentity
import SegVM

/// A recipe: a pipeline, an estimator, or a wrapper around either.
public final class LearnerValue: HostObject, @unchecked Sendable {
    public let learner: any Learner

    public init(_ learner: any Learner) { self.learner = learner }

    /// `Pipeline` while it has no estimator.
    public override var kindName: String { isPipeline ? "Pipeline" : "Learner" }
    public override var display: String { learner.sourceText }
    /// nil where an object of Python is in it.
    public override var identity: String? {
        let versions = learner.parts.map { "\($0.name)@\($0.version)" }
        return StructuralIdentity.of(learner).map { ContentHash.digest(of: versions + [$0]) }
    }

    /// Whether it is steps only.
    public var isPipeline: Bool { (learner as? Pipeline).map { !$0.isComplete } ?? false }
}

extension Learner {
    /// How the whole learner is written: its parts with pipes between.
    var sourceText: String { parts.map(\.source).joined(separator: " |> ") }
}

/// A figure of merit as a value: `rmse`, `f1(average: "macro")`.
public final class MetricValue: HostObject, @unchecked Sendable {
    public let metric: any Metric

    public init(_ metric: any Metric) { self.metric = metric }

    public override var kindName: String { "Metric" }
    public override var display: String { metric.source }
    public override var identity: String? { StructuralIdentity.of(metric) }
}

/// A way to divide rows as a value: `time_folds(4)`.
public final class SplitterValue: HostObject, @unchecked Sendable {
    public let splitter: any Splitter

    public init(_ splitter: any Splitter) { self.splitter = splitter }

    public override var kindName: String { "Splitter" }
    public override var display: String { splitter.source }
    public override var identity: String? { StructuralIdentity.of(splitter) }
}
