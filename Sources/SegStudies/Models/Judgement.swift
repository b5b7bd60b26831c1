import SegCore
import SegDiagnostics

/// What an arm scored in a study, as a model that is trained of it carries it on.
struct Judgement {
    private let study: Study
    private let result: ArmResult

    init(_ study: Study, _ result: ArmResult) {
        self.study = study
        self.result = result
    }

    /// By each metric of the study, over all rows.
    var scores: [ModelScore] {
        study.metrics.compactMap { metric in
            StudyFigures(study, metric: metric).figure(result).map {
                ModelScore(metric: metric.source, value: $0, folds: study.folds.source)
            }
        }
    }

    /// By the primary metric, for each node of a model's segments that the study has too.
    func bySegment(of segments: Segments) -> SegmentScores {
        let figures = StudyFigures(study, metric: study.metrics[0])
        return SegmentScores(
            metric: study.metrics[0].source,
            values: segments.nodes.map { node in
                let same = study.segments.nodes.firstIndex { $0.path.hasSameBytes(as: node.path) }
                return same.flatMap { figures.figure(result, on: study.part(of: $0)) }
            })
    }
}

extension Study {
    /// What an opened test says of the model that the production one follows: one that was made by the same recipe, of several the
    /// one of its name.
    ///
    /// E551 unless the study is an opened test and all rows are trained on, E557 where the test has no such model.
    func judgement(
        of name: String, _ recipe: ModelRecipe, of task: LearningTask, rows: TrainingRows
    ) throws(Failure) -> Judgement {
        guard purpose == .test, rows == .all else {
            throw Failure(
                "E551", "'tested:' takes what open_test gave, and goes with rows: \"all\"",
                hint: "a model of the development rows carries the scores of its study")
        }
        guard try hasTest(of: task) else {
            throw Failure("E557", "the test is not that of this task: its target, features or sealed rows are others", hint: "open_test(task, …)")
        }
        let models = arms.filter { $0.recipe != nil }
        let same = models.filter { $0.recipe == recipe }
        if let own = same.first(where: { $0.arm.name.hasSameBytes(as: name) }) ?? same.first { return Judgement(self, own) }
        let known = models.map { "'\($0.arm.name)' (\($0.recipe?.text ?? ""))" }.joined(separator: ", ")
        throw Failure(
            "E557", "the test has no model that was made as '\(name)' is (\(recipe.text))",
            hint: "open_test scores the model that was trained without the test's rows; it has \(known)")
    }
}

extension Study {
    /// Whether it is of the same question about the same sealed rows.
    private func hasTest(of other: LearningTask) throws(Failure) -> Bool {
        guard task.problem.roles == other.problem.roles, task.features == other.features, task.test.count == other.test.count else {
            return false
        }
        let columns = task.features + [task.problem.roles.target].compactMap { $0 }
        func prints(_ task: LearningTask) throws(Failure) -> [UInt64] {
            try RowFingerprints.make(task.table.taking(task.test), columns: columns).sorted()
        }
        return try prints(task) == prints(other)
    }
}

/// What a model is made by, but for its rows: two models of one recipe differ in what they were trained on.
struct ModelRecipe: Hashable, Sendable {
    private let parts: [String]
    private let scope: String
    private let segments: String

    init(_ parts: [LearnerPart], _ scope: Scope, _ segments: Segments) {
        self.parts = parts.map(\.source)
        self.scope = scope.name
        self.segments = segments.contentHash
    }

    var text: String { parts.joined(separator: " |> ") + " " + scope }
}
