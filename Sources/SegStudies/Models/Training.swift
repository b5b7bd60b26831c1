import SegCore
import SegDiagnostics
import SegFrame

/// Which rows of a task a model is trained on.
public enum TrainingRows: String, Hashable, Sendable, Codable {
    case development
    /// Also the rows sealed for the test: for production, after the test was opened.
    case all
}

/// Trains a learner with a scope on a task.
///
/// Blends take their weights from inner folds of the training rows. E551 and E552 where learner or
/// scope don't go with the task.
public func train(
    _ task: LearningTask, _ learner: NamedArm, over segments: Segments = .whole,
    scope: Scope = .pooled,
    rows: TrainingRows = .development, tested: Study? = nil, overrides: [NodeOverride] = [], _ context: FitContext
) throws -> TrainedModel {
    guard learner.learner.kinds.contains(task.problem.kind) else {
        throw Failure(
            "E551", "\(learner.learner.partThatExcludes(task.problem.kind).map { "'\($0)' of " } ?? "")'\(learner.name)' is not for a \(task.problem.kind.rawValue) target")
    }
    let chosen = task.rows(rows)
    let training = TreeTraining(
        data: try SegmentedRows(task.wholeSample, segments), rows: chosen, learners: [learner],
        overrides: overrides, onError: .parent, context: context.child(learner.name))
    let name = segments.isDivided ? "\(learner.name) \(scope.name)" : learner.name
    let recipe = ModelRecipe(learner.learner.parts, scope, segments)
    let judged = try tested.map { test throws(Failure) in try test.judgement(of: name, recipe, of: task, rows: rows) }
    return try TrainedModel(
        name: name, parts: learner.learner.parts, scope: scope,
        tree: try training.trained(learner, scope), task: task, rows: chosen, context: context,
        scores: judged?.scores ?? [], segmentScores: judged?.bySegment(of: segments))
}

extension Study {
    /// Trains an arm on the task's development rows, with the study's settings and the weights that
    /// its folds give.
    ///
    /// - Parameter tested: with all rows, the opened test of the model without the test's: its scores go with the new model.
    public func train(
        _ name: String, rows: TrainingRows = .development, tested: Study? = nil, _ context: FitContext
    ) throws -> TrainedModel {
        let result = try arm(name)
        guard let origin,
            let learner = origin.cast.all.first(where: { $0.name == result.arm.learner })
        else {
            throw Failure("E558", "'\(name)' comes from a model that is trained already")
        }
        let chosen = task.rows(rows)
        let context = context.with(random: origin.context.random)
        let training = TreeTraining(
            data: origin.crossFit.data, rows: chosen, learners: origin.cast.recipes,
            overrides: origin.options.overrides, onError: origin.options.onError,
            context: context.child("train"))
        let recipe = ModelRecipe(learner.learner.parts, result.arm.scope, segments)
        let judged = try tested.map { test throws(Failure) in try test.judgement(of: name, recipe, of: task, rows: rows) }
            ?? Judgement(self, result)
        return try TrainedModel(
            name: name, parts: learner.learner.parts, scope: result.arm.scope,
            tree: try tree(of: result.arm, learner, training, origin), task: task, rows: chosen,
            context: context, scores: judged.scores, residuals: residualQuantiles(result),
            segmentScores: judged.bySegment(of: segments))
    }

    private func tree(
        of arm: Arm, _ learner: NamedArm, _ training: TreeTraining, _ origin: StudyOrigin
    ) throws -> FittedTree {
        if let ensemble = learner.learner as? any Ensemble {
            return try joined(
                origin.cast.members[arm.learner] ?? [], arm.scope, ensemble.joining,
                bySegment: try ensemble.weighsBySegment(in: segments),
                training, origin)
        }
        guard arm.scope == .blended else { return try training.trained(learner, arm.scope) }
        return try joined([arm.learner], .path, .convex, bySegment: true, training, origin)
    }

    private func joined(
        _ learners: [String], _ scope: Scope, _ joining: Joining, bySegment: Bool,
        _ training: TreeTraining, _ origin: StudyOrigin
    ) throws -> FittedTree {
        let depths = Array(0...scope.depth(in: segments))
        let members = origin.crossFit.members(
            learners, depths: depths, folds: folds, scoreWeights: task.scoreWeights)
        let layers = learners.flatMap { learner in depths.map { (learner: learner, depth: $0) } }
        return try training.joined(layers, joining, members: members, bySegment: bySegment)
    }
}

extension LearningTask {
    func rows(_ choice: TrainingRows) -> [Int] {
        switch choice {
        case .development: development
        case .all: (development + test).sorted()
        }
    }
}

extension TrainedModel {
    init(
        name: String, parts: [LearnerPart], scope: Scope, tree: FittedTree, task: LearningTask,
        rows: [Int],
        context: FitContext, scores: [ModelScore] = [], residuals: ResidualQuantiles? = nil,
        segmentScores: SegmentScores? = nil
    ) throws {
        self.segmentScores = segmentScores
        self.residuals = residuals
        self.name = name
        self.parts = parts
        self.scope = scope
        self.tree = tree
        let roles = task.problem.roles
        let known =
            roles.id + [roles.time].compactMap { $0 } + roles.group + tree.inputs.map(\.name)
            + [roles.target].compactMap { $0 }
        var seen: Set<Utf8Key> = []
        let columns = known.filter { seen.insert(Utf8Key($0)).inserted }
        func prints(_ rows: [Int]) throws(Failure) -> TrainingFingerprints {
            try TrainingFingerprints(task.table.taking(rows), columns: columns, features: tree.inputs.map(\.name))
        }
        training = try prints(rows)
        sealed = rows.count > task.development.count || task.test.isEmpty ? nil : try prints(task.test)
        lineage = ModelLineage(
            rows: rows.count, features: task.features, data: training.digest,
            segments: tree.segments.contentHash, randomKey: context.random.key,
            includesTest: rows.count > task.development.count, scores: scores)
    }
}
