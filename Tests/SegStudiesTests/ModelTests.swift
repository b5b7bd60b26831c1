import Foundation
import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegTensor
import Testing

@Suite struct ModelTests {
    private static let context = FitContext(
        random: RandomStream(seed: 9), pool: WorkerPool(threads: 2))

    private static func task(test: Bool = false) throws -> LearningTask {
        let table = try TestTables.slopes(600).setting("id", Column(ints: (0..<600).map(Int64.init)))
        let late = ColumnExpression.greater("id", 479.5)
        return try LearningTask.make(
            table, TaskOptions(target: "y", id: ["id"], test: test ? .predicate(late) : .none))
    }

    private static func segments(_ task: LearningTask) throws -> Segments {
        try Segments.byColumns(SegmentRows(task), ["s"], minRows: 20)
    }

    private static func registry() -> ModuleRegistry {
        var registry = ModuleRegistry()
        registerWrappers(&registry)
        registry.add(fittedLearner: FittedSlope.self)
        registry.add(fittedLearner: FittedMean.self)
        registry.add(fittedLearner: FittedMemoriser.self)
        return registry
    }

    @Test(arguments: ["pooled", "s", "local", "blended"]) func modelsSurviveSaving(scope: String) throws {
        let task = try Self.task()
        let segments = try Self.segments(task)
        let model = try train(
            task, NamedArm("slope", SlopeLearner(feature: "x")), over: segments,
            scope: try Scope(scope, in: segments), Self.context)
        let data = try JSONEncoder().encode(model)
        let decoder = JSONDecoder()
        decoder.userInfo[.moduleRegistry] = Self.registry()
        let read = try decoder.decode(TrainedModel.self, from: data)
        let (before, after) = (try model.predict(task.table), try read.predict(task.table))
        #expect(before.schema.names == ["id", "segment", "served_by", "prediction"])
        #expect(before["prediction"]?.doubles() == after["prediction"]?.doubles())
        #expect(read.lineage == model.lineage)
        #expect(model.inputs.names == (scope == "pooled" ? ["s", "x"] : ["s", "x"]))
    }

    /// Intervals of a model from a study hold new rows at least as often as they say, and are as wide as the noise is.
    @Test func intervalsHoldNewRows() throws {
        let task = try Self.task()
        let options = StudyOptions(segments: try Self.segments(task), baseline: MeanLearner())
        let study = try crossValidate(task, [NamedArm("slope", SlopeLearner(feature: "x"))], options, Self.context)
        let model = try study.train("slope local", Self.context)
        let later = try TestTables.slopes(600, seed: 77)
        let answer = try model.predict(later, intervals: [0.8, 0.95], keeping: ["y"])
        #expect(answer.names == ["y", "segment", "served_by", "prediction", "low_80", "high_80", "low_95", "high_95"])
        let truth = try answer.column("y").doubles()
        for (level, name) in [(0.8, "80"), (0.95, "95")] {
            let low = try answer.column("low_\(name)").doubles()
            let high = try answer.column("high_\(name)").doubles()
            let inside = truth.indices.count { low[$0] <= truth[$0] && truth[$0] <= high[$0] }
            #expect(Double(inside) / 600 > level - 0.04)
            #expect(Double(inside) / 600 < level + 0.12)
        }
        let data = try JSONEncoder().encode(model)
        let decoder = JSONDecoder()
        decoder.userInfo[.moduleRegistry] = Self.registry()
        let read = try decoder.decode(TrainedModel.self, from: data)
        let again = try read.predict(later, intervals: [0.8])
        #expect(again["low_80"]?.doubles() == answer["low_80"]?.doubles())
        // 600 rows don't tell where 999 of 1,000 lie.
        #expect(try model.predict(later, intervals: [0.999])["low_99_9"]?.missingCount == 600)
        let bare = try train(task, NamedArm("slope", SlopeLearner(feature: "x")), Self.context)
        #expect(throws: Failure.self) { try bare.predict(later, intervals: [0.8]) }
        #expect(throws: Failure.self) { try model.predict(later, intervals: [1.2]) }
    }

    @Test func unknownSegmentsAreServedByTheRoot() throws {
        let task = try Self.task()
        let model = try train(
            task, NamedArm("slope", SlopeLearner(feature: "x")), over: try Self.segments(task),
            scope: .local, Self.context)
        let rows = try Table([
            ("s", nil, Column(strings: ["a", "zz", nil, "d"])), ("x", nil, Column(doubles: [1, 1, 1, 1])),
        ])
        let answer = try model.predict(rows)
        #expect(answer["served_by"]?.strings() == ["a", "all", "all", "all"])
        #expect(answer["segment"]?.strings() == ["a", "(rest)", "(rest)", "d"])
        #expect(throws: Failure.self) { try model.predict(rows.dropping(["x"])) }
        #expect(throws: Failure.self) { try model.predict(rows.dropping(["s"])) }
    }

