import SegCore
import SegDiagnostics

/// Makes the arms of a study from fits that they share.
struct ArmMaking {
    private(set) var crossFit: CrossFit
    let folds: Folds
    let scopes: [Scope]
    let scoreWeights: [Double]?
    private let recipes: [NamedArm]
    private let overrides: [NodeOverride]
    private(set) var notes: [StudyNote] = []

    init(
        crossFit: CrossFit, folds: Folds, scopes: [Scope], scoreWeights: [Double]?, recipes: [NamedArm], overrides: [NodeOverride]
    ) {
        self.recipes = recipes
        self.overrides = overrides
        self.crossFit = crossFit
        self.folds = folds
        self.scopes = scopes
        self.scoreWeights = scoreWeights
    }

    private var segments: Segments { crossFit.data.segments }

    mutating func arms(_ cast: StudyCast) throws -> [ArmResult] {
        try crossFit.prepare(cast.arms.flatMap { requests(of: $0, cast) })
        var result: [ArmResult] = []
        for arm in cast.arms {
            if let ensemble = arm.learner as? any Ensemble {
                result.append(try joined(arm.name, ensemble, cast.members[arm.name] ?? []))
            } else {
                for scope in scopes(of: arm) { result.append(try made(arm, scope)) }
            }
        }
        return result
    }

    /// The scopes that a learner can take; one that it can't is noted.
    private mutating func scopes(of arm: NamedArm) -> [Scope] {
        if arm.name == "baseline" { return [.pooled] }
        if scopes.contains(.offset), !arm.learner.acceptsOffset {
            notes.append(StudyNote(.note, "'\(arm.name)' can't start from an offset, as linear models and gbdt without a further transformation can: no such arm"))
        }
        return scopes.filter { $0 != .offset || arm.learner.acceptsOffset }
    }

    private func requests(of arm: NamedArm, _ cast: StudyCast) -> [LayerRequest] {
        if let ensemble = arm.learner as? any Ensemble {
            return (cast.members[arm.name] ?? []).map {
                LayerRequest(learner: $0, depths: depths(of: ensemble.memberScope.scope))
            }
        }
        let scopes = arm.name == "baseline" ? [.pooled] : scopes
        return [LayerRequest(learner: arm.name, depths: scopes.flatMap(depths))]
    }

    private func depths(of scope: Scope) -> [Int] {
        switch scope {
        case .pooled, .offset: [0]
        case .level, .local: [scope.depth(in: segments)]
        case .blended, .path: Array(0...segments.depth)
        }
    }

    private mutating func made(_ arm: NamedArm, _ scope: Scope) throws -> ArmResult {
        let isAlone = !segments.isDivided || arm.name == "baseline"
        let told = Arm(
            name: isAlone ? arm.name : "\(arm.name) \(scope.name)", learner: arm.name, scope: scope)
        switch scope {
        case .pooled, .level, .local:
            let layer = crossFit.layer(arm.name, depth: scope.depth(in: segments))
            return ArmResult(arm: told, predictions: layer.predictions, servedBy: layer.servedBy)
        case .offset: return try offset(told)
        case .blended, .path:
            return try joined(told, [arm.name], .blended, .convex, bySegment: true)
        }
    }

    private mutating func offset(_ arm: Arm) throws -> ArmResult {
        var fit = try OffsetFit(
            arm.learner, engine: crossFit.engine, folds: folds,
            root: crossFit.layer(arm.learner, depth: 0))
        try fit.run()
        crossFit.note(fit.records)
        return ArmResult(arm: arm, predictions: fit.layer.predictions, servedBy: fit.layer.servedBy)
    }

    private func joined(_ name: String, _ ensemble: any Ensemble, _ names: [String]) throws
        -> ArmResult
    {
        let scope: Scope = ensemble.memberScope == .path && segments.isDivided ? .path : .pooled
        return try joined(
            Arm(name: name, learner: name, scope: scope), names, scope, ensemble.joining,
            bySegment: try ensemble.weighsBySegment(in: segments))
    }

    private func joined(
        _ arm: Arm, _ learners: [String], _ scope: Scope, _ joining: Joining, bySegment: Bool
    ) throws -> ArmResult {
        let joined = try members(learners, scope).joined(
            joining, bySegment: bySegment, nesting: nesting(arm, learners, scope, joining), crossFit.engine.context.child(arm.name))
        return ArmResult(
            arm: arm, predictions: joined.predictions, servedBy: joined.servedBy,
            weights: joined.weights)
    }

    /// Training rows up to which weights too are learned from inner folds.
    private static let fewRows = 2000

    /// Members' predictions of the other folds come from models that have seen this fold's rows. A learner which joins them finds
    /// these rows' target again; weights, of which there are few, do so where rows are few as well.
    private func nesting(_ arm: Arm, _ learners: [String], _ scope: Scope, _ joining: Joining) -> BlendMembers.Nesting {
        let layers = learners.flatMap { learner in depths(of: scope).map { (learner: learner, depth: $0) } }
        return { [self] fold in
            let rows = folds.folds[fold].train
            switch joining {
            case .fixed: return nil
            case .convex where rows.count > Self.fewRows: return nil
            // Under a time role they come from earlier folds, which have not seen it.
            case .convex, .learner: if folds.isTemporal || folds.folds[fold].isUnscored { return nil }
            }
            let engine = crossFit.engine
            return try TreeTraining(
                data: engine.data, rows: rows, learners: recipes, overrides: overrides, onError: engine.onError,
                context: engine.context.child(arm.name).child("nested").child("\(fold)")
            ).innerMembers(layers, folds: 5)
        }
    }

    private func members(_ learners: [String], _ scope: Scope) -> BlendMembers {
        crossFit.members(
            learners, depths: depths(of: scope), folds: folds, scoreWeights: scoreWeights)
    }
}

extension CrossFit {
    /// The layers of some learners as members of a blend.
    func members(
        _ learners: [String], depths: [Int], folds: Folds, scoreWeights: [Double]?
    ) -> BlendMembers {
        let pairs = learners.flatMap { learner in depths.map { (learner, $0) } }
        return BlendMembers(
            names: pairs.map { BlendMembers.name($0, depth: $1, data.segments) },
            layers: pairs.map { layer($0, depth: $1) }, data: data, places: places, folds: folds,
            weights: scoreWeights)
    }
}

extension BlendMembers {
    /// `gbdt all`, `gbdt origin`.
    static func name(_ learner: String, depth: Int, _ segments: Segments) -> String {
        guard segments.isDivided else { return learner }
        return
            "\(learner) \(depth == 0 ? "all" : segments.levels[min(depth, segments.levels.count) - 1])"
    }
}

extension MemberScope {
    /// The scope of the models that an ensemble joins.
    var scope: Scope {
        switch self {
        case .path: .path
        case .pooled: .pooled
        }
    }
}
