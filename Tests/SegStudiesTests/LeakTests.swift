import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegTensor
import Testing

/// A random target that only a leak could predict: every splitter × wrapper × scope must score at chance.
///
/// Rows come in groups of four that share their target and nearly share their key, so a learner that
/// remembers keys is perfect as soon as a group is parted, and at chance otherwise.
@Suite struct LeakTests {
    private static let context = FitContext(
        random: RandomStream(seed: 3), pool: WorkerPool(threads: 2))

    private static let splitters: [any Splitter] = [
        KFold(k: 3), KFold(k: 2, repeats: 2), HoldOut(share: 0.4), LeaveOut(column: "carrier", k: 2),
    ]

    private static let wrappers: [@Sendable (any Learner) throws -> any Learner] = [
        { $0 },
        { Calibrate($0) },
        { Calibrate($0, method: .isotonic) },
        { Threshold($0, .best(Accuracy())) },
        { try Stack([.learner(NamedArm("a", $0)), .learner(NamedArm("b", MeanLearner()))]) },
        { try Average([.learner(NamedArm("a", $0)), .learner(NamedArm("b", $0))]) },
    ]

    private func accuracy(_ study: Study, _ arm: ArmResult) throws -> Double {
        try #require(study.figure(arm, Accuracy(), places: study.places(of: 0)))
    }

    private func check(_ study: Study) throws {
        for arm in study.arms {
            let score = try accuracy(study, arm)
            #expect(abs(score - 0.5) < 0.18, "\(arm.arm.name) scores \(score)")
        }
    }

    @Test(arguments: 0..<splitters.count) func groupsNeverLeak(place: Int) throws {
        let table = try TestTables.noise(480, seed: 11)
        let task = try LearningTask.make(
            table, TaskOptions(target: "y", group: ["group"], features: .difference(.all, .names(["day"]))))
        let segments = try Segments.byColumns(SegmentRows(task), ["origin"], minRows: 30, minClass: 5)
        let bySegment: [@Sendable (any Learner) throws -> any Learner] = [
            { Calibrate($0, over: segments) }, { Threshold($0, .best(Accuracy()), over: segments) },
            {
                try Stack(
                    [.learner(NamedArm("a", $0)), .learner(NamedArm("b", MeanLearner()))], over: segments)
            },
        ]
        for wrap in Self.wrappers + bySegment {
            let learner = try wrap(Memoriser(keys: ["key"]))
            let options = StudyOptions(
                segments: segments, scopes: [.pooled, .level("origin"), .local, .offset, .blended],
                folds: .splitter(Self.splitters[place]))
            try check(crossValidate(task, [NamedArm("m", learner)], options, Self.context))
        }
    }

    /// Without the group role the same study is nearly perfect: the tests above can see a leak.
    @Test func theMemoriserWouldFindALeak() throws {
        let task = try LearningTask.make(
            try TestTables.noise(1200, seed: 11), TaskOptions(target: "y", features: .names(["key"])))
        let study = try crossValidate(
            task, [NamedArm("m", Memoriser(keys: ["key"]))], StudyOptions(), Self.context)
        #expect(try accuracy(study, study.arms[0]) > 0.95)
    }

