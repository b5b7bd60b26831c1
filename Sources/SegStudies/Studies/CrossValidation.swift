import SegCore
import SegDiagnostics
import SegTensor

/// Trains and scores learners with several scopes on one plan of folds.
///
/// All fits of learners × nodes × folds run side by side on the context's pool; each distinct one
/// is made once. The same seed gives the same bits on any number of threads. Errors: E550 to E559
/// where learners and scopes can't be as given, L203 for folds that don't keep the roles, and the
/// error of a learner that can't be trained on all rows.
public func crossValidate(
    _ task: LearningTask, _ learners: [NamedArm], _ options: StudyOptions, _ context: FitContext
) throws -> Study {
    if options.rollUp != .rows, options.baseline == nil, options.overrides.contains(where: { $0.metrics != nil }) {
        throw Failure(
            "E564", "segments with metrics of their own are rolled up as skill, which is measured against the baseline",
            hint: "leave baseline: out, or roll_up: \"rows\"")
    }
    let data = try SegmentedRows(task.wholeSample, options.segments)
    let folds = try StudyPlan.draw(task, data, options, random: context.random)
    let cast = try StudyCast(learners, options, task.problem.kind, known: [])
    let engine = try FitEngine(task, data, folds, cast, options, context)
    var making = ArmMaking(
        crossFit: CrossFit(engine: engine, places: ScoredRows(folds, data)), folds: folds,
        scopes: options.scopes ?? Scope.automatic(for: options.segments),
        scoreWeights: task.scoreWeights, recipes: cast.recipes, overrides: options.overrides)
    let arms = try making.arms(cast)
    return Study(
        task: task, options: options, folds: folds, cast: cast, making: making, arms: arms, context)
}

extension Study {
    /// The study with further arms, on the same folds; what was trained before is not trained
    /// again.
    ///
    /// E558 on results of models that were trained before.
    public func adding(
        _ learners: [NamedArm], scopes: [Scope]? = nil, _ context: FitContext
    ) throws -> Study {
        guard let origin else {
            throw Failure("E558", "arms can be added to the study of a cross_validate only")
        }
        let context = context.with(random: origin.context.random)
        var options = origin.options
        options.baseline = nil
        let cast = try StudyCast(learners, options, task.problem.kind, known: origin.cast.all)
        let engine = try FitEngine(task, origin.crossFit.data, folds, cast, options, context)
        var making = ArmMaking(
            crossFit: origin.crossFit.continuing(with: engine), folds: folds,
            scopes: scopes ?? origin.scopes, scoreWeights: task.scoreWeights,
            recipes: origin.cast.recipes + cast.recipes, overrides: options.overrides)
        let further = try making.arms(cast)
        try Self.checkNames(arms.map(\.arm.name) + further.map(\.arm.name))
        options.baseline = origin.options.baseline
        return Study(
            task: task, options: options, folds: folds, cast: cast, making: making,
            arms: arms + further, earlier: notes,
            context)
    }

    private static func checkNames(_ names: [String]) throws(Failure) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw Failure(
                "E555", "the study has an arm '\(name)' already",
                hint: "give the learner another name")
        }
    }

    init(
        task: LearningTask, options: StudyOptions, folds: Folds, cast: StudyCast, making: ArmMaking,
        arms: [ArmResult], earlier: [StudyNote] = [], _ context: FitContext
    ) {
        let data = making.crossFit.data
        let metrics =
            options.metrics.isEmpty ? defaultMetrics(for: task.problem.kind) : options.metrics
        let found = StudyNotes(task: task, folds: folds, crossFit: making.crossFit, arms: arms, learners: cast.all).all + making.notes
        self.init(
            task: task, segments: data.segments, folds: folds, metrics: metrics,
            rollUp: options.rollUp,
            scored: making.crossFit.places, arms: arms, notes: found + earlier.filter { !found.contains($0) },
            purpose: .crossValidation,
            nodeMetrics: NodeMetrics.all(options.overrides, making.crossFit),
            origin: StudyOrigin(
                cast: cast, options: options, scopes: making.scopes, crossFit: making.crossFit,
                context: context))
    }
}

extension LearningTask {
    /// All rows of the task, development and test: what plans number.
    var wholeSample: Sample {
        Sample(problem: problem, table: table, features: features, target: target, weights: weights)
    }
}

extension FitEngine {
    init(
        _ task: LearningTask, _ data: SegmentedRows, _ folds: Folds, _ cast: StudyCast,
        _ options: StudyOptions, _ context: FitContext
    ) throws {
        let contents = FoldContent.all(folds, data)
        self.init(
            data: data, contents: contents, rowsOfPlaces: folds.folds.flatMap(\.score),
            recipes: try RecipeBook(
                cast.recipes, overrides: options.overrides, data: data, contents: contents),
            context: context, keepsModels: false, onError: options.onError,
            onProgress: options.onProgress)
    }
}

/// Metrics of nodes by the overrides.
enum NodeMetrics {
    /// Conditions are asked of the first fold's training rows.
    static func all(_ overrides: [NodeOverride], _ crossFit: CrossFit) -> [[any Metric]?] {
        var result = [[any Metric]?](repeating: nil, count: crossFit.data.segments.nodes.count)
        guard let content = crossFit.engine.contents.first else { return result }
        for entry in overrides {
            guard let metrics = entry.metrics,
                let chosen = try? entry.nodes.chosen(crossFit.data, content)
            else { continue }
            for node in chosen {
                for below in crossFit.data.segments.subtree(of: node) { result[below] = metrics }
            }
        }
        return result
    }
}
