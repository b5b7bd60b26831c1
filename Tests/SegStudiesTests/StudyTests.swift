import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegTensor
import Testing

@Suite struct StudyTests {
    private static func context(_ threads: Int = 2) -> FitContext {
        FitContext(random: RandomStream(seed: 7), pool: WorkerPool(threads: threads))
    }

    private static func slopes(
        _ options: (inout StudyOptions) -> Void = { _ in }, learners: [NamedArm]? = nil, threads: Int = 2
    ) throws -> Study {
        let table = try TestTables.slopes(600)
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        var settings = StudyOptions(
            segments: try Segments.byColumns(SegmentRows(task), ["s"], minRows: 20), baseline: MeanLearner())
        options(&settings)
        return try crossValidate(
            task, learners ?? [NamedArm("slope", SlopeLearner(feature: "x"))], settings, context(threads))
    }

    private static func rmse(_ study: Study, _ arm: String) throws -> Double {
        try #require(study.figure(study.arm(arm), RootMeanSquaredError(), places: study.places(of: 0)))
    }

    @Test func localBeatsPooledWhereSegmentsDiffer() throws {
        let study = try Self.slopes()
        #expect(study.arms.map(\.arm.name) == ["slope pooled", "slope local", "slope blended", "baseline"])
        let (pooled, local, blended) = (
            try Self.rmse(study, "slope pooled"), try Self.rmse(study, "slope local"),
            try Self.rmse(study, "slope blended")
        )
        #expect(local < pooled / 3)
        #expect(blended < pooled / 2)
        #expect(study.arms.allSatisfy { $0.predictions.values.allSatisfy(\.isFinite) })
    }

    @Test func importanceIsThatOfTheColumnThatTells() throws {
        for (name, scopes) in [("slope local", [Scope.local]), ("slope blended", [.blended]), ("s", [.pooled])] {
            var study = try Self.slopes { $0.scopes = scopes }
            if name == "s" {
                let stack = try Stack([.name("slope"), .learner(NamedArm("mean", MeanLearner()))])
                study = try study.adding([NamedArm("s", stack)], Self.context())
            }
            let importance = try StudyImportance(study, arm: study.arm(name), repeats: 2, Self.context())
            let table = try importance.table([study.whole] + study.parts, top: 3)
            let (segments, columns) = (try table.column("segment").strings(), try table.column("column").strings())
            #expect(Set(segments) == ["all", "a", "b", "c", "d"])
            #expect(columns[0] == "x")
            #expect(try table.column("importance").doubles()[0] > 0.2, "\(name)")
        }
    }

    @Test func aFitThatExceedsItsTimeIsServedByItsParent() throws {
        var slow = NodeOverride(.patterns(["b"]), learners: [NamedArm("slope", StoppableLearner())])
        slow.limits = FitLimits(threads: 1, seconds: 0)
        let overrides = [slow]
        let study = try Self.slopes { $0.overrides = overrides }
        let place = try #require(study.places(of: try study.segments.node("b")).first)
        #expect(try study.arm("slope local").servedBy[place] == 0)
        #expect(study.notes.contains { $0.text.contains("took longer than its limit") && $0.text.contains("b") })
        #expect(throws: Failure.self) { try Self.slopes { ($0.overrides, $0.onError) = (overrides, .stop) } }
    }

