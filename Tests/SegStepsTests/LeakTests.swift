import SegCore
import SegFrame
import SegSteps
import SegTensor
import Testing

/// Rows whose features have nothing to do with the target: whatever a step makes of the training
/// rows must not tell their target.
@Suite("Steps never tell the target of a training row")
struct LeakTests {
    static let rows = 2_000

    /// A target of coin tosses, a column of many levels, one of few, and a number.
    static func noise(_ roles: (Table) -> Roles = { _ in Roles() }) throws -> Sample {
        var random = RandomStream(seed: 11)
        let target = (0..<rows).map { _ in Int32(random.nextInt(below: 2)) }
        let many = (0..<rows).map { _ in "m\(random.nextInt(below: rows))" }
        let few = (0..<rows).map { _ in "f\(random.nextInt(below: 40))" }
        let number = (0..<rows).map { _ in
            random.nextDouble() < 0.1 ? Double.nan : random.nextDouble()
        }
        let table = try table([
            ("many", .categorical, Column(strings: many)),
            ("few", .categorical, Column(strings: few)),
            ("number", nil, Column(doubles: number)),
            ("group", nil, Column(ints: (0..<rows).map { Int64($0 / 20) })),
            ("moment", nil, Column(ints: (0..<rows).map { Int64($0) })),
        ])
        let chosen = roles(table)
        let features = ["many", "few", "number"]
        return Sample(
            problem: Problem(kind: .binary, roles: chosen, classes: ["0", "1"]), table: table,
            features: features, target: .classes(target))
    }

    /// The share of pairs of a positive and a negative row that a column orders rightly; ties count
    /// half.
    static func rocAUC(_ scores: [Double], _ target: Target) -> Double {
        let labels = target.numbers
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var (rankSum, place) = (0.0, 0)
        while place < order.count {
            var end = place
            while end < order.count, scores[order[end]] == scores[order[place]] { end += 1 }
            let rank = Double(place + end - 1) / 2
            for row in order[place..<end] where labels[row] == 1 { rankSum += rank }
            place = end
        }
        let positives = labels.reduce(0, +)
        let negatives = Double(labels.count) - positives
        return (rankSum - positives * (positives - 1) / 2) / (positives * negatives)
    }

    static let steps: [any Step] = [
        Impute(indicator: true), Impute(strategy: .knn), Clip(), OneHot(columns: .names(["few"])),
        Ordinal(),
        FrequencyEncode(),
        TargetEncode(), TargetEncode(smooth: 0), GroupRare(), Standardize(), RobustScale(),
        MinMaxScale(),
        PowerTransform(), Bin(), Prepare(),
    ]

    @Test(arguments: steps.indices)
    func trainingRowsScoreAtChance(_ index: Int) throws {
        let sample = try Self.noise()
        let training = try Self.steps[index].fit(sample, FitContext()).training
        for name in training.features {
            let column = try training.table.column(name)
            let scores =
                column.type.isText ? column.encoded().codes.map(Double.init) : column.doubles()
            let area = Self.rocAUC(scores.map { $0.isNaN ? -1e9 : $0 }, training.target)
            #expect(abs(area - 0.5) < 0.05, "\(Self.steps[index].source): \(name) \(area)")
        }
    }

    /// With the target's own row in its mean, a column of many levels would tell nearly everything.
    @Test func theTestWouldFindALeak() throws {
        let sample = try Self.noise()
        let fitted = try TargetEncode(smooth: 0).fit(sample, FitContext()).fitted
        let leaking = try numbers(fitted.apply(sample.table), "many")
        #expect(Self.rocAUC(leaking, sample.target) > 0.9)
    }

    /// Groups of rows share level and target: only folds that keep them whole hide the target.
    @Test func encodingObeysGroups() throws {
        let plain = try Self.noise { _ in Roles(group: ["group"]) }
        let target = Target.classes((0..<Self.rows).map { Int32(($0 / 20 * 7919) % 13 % 2) })
        let level = Column(strings: (0..<Self.rows).map { "g\($0 / 20)" })
        let table = try plain.table.setting("few", level, kind: .categorical)
        let grouped = Sample(
            problem: plain.problem, table: table, features: plain.features, target: target)
        let training = try TargetEncode(columns: .names(["few"])).training(grouped)
        #expect(Set(try numbers(training, "few")).count == 1)
    }

    /// Under a time role a row's value is made of earlier rows only: a later change doesn't matter.
    @Test func encodingObeysTime() throws {
        let sample = try Self.noise { _ in Roles(time: "moment") }
        let changed = sample.replacing(
            target: .classes(sample.target.numbers.enumerated().map { $0 < 1_500 ? Int32($1) : 1 }))
        let step = TargetEncode(columns: .names(["few"]))
        let before = try numbers(step.training(sample), "few")
        let after = try numbers(step.training(changed), "few")
        #expect(before[..<1_500] == after[..<1_500])
        #expect(Set(before[..<300]).count == 1)
        #expect(Set(before[1_700...]).count > 30)
    }

    @Test func sameBitsOnAnyNumberOfThreads() throws {
        let sample = try Self.noise()
        for step in Self.steps {
            let one = try step.fit(sample, FitContext(pool: WorkerPool(threads: 1)))
            let four = try step.fit(sample, FitContext(pool: WorkerPool(threads: 4)))
            #expect(same(one.training.table, four.training.table), "\(step.source)")
        }
    }

    private func same(_ first: Table, _ second: Table) -> Bool {
        first.schema == second.schema
            && zip(first.columns, second.columns).allSatisfy { a, b in
                (0..<a.count).allSatisfy { a[$0] == b[$0] }
            }
    }
}
