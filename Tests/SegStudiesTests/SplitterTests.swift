import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegTensor
import Testing

@Suite struct SplitterTests {
    private func task(_ count: Int = 400, group: Bool = false, time: Bool = false) throws -> LearningTask {
        try LearningTask.make(
            try TestTables.noise(count),
            TaskOptions(target: "y", group: group ? ["group"] : [], time: time ? "day" : nil))
    }

    private static let splitters: [any Splitter] = [
        KFold(), KFold(k: 3, repeats: 2), HoldOut(), HoldOut(share: 0.35), TimeFolds(),
        TimeFolds(k: 2, size: .period(.nanoseconds(5 * 86_400_000_000_000)), gap: .period(.nanoseconds(86_400_000_000_000))),
        TimeFolds(k: 3, window: .period(.nanoseconds(14 * 86_400_000_000_000))),
        Latest(span: .period(.nanoseconds(7 * 86_400_000_000_000))), LeaveOut(column: "carrier"),
        LeaveOut(column: "carrier", k: 2), KFold(ignoresTime: true),
    ]

    /// Every splitter under every combination of roles: no group on both sides, nothing later trained on
    /// than is scored, no row on both sides.
    @Test(arguments: 0..<splitters.count) func keepsTheRoles(place: Int) throws {
        let splitter = Self.splitters[place]
        for (group, time) in [(false, false), (true, false), (false, true), (true, true)] {
            let task = try task(group: group, time: time)
            guard let folds = try? splitter.split(task, rows: task.development, random: RandomStream(seed: 5))
            else { continue }
            for fold in folds.folds {
                #expect(!fold.train.isEmpty && !fold.score.isEmpty)
                #expect(Set(fold.train).isDisjoint(with: fold.score))
                if let groups = task.groups {
                    #expect(Set(fold.train.map { groups[$0] }).isDisjoint(with: fold.score.map { groups[$0] }))
                }
                if let times = task.times?.values, folds.isTemporal {
                    let last = fold.train.map { times[$0] }.max() ?? 0
                    #expect(last < fold.score.map { times[$0] }.min() ?? 0)
                }
            }
        }
    }

    @Test func kfoldScoresEachRowOnceARepeat() throws {
        let task = try task()
        let folds = try KFold(k: 4, repeats: 3).split(task, rows: task.development, random: RandomStream(seed: 1))
        #expect(folds.folds.count == 12)
        for pass in 0..<3 {
            let scored = folds.folds.filter { $0.repeat == pass }.flatMap(\.score).sorted()
            #expect(scored == task.development)
        }
        #expect(folds.folds[0].score != folds.folds[4].score)
    }