    /// Many small segments with classes by chance: weights that a segment has of its own must not know its scored rows.
    @Test func segmentsOfChanceAreNotRanked() throws {
        var sums: [String: Double] = [:]
        let sets = 24
        for seed in 0..<sets {
            var random = RandomStream(seed: 700 + seed)
            let rows = 0..<1000
            let task = try LearningTask.make(
                try Table([
                    ("s", nil, Column(strings: rows.map { "s\($0 % 50)" })), ("u", nil, Column(doubles: rows.map { _ in random.nextDouble() })),
                    ("y", nil, Column(bools: rows.map { _ in random.nextInt(below: 2) == 1 })),
                ]), TaskOptions(target: "y", features: .names(["s", "u"])))
            let segments = try Segments.byColumns(SegmentRows(task), ["s"], minRows: 5, minClass: 1)
            let members: [NamedArm] = [NamedArm("a", MeanLearner()), NamedArm("b", SlopeLearner(feature: "u"))]
            let study = try crossValidate(
                task, [NamedArm("m", MeanLearner()), NamedArm("stack", try Stack(members.map { .learner($0) }, over: segments))],
                StudyOptions(segments: segments, scopes: [.pooled, .local, .blended], folds: .splitter(KFold(k: 4))),
                FitContext(random: RandomStream(seed: seed), pool: WorkerPool(threads: 2)))
            for arm in study.arms {
                sums[arm.arm.name, default: 0] += try #require(study.figure(arm, AreaUnderROC(), places: study.places(of: 0)))
            }
        }
        for (name, sum) in sums { #expect(sum / Double(sets) < 0.512, "\(name) scores \(sum / Double(sets))") }
    }

    /// What joins members must not have learned from models that had seen the scored rows: a line through the segments' means would
    /// find their target again (0.523 where it did, 0.487 where it does not).
    @Test func joinedMembersOfChanceScoreAtChance() throws {
        var sum = 0.0
        let sets = 60
        for seed in 0..<sets {
            var random = RandomStream(seed: 900 + seed)
            let rows = 0..<200
            let task = try LearningTask.make(
                try Table([
                    ("s", nil, Column(strings: rows.map { "s\($0 % 10)" })), ("u", nil, Column(doubles: rows.map { _ in random.nextDouble() })),
                    ("y", nil, Column(bools: rows.map { _ in random.nextInt(below: 2) == 1 })),
                ]), TaskOptions(target: "y", features: .names(["s", "u"])))
            let segments = try Segments.byColumns(SegmentRows(task), ["s"], minRows: 5, minClass: 1)
            let members: [EnsembleMember] = [.learner(NamedArm("m", MeanLearner())), .learner(NamedArm("b", SlopeLearner(feature: "u")))]
            let study = try crossValidate(
                task, [NamedArm("stack", try Stack(members, with: SlopeLearner(feature: "m s")))],
                StudyOptions(segments: segments, folds: .splitter(KFold(k: 4)), baseline: nil),
                FitContext(random: RandomStream(seed: seed), pool: WorkerPool(threads: 2)))
            sum += try #require(study.figure(study.arms[0], AreaUnderROC(), places: study.places(of: 0)))
        }
        #expect(sum / Double(sets) < 0.51, "\(sum / Double(sets))")
    }

    /// Days share their target; the key is the day. Whoever saw a later row of the day would know.
    @Test func timeNeverLeaks() throws {
        var random = RandomStream(seed: 5)
        let days = 120
        let byDay = (0..<days).map { _ in random.nextInt(below: 2) == 1 }
        let day = (0..<days * 6).map { $0 / 6 }
        let table = try Table([
            ("day", nil, Column(dates: day.map(Int32.init))),
            ("key", nil, Column(doubles: day.map(Double.init))),
            ("origin", nil, Column(strings: day.indices.map { ["a", "b", "c"][$0 % 3] })),
            ("y", nil, Column(bools: day.map { byDay[$0] })),
        ])
        let task = try LearningTask.make(table, TaskOptions(target: "y", time: "day"))
        let segments = try Segments.byColumns(SegmentRows(task), ["origin"], minRows: 30, minClass: 5)
        let splitters: [any Splitter] = [
            TimeFolds(), TimeFolds(k: 8, gap: .period(.nanoseconds(2 * 86_400_000_000_000))),
            HoldOut(share: 0.4), Latest(span: .period(.months(1))),
        ]
        for splitter in splitters {
            for wrap in Self.wrappers {
                let learner = try wrap(Memoriser(keys: ["key"]))
                let options = StudyOptions(
                    segments: segments, scopes: [.pooled, .local, .offset, .blended],
                    folds: .splitter(splitter))
                let study = try crossValidate(task, [NamedArm("m", learner)], options, Self.context)
                for arm in study.arms {
                    // The nearest known day is the same for all scored rows: one coin for each fold.
                    let score = try accuracy(study, arm)
                    #expect(score > 0.3 && score < 0.7, "\(splitter.source) \(arm.arm.name) \(score)")
                }
            }
        }
    }

    /// The target is not among the columns that a model predicts from.
    @Test func theTargetIsNotThereToPredictFrom() throws {
        let task = try LearningTask.make(try TestTables.noise(200, kind: .regression), TaskOptions(target: "y"))
        #expect(throws: Failure.self) {
            try crossValidate(
                task, [NamedArm("cheat", Memoriser(keys: ["y"]))], StudyOptions(), Self.context)
        }
    }
}