    @Test func offsetModelsFollowThePath() throws {
        let task = try Self.task()
        let model = try train(
            task, NamedArm("mean", MeanLearner()), over: try Self.segments(task), scope: .offset, Self.context)
        let rows = try Table([("s", nil, Column(strings: ["a", "zz"]))])
        let answer = try #require(try model.predict(rows)["prediction"]?.doubles())
        let y = try task.table.column("y").doubles()
        let isA = try task.table.column("s").strings().map { $0 == "a" }
        let mean = zip(y, isA).filter(\.1).map(\.0).reduce(0, +) / Double(isA.count { $0 })
        #expect(abs(answer[0] - mean) < 0.02)
        #expect(abs(answer[1] - y.reduce(0, +) / Double(y.count)) < 1e-9)
    }

    @Test func aStudysArmsCanBeTrained() throws {
        let task = try Self.task(test: true)
        let learners = [
            NamedArm("slope", SlopeLearner(feature: "x")), NamedArm("mean", MeanLearner()),
            NamedArm("stack", try Stack([.name("slope"), .name("mean")])),
            NamedArm("meta", try Stack([.name("slope"), .name("mean")], with: SlopeLearner(feature: "slope s"))),
        ]
        let study = try crossValidate(
            task, learners, StudyOptions(segments: try Self.segments(task)), Self.context)
        let models = try study.arms.map { try study.train($0.arm.name, Self.context) }
        #expect(models.map(\.name) == study.arms.map(\.arm.name))
        #expect(models.allSatisfy { $0.lineage.rows == 480 && $0.lineage.scores.count == 2 })
        let opened = try openTest(
            task, models, EvaluationOptions(metrics: [RootMeanSquaredError()], baseline: MeanLearner()),
            Self.context)
        #expect(opened.purpose == .test)
        #expect(opened.scored.count == 120)
        let figures = try ["slope local", "slope blended", "stack", "meta", "baseline"].map { name in
            try #require(
                opened.figure(opened.arm(name), opened.metrics[0], places: opened.places(of: 0)))
        }
        #expect(figures[0] < 0.2)
        #expect(figures[1] < figures[4] && figures[2] < figures[4] && figures[3] < figures[4])
        let again = try study.train("slope blended", Self.context)
        #expect(again.tree.weights == models[2].tree.weights)
    }

    @Test func evaluationKnowsTrainingRows() throws {
        let task = try Self.task(test: true)
        let model = try train(task, NamedArm("slope", SlopeLearner(feature: "x")), Self.context)
        #expect(throws: Failure.self) { try evaluate([model], on: task.developmentTable) }
        let others = task.table.taking(task.test)
        let study = try evaluate([model], on: others)
        #expect(study.notes.map { $0.text.hasSuffix("(L202)") } == [true])
        let decoder = JSONDecoder()
        decoder.userInfo[.moduleRegistry] = Self.registry()
        let saved = try decoder.decode(TrainedModel.self, from: JSONEncoder().encode(model))
        #expect(try evaluate([saved], on: others).notes == study.notes)
        #expect(study.arms.map(\.arm.name) == ["slope"])
        let all = try train(
            task, NamedArm("slope", SlopeLearner(feature: "x")), rows: .all, Self.context)
        #expect(all.lineage.includesTest)
        #expect(throws: Failure.self) { try openTest(task, [all], EvaluationOptions(), Self.context) }
    }
}

@Suite struct SegmentFeatureTests {
    /// Where features don't tell the segment, pooled models get a column that does.
    @Test func rulesBecomeAFeature() throws {
        let table = try TestTables.slopes(300)
        let task = try LearningTask.make(table, TaskOptions(target: "y", features: .names(["x"])))
        let rules = [SegmentRule(name: "high", predicate: .greater("x", 0))]
        let segments = try Segments.byRules(SegmentRows(task), rules, otherwise: "low", minRows: 10)
        let context = FitContext(random: RandomStream(seed: 1), pool: WorkerPool(threads: 2))
        let model = try train(
            task, NamedArm("mean", FeatureListLearner()), over: segments, scope: .blended, context)
        #expect(model.inputs.names == ["x"])
        let fitted = model.tree.models.compactMap { $0.fitted as? FittedFeatureList }
        #expect(fitted.map(\.features) == [["x", "segment"], ["x"], ["x"]])
        #expect(try model.predict(table.selecting(["x"])).rowCount == 300)
    }
}

/// Remembers which features it was given, and predicts from their columns being there.
struct FeatureListLearner: Learner {
    var name: String { "list" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "list()")] }
    var kinds: Set<ProblemKind> { [.regression] }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        FittedFeatureList(
            features: sample.features, inputs: sample.features.compactMap { sample.table.schema[$0] })
    }
}

struct FittedFeatureList: FittedLearner {
    static let archiveName = "test.list@1"
    let features: [String]
    let inputs: [Field]

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        for name in features { _ = try table.column(name) }
        return Predictions(rowCount: table.rowCount, values: [Double](repeating: 1, count: table.rowCount))
    }
}