    @Test func kfoldSpreadsClasses() throws {
        let task = try task(400)
        let folds = try KFold().split(task, rows: task.development, random: RandomStream(seed: 3))
        guard case .classes(let classes) = task.target else { return }
        func spread(_ isCounted: (Int) -> Bool) -> Int {
            let counts = folds.folds.map { $0.score.count(where: isCounted) }
            return (counts.max() ?? 0) - (counts.min() ?? 0)
        }
        for label in 0..<2 { #expect(spread { classes[$0] == label } <= 1) }
        #expect(spread { _ in true } <= 1)
    }

    /// Were classes spread within each segment, a segment's share of them would be the same in the rows that train and in those
    /// that are scored, and predict what is chance.
    @Test func sharesOfClassesInSegmentsTellNothing() throws {
        var random = RandomStream(seed: 9)
        var agreement = 0.0
        for turn in 0..<40 {
            let classes = (0..<400).map { _ in Int32(random.nextUInt32() % 2) }
            let segments = (0..<400).map { Int32($0 % 40) }
            let parts = FoldAssignment.parts(
                RowTraits(rowCount: 400, strata: classes), count: 4, random: RandomStream(seed: turn))
            for segment in 0..<40 {
                for part in 0..<Int32(4) {
                    let rows = (0..<400).filter { segments[$0] == segment }
                    func share(_ rows: [Int]) -> Double { rows.isEmpty ? 0.5 : Double(rows.count { classes[$0] == 1 }) / Double(rows.count) }
                    agreement += (share(rows.filter { parts[$0] == part }) - 0.5) * (share(rows.filter { parts[$0] != part }) - 0.5)
                }
            }
        }
        // Where they are crossed it is 0.02.
        #expect(agreement / (40 * 160) < 0.005)
    }

    /// A few large groups: the rows held back come as near to the share as groups allow.
    @Test func holdoutsOfLargeGroupsKeepTheirShare() throws {
        for (sizes, share) in [([81, 102, 99, 101], 0.3), ([81, 102, 99, 101], 0.15), ([300, 40, 30, 30], 0.2), ([200, 200], 0.1)] {
            let groups = sizes.enumerated().flatMap { [Int32](repeating: Int32($0.offset), count: $0.element) }
            for seed in 0..<20 {
                let part = try InnerSplit.holdout(
                    RowTraits(rowCount: groups.count, groups: groups), share: share, random: RandomStream(seed: seed))
                let miss = abs(Double(part.validation.count) - share * Double(groups.count))
                #expect(miss <= Double(sizes.min() ?? 0), "\(sizes) \(share): \(part.validation.count)")
                #expect(Set(part.train.map { groups[$0] }).isDisjoint(with: part.validation.map { groups[$0] }))
            }
        }
    }

    @Test func kfoldWithGroupsStaysBalanced() throws {
        let task = try task(group: true)
        let folds = try KFold().split(task, rows: task.development, random: RandomStream(seed: 3))
        guard case .classes(let classes) = task.target else { return }
        for fold in folds.folds {
            #expect(abs(fold.score.count - 80) <= 4)
            let positive = fold.score.count { classes[$0] == 1 }
            let share = classes.count { $0 == 1 } / 5
            #expect(abs(positive - share) <= 8)
        }
    }

    @Test func kfoldRefusesTime() throws {
        let task = try task(time: true)
        #expect(throws: Failure.self) {
            try KFold().split(task, rows: task.development, random: RandomStream(seed: 1))
        }
        let folds = try KFold(ignoresTime: true).split(
            task, rows: task.development, random: RandomStream(seed: 1))
        #expect(!folds.isTemporal)
    }

    @Test func timeFoldsAreCalendarMonths() throws {
        // 1 January to 31 October, one row a day.
        let start = try #require(CivilDate(year: 2013, month: 1, day: 1)).days
        let days = (0..<304).map { Int32(start + $0) }
        let table = try Table([
            ("day", nil, Column(dates: days)), ("x", nil, Column(doubles: days.map(Double.init))),
            ("y", nil, Column(doubles: days.map { Double($0 % 5) })),
        ])
        let task = try LearningTask.make(table, TaskOptions(target: "y", time: "day"))
        let folds = try TimeFolds().split(task, rows: task.development, random: RandomStream(seed: 1))
        let times = try #require(task.times)
        let starts = folds.folds.map { fold in fold.score.map { times.text(times.values[$0]) }.min() }
        #expect(starts == ["2013-06-01", "2013-07-01", "2013-08-01", "2013-09-01", "2013-10-01"])
        #expect(folds.folds.map(\.isUnscored) == [true, false, false, false, false])
        #expect(folds.folds.last?.score.count == 31)
    }

    @Test func gapAndWindowBoundTraining() throws {
        let task = try task(800, time: true)
        let day: Int64 = 86_400_000_000_000
        let splitter = TimeFolds(
            k: 2, size: .period(.nanoseconds(10 * day)), gap: .period(.nanoseconds(3 * day)),
            window: .period(.nanoseconds(20 * day)))
        let folds = try splitter.split(task, rows: task.development, random: RandomStream(seed: 1))
        let times = try #require(task.times?.values)
        for fold in folds.folds where !fold.isUnscored {
            let first = fold.score.map { times[$0] }.min() ?? 0
            #expect(fold.train.map { times[$0] }.max() == first - 4)
            #expect(fold.train.map { times[$0] }.min() == first - 23)
        }
        #expect(splitter.source == "time_folds(2, size: 10d, gap: 3d, window: 20d)")
    }