    @Test func aStudyStopsAtItsLimits() throws {
        let whole = StopSignal()
        let late = StopSignal(within: whole, StopSignal.Limits(deadline: .now - .seconds(1)))
        #expect(throws: Interruption(.timeout)) { try late.check() }
        let large = StopSignal(within: whole, StopSignal.Limits(deadline: nil, memory: 1))
        #expect(throws: Interruption(.memory)) { try large.check() }
        #expect(throws: Interruption(.memory)) {
            try StopSignal(within: large, StopSignal.Limits(deadline: nil)).check()
        }
        whole.request(.interrupt)
        #expect(throws: Interruption(.interrupt)) { try large.check() }
    }

    @Test func smallSegmentsAreServedByTheirParent() throws {
        let study = try Self.slopes()
        let small = try study.segments.node("d")
        let local = try study.arm("slope local")
        for place in study.places(of: small) { #expect(local.servedBy[place] == 0) }
        let large = try study.segments.node("a")
        for place in study.places(of: large) { #expect(local.servedBy[place] == large) }
        #expect(study.notes.contains { $0.segments == ["d"] && $0.text.contains("under 20 training rows") })
        #expect(!study.fits.contains { $0.node == small })
    }

    @Test func eachFitIsMadeOnce() throws {
        let study = try Self.slopes()
        let keys = study.fits.map { "\($0.learner) \($0.node) \($0.fold)" }
        #expect(Set(keys).count == keys.count)
        // Five folds of the root and three large leaves, and five of the baseline.
        #expect(keys.count == 5 * 4 + 5)
    }

    @Test func failedNodesAreServedByTheirParent() throws {
        // Only the root has 250 training rows.
        let learner = NamedArm("slope", SlopeLearner(feature: "x", failsUnder: 250))
        let study = try Self.slopes(learners: [learner])
        let local = try study.arm("slope local")
        #expect(local.servedBy.allSatisfy { $0 == 0 })
        #expect(try Self.rmse(study, "slope local") == Self.rmse(study, "slope pooled"))
        #expect(study.notes.contains { $0.severity == .error && $0.segments == ["a"] })
        #expect(throws: Failure.self) { try Self.slopes({ $0.onError = .stop }, learners: [learner]) }
        #expect(throws: Failure.self) {
            try Self.slopes(learners: [NamedArm("slope", SlopeLearner(feature: "x", failsUnder: 9999))])
        }
    }

    @Test func threadsDoNotChangeBits() throws {
        let learners = [
            NamedArm("slope", SlopeLearner(feature: "x")), NamedArm("memory", Memoriser(keys: ["x"])),
            NamedArm("stack", try Stack([.name("slope"), .name("memory")])),
        ]
        let scopes: [Scope] = [.pooled, .local, .offset, .blended]
        let one = try Self.slopes({ $0.scopes = scopes }, learners: learners, threads: 1)
        let two = try Self.slopes({ $0.scopes = scopes }, learners: learners, threads: 2)
        #expect(one.arms.map(\.arm) == two.arms.map(\.arm))
        for (first, second) in zip(one.arms, two.arms) {
            #expect(first.predictions == second.predictions)
            #expect(first.servedBy == second.servedBy)
            #expect(first.weights == second.weights)
        }
    }

    @Test func addingReusesFitsAndFolds() throws {
        let study = try Self.slopes()
        let stack = NamedArm("stack", try Stack([.name("slope"), .learner(NamedArm("mean", MeanLearner()))]))
        let more = try study.adding([stack], Self.context())
        #expect(more.folds == study.folds)
        #expect(more.arms.map(\.arm.name) == study.arms.map(\.arm.name) + ["stack"])
        #expect(more.fits.count { $0.learner == "slope" } == study.fits.count { $0.learner == "slope" })
        #expect(more.fits.count { $0.learner == "mean" } == 20)
        #expect(try Self.rmse(more, "stack") < Self.rmse(more, "slope pooled"))
        #expect(throws: Failure.self) { try more.adding([stack], Self.context()) }
        #expect(throws: Failure.self) {
            try study.adding([NamedArm("s", try Stack([.name("slope"), .name("nobody")]))], Self.context())
        }
    }

    @Test func averageIsTheMeanOfItsMembers() throws {
        let learners = [
            NamedArm("slope", SlopeLearner(feature: "x")), NamedArm("mean", MeanLearner()),
            NamedArm("average", try Average([.name("slope"), .name("mean")], weights: [3, 1], scopes: .pooled)),
        ]
        let study = try Self.slopes(learners: learners)
        let (slope, mean) = (try study.arm("slope pooled").predictions, try study.arm("mean pooled").predictions)
        let average = try study.arm("average").predictions
        for place in 0..<study.scored.count {
            let expected = 0.75 * slope.values[place] + 0.25 * mean.values[place]
            #expect(abs(average.values[place] - expected) < 1e-12)
        }
    }

    @Test func offsetsAddUpAlongThePath() throws {
        let study = try Self.slopes(
            { $0.scopes = [.pooled, .offset, .local] }, learners: [NamedArm("mean", MeanLearner())])
        #expect(abs(try Self.rmse(study, "mean offset") - Self.rmse(study, "mean local")) < 0.02)
        #expect(study.fits.contains { $0.isOffset })
        let none = try Self.slopes({ $0.scopes = [.pooled, .offset] })
        #expect(none.arms.map(\.arm.name) == ["slope pooled", "baseline"])
        #expect(none.notes.contains { $0.text.contains("offset") })
    }

    /// The weights of a fold must not change when the truth of its rows, or of later ones, does.
    @Test(arguments: [false, true]) func weightsDoNotSeeTheScoredFold(isTemporal: Bool) throws {
        func study(flipping fold: Int?) throws -> Study {
            var table = try TestTables.slopes(600)
            if isTemporal { table = try table.setting("day", Column(dates: (0..<600).map { Int32($0 / 2) })) }
            let time = isTemporal ? "day" : nil
            let options = TaskOptions(target: "y", time: time, features: .names(["s", "x"]))
            let plain = try LearningTask.make(table, options)
            let segments = try Segments.byColumns(SegmentRows(plain), ["s"], minRows: 20)
            let folds = try (isTemporal ? TimeFolds(k: 3) as any Splitter : KFold()).split(
                plain, rows: plain.development, random: RandomStream(seed: 4))
            if let fold {
                var y = try table.column("y").doubles()
                for row in folds.folds[fold].score { y[row] = 50 - y[row] }
                table = try table.setting("y", Column(doubles: y))
            }
            let task = try LearningTask.make(table, options)
            let learners = [
                NamedArm("slope", FixedLearner(slope: 1)), NamedArm("other", FixedLearner(slope: 3)),
                NamedArm("stack", try Stack([.name("slope"), .name("other")])),
            ]
            return try crossValidate(
                task, learners, StudyOptions(segments: segments, scopes: [.blended], folds: .drawn(folds)),
                Self.context())
        }
        let plain = try study(flipping: nil)
        for fold in plain.folds.folds.indices {
            let changed = try study(flipping: fold)
            for arm in plain.arms {
                let other = try changed.arm(arm.arm.name)
                for (before, after) in zip(arm.weights, other.weights)
                where before.fold == fold || (isTemporal && (before.fold ?? 0) < fold) {
                    #expect(before == after)
                }
            }
        }
        let last = plain.folds.folds.count - 1
        let changed = try study(flipping: 0)
        #expect(try changed.arm("stack").weights[last] != plain.arm("stack").weights[last])
    }

    @Test func overridesChangeOneNode() throws {
        let study = try Self.slopes { options in
            options.overrides = [
                NodeOverride(.patterns(["a"]), learners: [NamedArm("slope", MeanLearner())]),
                NodeOverride(
                    .condition { $0.rows < 30 && $0.depth == 1 }, metrics: [MeanAbsoluteError()]),
            ]
        }
        let local = try study.arm("slope local")
        let places = study.places(of: try study.segments.node("a"))
        let folds = study.scored.folds
        let first = places.filter { folds[$0] == folds[places[0]] }
        #expect(Set(first.map { local.predictions.values[$0] }).count == 1)
        #expect(study.metrics(of: try study.segments.node("d")).map(\.source) == ["mae"])
        #expect(study.metrics(of: 0).map(\.source) == ["rmse", "mae"])
    }

    /// A segment is shown by its own metric, and figures of different metrics are rolled up as skill.
    @Test func segmentsAreShownByTheirOwnMetric() throws {
        let overrides = [NodeOverride(.patterns(["a"]), metrics: [MeanAbsoluteError()])]
        let study = try Self.slopes { $0.overrides = overrides }
        let table = try Leaderboard.bySegment(study)
        let metrics = try zip(table.column("segment").strings(), table.column("metric").strings()).map { ($0 ?? "", $1 ?? "") }
        for (segment, metric) in metrics { #expect(metric == (segment == "a" ? "mae" : "rmse")) }
        let row = try #require(metrics.firstIndex { $0.0 == "a" })
        let shown = try table.column("slope pooled").doubles()[row]
        let places = study.places(of: try study.segments.node("a"))
        #expect(shown == study.figure(try study.arm("slope pooled"), MeanAbsoluteError(), places: places))

        let rolled = try Self.slopes { ($0.overrides, $0.rollUp) = (overrides, .segments) }
        let board = try Leaderboard(rolled)
        #expect(board.title == "skill")
        #expect(board.entries.last?.arm.name == "baseline")
        #expect(board.entries.last?.score?.value == 0)
        #expect((board.entries.first?.score?.value ?? 0) > 0.8)
        #expect(throws: Failure.self) {
            try Self.slopes { ($0.overrides, $0.rollUp, $0.baseline) = (overrides, .segments, nil) }
        }
    }

    /// Segments that were made from a table may be made by what later is the target.
    @Test func segmentsByTheTargetAreRefused() throws {
        let table = try TestTables.slopes(200)
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        let high = SegmentRule(name: "high", predicate: .greater("y", 0))
        let segments = try Segments.byRules(SegmentRows(table), [high], otherwise: "low", minRows: 5)
        let learner = NamedArm("slope", SlopeLearner(feature: "x"))
        for work in [
            { _ = try crossValidate(task, [learner], StudyOptions(segments: segments), Self.context(1)) },
            { _ = try train(task, learner, over: segments, Self.context(1)) },
            { _ = try drawFolds(task, KFold(), over: segments, random: RandomStream(seed: 1)) },
        ] as [() throws -> Void] {
            let failure = #expect(throws: Failure.self) { try work() }
            #expect(failure?.code == "L230")
        }
    }

    /// Rows whose segment is missing are shown, and counted by the verdict.
    @Test func rowsWithoutASegmentAreShown() throws {
        let table = try TestTables.slopes(600)
        let names = try table.column("s").strings().enumerated().map { $0.offset % 6 == 5 ? nil : $0.element }
        let task = try LearningTask.make(try table.setting("s", Column(strings: names)), TaskOptions(target: "y"))
        let options = StudyOptions(
            segments: try Segments.byColumns(SegmentRows(task), ["s"], minRows: 20), baseline: MeanLearner())
        let study = try crossValidate(task, [NamedArm("slope", SlopeLearner(feature: "x"))], options, Self.context())
        let board = try Leaderboard.bySegment(study)
        let row = try #require(board.column("segment").strings().firstIndex(of: "(rest)"))
        #expect(try board.column("rows").doubles()[row] == 100)
        #expect(try Verdict(study).rowsWithoutSegment == 100)
    }

    @Test func whatASilentMistakeWouldBeIsRefusedOrNoted() throws {
        #expect(throws: Failure.self, "a learner in the baseline's place") {
            try Self.slopes(learners: [NamedArm("baseline", SlopeLearner(feature: "x"))])
        }
        #expect(throws: Failure.self, "a metric for another kind") {
            try Self.slopes { $0.overrides = [NodeOverride(.patterns(["a"]), metrics: [AreaUnderROC()])] }
        }
        let small = try LearningTask.make(try TestTables.slopes(300), TaskOptions(target: "y"))
        let folds = try KFold().split(small, rows: small.development, random: RandomStream(seed: 1))
        let study = try Self.slopes { $0.folds = .drawn(folds) }
        #expect(study.notes.contains { $0.text.hasPrefix("300 of 600 development rows are in no fold") })
    }

    @Test func nodesMayHaveAPlanOfTheirOwn() throws {
        let study = try Self.slopes { options in
            options.overrides = [NodeOverride(.patterns(["a"]), folds: HoldOut(share: 0.5))]
        }
        let node = try study.segments.node("a")
        let names = try study.task.table.column("s").strings()
        let rows = study.task.development.filter { names[$0] == "a" }
        #expect(abs(study.places(of: node).count - rows.count / 2) <= 1)
        #expect(study.folds.folds.count == 6)
        for fold in study.folds.folds { #expect(Set(fold.train).isDisjoint(with: fold.score)) }
    }

    @Test func tablesAreTidy() throws {
        let study = try Self.slopes()
        let scores = try study.scores()
        #expect(
            scores.schema.names == [
                "segment", "learner", "scope", "arm", "fold", "repeat", "metric", "value", "rows", "blocks",
                "served_by",
            ])
        // Five segments, five folds, four arms, two metrics.
        #expect(scores.rowCount == 5 * 5 * 4 * 2)
        #expect(try study.predictions().rowCount == 600 * 4)
        #expect(try study.fitTable().rowCount == study.fits.count)
        #expect(try study.fitTable().column("memory").doubles().allSatisfy { $0 > 1_000_000 })
        #expect(try study.weightTable().rowCount > 0)
    }

    @Test func refusesFoldsThatLeak() throws {
        let table = try TestTables.noise(80)
        let task = try LearningTask.make(table, TaskOptions(target: "y", group: ["group"]))
        let learner = NamedArm("m", Memoriser(keys: ["key"]))
        let parted = Folds(
            folds: [Folds.Fold(train: Array(2..<80), score: [0, 1])], source: "mine", isTemporal: false)
        #expect(throws: Failure.self) {
            try crossValidate(task, [learner], StudyOptions(folds: .drawn(parted)), Self.context())
        }
    }

    @Test func repeatsScoreEachRowSeveralTimes() throws {
        let study = try Self.slopes { $0.folds = .splitter(KFold(k: 3, repeats: 2)) }
        #expect(study.scored.count == 1200)
        #expect(try Self.rmse(study, "slope local") < 0.1)
    }
}

/// Predicts a fixed slope whatever it is trained on.
struct FixedLearner: Learner {
    let slope: Double
    var name: String { "fixed" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "fixed(\(slope))")] }
    var kinds: Set<ProblemKind> { [.regression] }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        // The number of rows makes models of different nodes differ.
        FittedSlope(feature: "x", slope: slope, intercept: Double(sample.rowCount) * 1e-4)
    }
}
