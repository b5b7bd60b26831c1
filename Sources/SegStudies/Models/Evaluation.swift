import SegCore
import SegDiagnostics
import SegFrame

/// What a study of trained models takes beside the models.
public struct EvaluationOptions: Sendable {
    /// nil: the first model's.
    public var segments: Segments?
    /// Empty: chosen from the kind of problem.
    public var metrics: [any Metric]
    /// Trained on the development rows of an opened test and scored as the arm `baseline`.
    public var baseline: (any Learner)?

    public init(
        segments: Segments? = nil, metrics: [any Metric] = [], baseline: (any Learner)? = nil
    ) {
        self.segments = segments
        self.metrics = metrics
        self.baseline = baseline
    }
}

/// Opens the sealed rows of a task: scores trained models on them, the proposed one first.
///
/// The answer is a study of one fold. E514 for a task without test rows, L203 where a model was
/// trained on more than one in a hundred of them.
public func openTest(
    _ task: LearningTask, _ models: [TrainedModel], _ options: EvaluationOptions,
    _ context: FitContext
) throws -> Study {
    guard !task.test.isEmpty else {
        throw Failure(
            "E514", "the task has no test rows", hint: "seal some with as_task(…, test: …)")
    }
    let evaluation = try Evaluation(task, models, options)
    var arms = try evaluation.arms()
    if let baseline = options.baseline {
        let fitted = try baseline.fit(
            task.sample(rows: task.development), context.child("baseline"))
        arms.append(try evaluation.arm("baseline", fitted))
    }
    return try evaluation.study(arms, purpose: .test, source: "test")
}

/// Scores trained models on other labelled rows.
///
/// L203 where more than one in a hundred of the rows trained a model, E572 for models of several
/// problems.
public func evaluate(
    _ models: [TrainedModel], on table: Table, _ options: EvaluationOptions = EvaluationOptions()
) throws -> Study {
    guard let first = models.first else { throw Failure("E551", "there is no model to evaluate") }
    let evaluation = try Evaluation(
        try LearningTask.scoring(table, first.problem), models, options, notes: try models.compactMap { try $0.noteOfSealedRows(in: table) })
    return try evaluation.study(try evaluation.arms(), purpose: .evaluation, source: "table")
}

/// Scores of trained models on the test rows of a task.
private struct Evaluation {
    private let task: LearningTask
    private let models: [TrainedModel]
    private let options: EvaluationOptions
    private let data: SegmentedRows
    private let rows: Table
    private let notes: [StudyNote]

    init(_ task: LearningTask, _ models: [TrainedModel], _ options: EvaluationOptions, notes: [StudyNote] = []) throws {
        guard let first = models.first else {
            throw Failure("E551", "there is no model to evaluate")
        }
        for model in models { try Self.check(model, task.problem) }
        self.task = task
        self.models = models
        self.options = options
        data = try SegmentedRows(task.wholeSample, options.segments ?? first.segments)
        let labelled = task.table.taking(task.test)
        self.notes = try notes + models.compactMap { try Self.familiar($0, labelled, task) }
        rows = labelled.dropping([task.problem.roles.target].compactMap { $0 })
    }

    private static func check(_ model: TrainedModel, _ problem: Problem) throws(Failure) {
        let own = model.problem
        guard own.kind == problem.kind, own.classes == problem.classes,
            own.roles.target == problem.roles.target
        else {
            throw Failure(
                "E572",
                "'\(model.name)' predicts '\(own.roles.target ?? "")' (\(own.kind.rawValue)), "
                    + "these rows are scored on '\(problem.roles.target ?? "")' (\(problem.kind.rawValue))",
                hint: "score models of one problem together")
        }
    }

    /// A note on rows that trained a model; L203 where they are more than one in a hundred.
    ///
    /// A model of the task's own development rows has not seen the sealed ones: what looks alike there is
    /// a duplicate, of which making the task has warned (L211).
    private static func familiar(
        _ model: TrainedModel, _ table: Table, _ task: LearningTask
    ) throws -> StudyNote? {
        guard let count = try model.training.count(in: table) else {
            return StudyNote(
                .note, "whether rows trained '\(model.name)' could not be told: columns are missing"
            )
        }
        guard count > 0 else {
            guard try !isOwn(model, task), try model.training.areFamiliar(in: table) else { return nil }
            return StudyNote(
                .warning, "most of the \(table.rowCount) rows have the features of rows that trained '\(model.name)', under other ids or targets (L211)")
        }
        if try isOwn(model, task) {
            return StudyNote(.note, "\(count) of \(table.rowCount) rows are duplicates of rows that trained '\(model.name)'")
        }
        try model.refuseTrainingRows(in: table)
        return StudyNote(.warning, "\(count) of \(table.rowCount) rows trained '\(model.name)'")
    }

    /// Whether the model was trained on exactly the development rows of the task.
    private static func isOwn(_ model: TrainedModel, _ task: LearningTask) throws -> Bool {
        guard !task.development.isEmpty, task.development.count == model.lineage.rows else { return false }
        let development = task.table.taking(task.development)
        return try model.training.matches(development)
    }

    func arms() throws -> [ArmResult] {
        var names: Set<String> = []
        return try models.map { model in
            guard names.insert(model.name).inserted else {
                throw Failure(
                    "E555", "two models are called '\(model.name)'", hint: "give one another name")
            }
            let served = try model.tree.serve(rows)
            let places = model.segments.nodes.map { node in
                data.segments.nodes.firstIndex { $0.path.hasSameBytes(as: node.path) } ?? 0
            }
            var result = ArmResult(
                arm: Arm(
                    name: model.name, learner: model.parts.last?.name ?? model.name,
                    scope: model.scope),
                predictions: served.predictions, servedBy: served.servedBy.map { places[$0] })
            result.recipe = ModelRecipe(model.parts, model.scope, model.segments)
            return result
        }
    }

    func arm(_ name: String, _ fitted: any FittedLearner) throws -> ArmResult {
        let predictions = try fitted.predict(rows)
        return ArmResult(
            arm: Arm(name: name, learner: name, scope: .pooled), predictions: predictions,
            servedBy: [Int](repeating: 0, count: predictions.rowCount))
    }

    func study(_ arms: [ArmResult], purpose: StudyPurpose, source: String) throws -> Study {
        let folds = Folds(
            folds: [Folds.Fold(train: [], score: task.test)], source: source, isTemporal: false)
        return Study(
            task: task, segments: data.segments, folds: folds,
            metrics: options.metrics.isEmpty
                ? defaultMetrics(for: task.problem.kind) : options.metrics,
            rollUp: .rows, scored: ScoredRows(folds, data), arms: arms, notes: notes,
            purpose: purpose)
    }
}

extension TrainedModel {
    /// L203 where more than one in a hundred of some rows trained it.
    func refuseTrainingRows(in table: Table) throws {
        guard let count = try training.count(in: table), count * 100 > table.rowCount else { return }
        throw Failure(
            "L203", "\(count) of \(table.rowCount) rows trained '\(name)', or are the same as rows that did",
            hint: "score it on rows that it has not seen")
    }

    /// A warning where more than one in a hundred of some rows were sealed for the test of the model's own task: scoring them is a
    /// look at it, by whatever name.
    fileprivate func noteOfSealedRows(in table: Table) throws -> StudyNote? {
        guard let count = try sealed?.count(in: table), count * 100 > table.rowCount else { return nil }
        return StudyNote(
            .warning, "\(count) of \(table.rowCount) rows are sealed for the test of the task of '\(name)': this is a look at it, before open_test (L202)")
    }
}
