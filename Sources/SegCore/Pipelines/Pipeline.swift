import SegDiagnostics
import SegFrame

/// Steps in order, and perhaps a learner at the end: a recipe that has learned nothing yet.
///
/// With a learner it is itself a learner; without one it is what the language calls a Pipeline,
/// which can be appended to and traced but not trained. Steps are fitted in order on training rows
/// only; each sees the rows as the step before it left them.
public struct Pipeline: Learner {
    public let steps: [NamedStep]
    /// nil: a pipeline that can't be trained yet.
    public let estimator: NamedLearner?

    /// The empty pipeline.
    public init() { self.init(steps: [], estimator: nil) }

    init(steps: [NamedStep], estimator: NamedLearner?) {
        self.steps = steps
        self.estimator = estimator
    }

    /// The estimator's name; `pipeline` where there is none.
    public var name: String { estimator?.learner.name ?? "pipeline" }

    public var parts: [LearnerPart] { steps.map(\.part) + (estimator?.learner.parts ?? []) }

    /// Names of the parts in order, as `swap` takes them.
    public var partNames: [String] { steps.map(\.name) + [estimator?.name].compactMap { $0 } }

    /// How it is written: `impute(numeric()) |> ridge()`.
    public var source: String {
        parts.isEmpty ? "pipeline()" : parts.map(\.source).joined(separator: " |> ")
    }

    /// Whether it ends in a learner and so can be trained.
    public var isComplete: Bool { estimator != nil }

    public var kinds: Set<ProblemKind> {
        estimator?.learner.kinds ?? [.regression, .binary, .multiclass]
    }

    public var acceptsOffset: Bool { estimator?.learner.acceptsOffset ?? false }
    public var takesWeights: Bool { estimator?.learner.takesWeights ?? true }

    /// What its learner accepts: steps that choose by it stand before the whole pipeline.
    public var accepts: FeatureSupport { estimator?.learner.accepts ?? .completeNumbers }

    public func with(rounds: Int) -> (any Learner)? {
        guard let estimator, let fixed = estimator.learner.with(rounds: rounds) else { return nil }
        return Pipeline(steps: steps, estimator: NamedLearner(name: estimator.name, learner: fixed))
    }

    /// Its learner, or E520 where it has none.
    func trainable() throws(Failure) -> NamedLearner {
        guard let estimator else {
            throw Failure(
                "E520", "this pipeline has no estimator, so it can't be trained",
                hint: "append one, for example \(source) |> ridge()")
        }
        return estimator
    }
}
