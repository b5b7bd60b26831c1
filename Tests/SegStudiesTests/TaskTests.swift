import SegCore
import SegDiagnostics
import SegFrame
import SegTensor
import Testing

import SegStudies

@Suite struct TaskTests {
    private func code(_ body: () throws -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch let failure as Failure {
            return failure.code
        } catch {
            return "other"
        }
    }

    @Test func readsKindsOfTargets() throws {
        let table = try Table([
            ("number", nil, Column(doubles: [1.5, 2, 3, 4])),
            ("flag", nil, Column(ints: [0, 1, 1, 0])),
            ("answer", nil, Column(strings: ["yes", "no", "no", "yes"])),
            ("pet", nil, Column(strings: ["cat", "dog", "cat", "dog"])),
            ("colour", nil, Column(strings: ["r", "g", "b", "r"])),
            ("x", nil, Column(doubles: [1, 2, 3, 4])),
        ])
        #expect(try LearningTask.make(table, TaskOptions(target: "number")).problem.kind == .regression)
        let flag = try LearningTask.make(table, TaskOptions(target: "flag"))
        #expect(flag.problem.kind == .binary)
        #expect(flag.target == .classes([0, 1, 1, 0]))
        #expect(try LearningTask.make(table, TaskOptions(target: "answer")).problem.classes == ["no", "yes"])
        #expect(try LearningTask.make(table, TaskOptions(target: "colour")).problem.kind == .multiclass)
        #expect(code { try LearningTask.make(table, TaskOptions(target: "pet")) } == "E512")
        let pet = try LearningTask.make(table, TaskOptions(target: "pet", positive: .string("cat")))
        #expect(pet.problem.classes == ["dog", "cat"])
        #expect(pet.target == .classes([1, 0, 1, 0]))
        #expect(code { try LearningTask.make(table, TaskOptions(target: "pet", positive: .string("cow"))) } == "E512")
    }

    @Test func leavesOutRowsWithoutTarget() throws {
        let table = try Table([
            ("y", nil, Column(doubles: [1, .nan, 3, 4])), ("x", nil, Column(doubles: [1, 2, 3, 4])),
            ("empty", nil, Column(doubles: [.nan, .nan, .nan, .nan])),
        ])
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        #expect(task.withoutTarget == 1)
        #expect(task.development == [0, 1, 2])
        #expect(task.features == ["x"])
        #expect(task.warnings.map(\.code) == ["W501"])
    }

    @Test func roleColumnsAreNoFeatures() throws {
        let table = try TestTables.noise(80)
        let options = TaskOptions(target: "y", group: ["group"], time: "day", id: ["key"])
        let task = try LearningTask.make(table, options)
        #expect(task.features == ["origin", "carrier", "x"])
        #expect(task.blockName == "group")
    }

    @Test func refusesFeaturesMadeFromTheTarget() throws {
        let big = ColumnExpression.unary(.not, .column("y"))
        let table = try TestTables.noise(80).derive([NamedExpression("big", big)])
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y")) } == "L206")
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y", leaks: .allow)) } == nil)
        let without = TaskOptions(target: "y", features: .difference(.all, .names(["big"])))
        let task = try LearningTask.make(table, without)
        #expect(task.warnings.allSatisfy { $0.code != "L206" })
        // The other way round it is a question: a target may well be made from what is known.
        let turned = try LearningTask.make(table, TaskOptions(target: "big"))
        #expect(turned.warnings.contains { $0.code == "L206" && $0.message.contains("'y'") })
        #expect(code { try Segments.byColumns(SegmentRows(task), ["big"]) } == "L230")
    }

    @Test func refusesMarkedColumns() throws {
        var table = try TestTables.noise(80)
        table.marks = [LearnedMark(column: "x", verb: "target_encode")]
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y")) } == "L205")
        let allowed = try LearningTask.make(table, TaskOptions(target: "y", leaks: .allow))
        #expect(allowed.allowedMarks.count == 1)
        let without = TaskOptions(target: "y", features: .difference(.all, .names(["x"])))
        #expect(code { try LearningTask.make(table, without) } == nil)
        table.marks = [LearnedMark(column: "x", verb: "lag", lookback: true)]
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y")) } == "L205")
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y", time: "day")) } == nil)
    }

    @Test func sealsTestRowsByTheRoles() throws {
        let table = try TestTables.noise(400)
        let latest = ColumnExpression.binary(.greaterOrEqual, .column("day"), .literal(.date(40)))
        let byTime = try LearningTask.make(
            table, TaskOptions(target: "y", time: "day", test: .predicate(latest)))
        #expect(byTime.test.count == 80)
        let random = ColumnExpression.greater("x", 0.8)
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y", time: "day", test: .predicate(random))) } == "L203")
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y", group: ["group"], test: .predicate(random))) } == "L203")
        let drawn = try LearningTask.make(
            table, TaskOptions(target: "y", group: ["group"], test: .splitter(HoldOut(share: 0.25))))
        let groups = try #require(drawn.groups)
        #expect(Set(drawn.test.map { groups[$0] }).isDisjoint(with: drawn.development.map { groups[$0] }))
        #expect(abs(drawn.test.count - 100) <= 8)
        let byTarget = ColumnExpression.binary(.equal, .column("y"), .literal(.bool(true)))
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y", test: .predicate(byTarget))) } == "L230")
    }