    @Test func leaveOutHasNoValueOnBothSides() throws {
        let task = try task(group: true)
        let carrier = try task.table.column("carrier").strings()
        let folds = try LeaveOut(column: "carrier").split(
            task, rows: task.development, random: RandomStream(seed: 1))
        for fold in folds.folds {
            #expect(Set(fold.train.map { carrier[$0] }).isDisjoint(with: fold.score.map { carrier[$0] }))
        }
        let scored = folds.folds.flatMap(\.score).sorted()
        #expect(scored == task.development)
    }

    @Test func givenFoldsComeFromTheColumn() throws {
        let table = try TestTables.noise(80).setting(
            "part", Column(strings: (0..<80).map { $0 % 4 == 3 ? nil : "f\($0 % 4)" }))
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        let folds = try Given(column: "part").split(task, rows: task.development, random: RandomStream(seed: 1))
        #expect(folds.folds.count == 3)
        #expect(folds.folds.allSatisfy { $0.score.count == 20 && $0.train.count == 60 })
        let grouped = try LearningTask.make(table, TaskOptions(target: "y", group: ["group"]))
        #expect(throws: Failure.self) {
            try Given(column: "part").split(grouped, rows: grouped.development, random: RandomStream(seed: 1))
        }
    }

    @Test func innerSplitsKeepTheRoles() throws {
        for (group, time) in [(false, false), (true, false), (false, true), (true, true)] {
            let task = try task(group: group, time: time)
            let sample = task.sample(rows: task.development)
            for part in try InnerSplit.folds(sample: sample, k: 4, random: RandomStream(seed: 2)) {
                if let groups = task.groups {
                    #expect(Set(part.train.map { groups[$0] }).isDisjoint(with: part.validation.map { groups[$0] }))
                }
                if let times = task.times?.values {
                    #expect(part.train.map { times[$0] }.max() ?? 0 < part.validation.map { times[$0] }.min() ?? 0)
                }
            }
        }
    }

    /// A learner needs rows of two classes: where the first rows in time are of one, the parts that would train on them alone are left out.
    @Test func innerPartsThatTrainHaveSeveralClasses() throws {
        func sample(_ isPositive: (Int) -> Bool) throws -> Sample {
            let table = try Table([
                ("t", nil, Column(dates: (0..<100).map { Int32($0) })), ("x", nil, Column(doubles: (0..<100).map(Double.init))),
                ("y", nil, Column(bools: (0..<100).map(isPositive))),
            ])
            let task = try LearningTask.make(table, TaskOptions(target: "y", time: "t"))
            return task.sample(rows: task.development)
        }
        let late = try sample { $0 >= 50 && $0 % 2 == 0 }
        #expect(try InnerSplit.folds(sample: late, k: 4, random: RandomStream(seed: 2)).count == 4)
        let parts = try InnerSplit.trainableFolds(sample: late, k: 4, random: RandomStream(seed: 2))
        #expect(parts.count == 2)
        for part in parts { #expect(part.train.contains { $0 >= 50 } && part.train.max() ?? 0 < part.validation.min() ?? 0) }
        let last = try sample { $0 >= 95 }
        #expect(try InnerSplit.trainableFolds(sample: last, k: 4, random: RandomStream(seed: 2)).isEmpty)
        let failure = #expect(throws: Failure.self) { try InnerSplit.holdout(sample: last, share: 0.2, random: RandomStream(seed: 2)) }
        #expect(failure?.code == "E530" && failure?.message.contains("80 earlier ones left are all of one class") == true)
    }
}
