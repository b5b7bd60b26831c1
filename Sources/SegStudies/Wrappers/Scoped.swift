import SegCore
import SegDiagnostics

/// A learner trained by segments with a scope, as one learner.
public struct Scoped: Wrapper {
    public var base: any Learner
    public let scope: Scope
    public let segments: Segments
    public let overrides: [NodeOverride]

    public init(
        _ base: any Learner, scope: Scope, over segments: Segments, overrides: [NodeOverride] = []
    ) {
        self.base = base
        self.scope = scope
        self.segments = segments
        self.overrides = overrides
    }

    public var name: String { base.name }
    public var kinds: Set<ProblemKind> { base.kinds }
    public var accepts: FeatureSupport { base.accepts }

    public var parts: [LearnerPart] {
        return base.parts + [
            LearnerPart(
                name: "scoped", version: 1, source: "scoped(\"\(scope.name)\", over: \(segments.levelText))")
        ]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let arm = NamedArm(base.name, base)
        let training = TreeTraining(
            data: try SegmentedRows(sample, segments), rows: Array(0..<sample.rowCount),
            learners: [arm],
            overrides: overrides, onError: .parent, context: context)
        return try training.trained(arm, scope)
    }
}
