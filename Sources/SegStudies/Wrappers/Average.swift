import SegCore
import SegDiagnostics

/// The mean of several learners' predictions.
public struct Average: Ensemble {
    public var members: [EnsembleMember]
    /// One a member, any positive scale; nil: all equal.
    public let weights: [Double]?
    public let memberScope: MemberScope

    /// E556 for less than two members, or weights that don't go with them.
    public init(
        _ members: [EnsembleMember], weights: [Double]? = nil, scopes: MemberScope = .path
    ) throws(Failure) {
        guard members.count > 1 else { throw Failure("E556", "average needs two members at least") }
        if let weights {
            guard weights.count == members.count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
                weights.contains(where: { $0 > 0 })
            else {
                throw Failure("E556", "average needs one weight for each member, none negative and one above 0")
            }
        }
        self.members = members
        self.weights = weights
        memberScope = scopes
    }

    public var name: String { "average" }
    public var joining: Joining { .fixed(weights) }

    public var parts: [LearnerPart] {
        [LearnerPart(name: name, version: 1, source: EnsembleText.source(self, weights))]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        try EnsembleFit.fit(self, sample, context)
    }
}

/// A learner over other learners' out-of-fold predictions.
///
/// Wolpert 1992, Stacked generalization; the default weights are Breiman's (1996, Stacked
/// regressions), not negative, and sum to 1.
public struct Stack: Ensemble {
    public var members: [EnsembleMember]
    /// What joins the members; nil: convex weights.
    public let meta: (any Learner)?
    public let memberScope: MemberScope
    /// Inner parts by which members get predictions of rows that they were not trained on.
    public let folds: Int
    /// Segments that have weights each, shrunk to those of all rows; nil: one set of weights.
    public let weightSegments: Segments?

    /// E556 for less than two members or folds, or a learner that joins them beside weights by segment.
    public init(
        _ members: [EnsembleMember], with meta: (any Learner)? = nil, scopes: MemberScope = .path,
        folds: Int = 5, over segments: Segments? = nil
    ) throws(Failure) {
        guard members.count > 1 else { throw Failure("E556", "stack needs two members at least") }
        guard folds > 1 else { throw Failure("E556", "stack needs two folds at least") }
        guard meta == nil || segments == nil else {
            throw Failure(
                "E556", "stack has either a learner that joins its members or weights by segment",
                hint: "leave out 'with:' or 'over:'")
        }
        weightSegments = segments
        self.members = members
        self.meta = meta
        memberScope = scopes
        self.folds = folds
    }

    public var name: String { "stack" }
    public var joining: Joining { meta.map(Joining.learner) ?? .convex }

    public var parts: [LearnerPart] {
        [LearnerPart(name: name, version: 1, source: EnsembleText.source(self, nil))]
    }

    public func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        try EnsembleFit.fit(self, sample, folds: folds, context)
    }
}

/// How ensembles are written.
enum EnsembleText {
    static func source(_ ensemble: any Ensemble, _ weights: [Double]?) -> String {
        let members = ensemble.members.map { member in
            switch member {
            case .learner(let arm): LearnerText.source(arm.learner)
            case .name(let name): "\"\(name)\""
            }
        }
        var arguments = ["[\(members.joined(separator: ", "))]"]
        if let weights { arguments.append("weights: \(weights)") }
        if case .learner(let meta) = ensemble.joining {
            arguments.append("with: \(LearnerText.source(meta))")
        }
        if let stack = ensemble as? Stack, stack.folds != 5 { arguments.append("folds: \(stack.folds)") }
        if let segments = ensemble.weightSegments { arguments.append("over: \(segments.levelText)") }
        if ensemble.memberScope != .path {
            arguments.append("scopes: \"\(ensemble.memberScope.rawValue)\"")
        }
        return "\(ensemble.name)(\(arguments.joined(separator: ", ")))"
    }
}

/// How learners are written inside others.
enum LearnerText {
    static func source(_ learner: any Learner) -> String {
        learner.parts.map(\.source).joined(separator: " |> ")
    }
}