    /// No group has rows on both sides, and nothing to learn from is later than what is sealed.
    private func expectApart(_ task: LearningTask) throws {
        #expect(!task.test.isEmpty && !task.development.isEmpty && task.leftOut > 0)
        if let groups = task.groups { #expect(Set(task.test.map { groups[$0] }).isDisjoint(with: task.development.map { groups[$0] })) }
        if let times = task.times?.values {
            let earliest = try #require(task.test.map { times[$0] }.min())
            #expect(task.development.allSatisfy { times[$0] < earliest })
        }
    }

    /// What a splitter leaves out of a fold is left out of the task: rows that roles tie to sealed ones, and those of a gap.
    @Test func splittersSealRowsApartFromTheOthers() throws {
        let days = (0..<120).map { Int32($0 / 2) }
        let table = try Table([
            ("y", nil, Column(doubles: days.map { Double($0 % 7) })), ("x", nil, Column(doubles: days.map { Double($0) })),
            ("day", .time, Column(dates: days)), ("who", .id, Column(ints: days.indices.map { Int64($0 % 5 == 0 ? 0 : $0 / 10) })),
        ])
        for group in [[], ["who"]] {
            let options = TaskOptions(target: "y", group: group, time: "day", test: .splitter(Latest(span: .period(.nanoseconds(10 * 86_400_000_000_000)))))
            let task = try LearningTask.make(table, options)
            #expect(task.test.count == 20)
            if group.isEmpty { #expect(task.leftOut == 0) } else { try expectApart(task) }
        }
        let gap = TaskOptions(target: "y", time: "day", test: .splitter(TimeFolds(k: 1, size: .period(.nanoseconds(10 * 86_400_000_000_000)), gap: .period(.nanoseconds(5 * 86_400_000_000_000)))))
        let task = try LearningTask.make(table, gap)
        try expectApart(task)
        #expect(task.leftOut == 10)
    }

    @Test func joinsGroupsThatShareAnyColumn() throws {
        let a = Column(ints: [1, 1, 2, 3, 4])
        let b = Column(strings: ["p", "q", "q", nil, nil])
        #expect(RowGroups.components([a, b], rowCount: 5) == [0, 0, 0, 1, 2])
    }

    @Test func oneClassIsAnError() throws {
        let table = try Table([
            ("y", nil, Column(strings: ["a", "a"])), ("x", nil, Column(doubles: [1, 2])),
        ])
        #expect(code { try LearningTask.make(table, TaskOptions(target: "y")) } == "E513")
    }
}

@Suite struct DescriptionTests {
    @Test func featuresThatSayTooMuchAreNamed() throws {
        let table = try TestTables.slopes(400)
        let y = try table.column("y").doubles()
        let leaky = try table.setting("paid", Column(doubles: y.map { $0 * 2 + 1 }))
        let task = try LearningTask.make(leaky, TaskOptions(target: "y"))
        let context = FitContext(random: RandomStream(seed: 1), pool: WorkerPool(threads: 2))
        let description = try TaskDescription(task, tree: FirstFeatureLearner(), context)
        #expect(description.warnings.map(\.code) == ["L210"])
        #expect(description.warnings[0].message.contains("'paid'"))
        #expect(description.table["feature"]?.strings() == ["s", "x", "paid"])
        let alone = try #require(description.table["alone"]?.doubles())
        #expect(alone[0].isNaN && alone[1] < 0.9 && alone[2] > 0.98)
    }

    /// A curve that no small tree follows closely is found by lines between neighbours; noise about the target is not.
    @Test func smoothCopiesOfTheTargetAreWarnedOf() throws {
        var random = RandomStream(seed: 4)
        let y = (0..<300).map { _ in random.nextDouble() * 4 - 2 }
        let table = try Table([
            ("curve", nil, Column(doubles: y.map { $0 * $0 * $0 + $0 })),
            ("near", nil, Column(doubles: y.map { $0 + random.nextDouble() * 2 })),
            ("y", nil, Column(doubles: y)),
        ])
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        let description = try TaskDescription(task, tree: MeanLearner(), FitContext(random: RandomStream(seed: 1)))
        #expect(description.warnings.map(\.code) == ["L210"])
        #expect(description.warnings[0].message.contains("'curve'"))
        let alone = try #require(description.table["alone"]?.doubles())
        #expect(alone[0] > 0.99 && alone[1] < 0.9)
    }
}

/// A slope through the only feature that it is given.
struct FirstFeatureLearner: Learner {
    var name: String { "first" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "first()")] }
    var kinds: Set<ProblemKind> { [.regression] }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        guard sample.table.schema[sample.features[0]]?.kind == .numeric else { throw Failure("E999", "text") }
        return try SlopeLearner(feature: sample.features[0]).fit(sample, context)
    }
}
