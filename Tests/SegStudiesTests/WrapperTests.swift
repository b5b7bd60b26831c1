import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegTensor
import Testing

@Suite struct WrapperTests {
    private static let context = FitContext(
        random: RandomStream(seed: 9), pool: WorkerPool(threads: 2))

    private static func sample(_ y: [Double], x: [Double]? = nil) throws -> Sample {
        let table = try Table([
            ("x", nil, Column(doubles: x ?? y.indices.map(Double.init))), ("y", nil, Column(doubles: y)),
        ])
        let task = try LearningTask.make(table, TaskOptions(target: "y", kind: .regression))
        return task.sample(rows: task.development)
    }

    @Test(arguments: [60, 2000]) func earlyStopFindsTheBestRound(count: Int) throws {
        var random = RandomStream(seed: 1)
        let sample = try Self.sample((0..<count).map { _ in 10 + random.nextDouble() })
        let fitted = try EarlyStop(RoundLearner()).fit(sample, Self.context)
        #expect(fitted.rounds == 5)
        #expect((fitted as? EarlyStopped)?.curve.count == 10)
        #expect(throws: Failure.self) { try EarlyStop(SlopeLearner(feature: "x")).fit(sample, Self.context) }
    }

    @Test func transformedTargetsComeBack() throws {
        let x = (0..<200).map { Double($0) / 100 }
        let sample = try Self.sample(x.map { $0 * 3 + 1 }, x: x)
        for methods in [[TargetTransform.standardize], [.yeoJohnson, .standardize], [.log1p]] {
            let fitted = try TransformTarget(SlopeLearner(feature: "x"), with: methods).fit(sample, Self.context)
            let values = try fitted.predict(sample.table.dropping(["y"])).values
            let error = zip(values, sample.target.numbers).map { abs($0 - $1) }.max() ?? .nan
            #expect(error < (methods == [.standardize] ? 1e-9 : 1.5), "\(methods)")
        }
        let negative = try Self.sample([-3, 1, 2, 3])
        #expect(throws: Failure.self) {
            try TransformTarget(MeanLearner(), with: [.log1p]).fit(negative, Self.context)
        }
    }

    private static func binary(_ count: Int) throws -> Sample {
        var random = RandomStream(seed: 4)
        let p = (0..<count).map { _ in random.nextDouble() }
        let y = p.map { random.nextDouble() < $0 * $0 }
        let table = try Table([("score", nil, Column(doubles: p)), ("y", nil, Column(bools: y))])
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        return task.sample(rows: task.development)
    }

    @Test(arguments: Calibrate.Method.allCases) func calibrationLowersTheLoss(method: Calibrate.Method) throws {
        let sample = try Self.binary(4000)
        let raw = try ScoreLearner().fit(sample, Self.context)
        let calibrated = try Calibrate(ScoreLearner(), method: method).fit(sample, Self.context)
        let loss = { (fitted: any FittedLearner) in
            BrierScore().value(
                sample.target, try fitted.predict(sample.table), weights: nil, problem: sample.problem)
        }
        let (before, after) = (try #require(try loss(raw)), try #require(try loss(calibrated)))
        #expect(after < before - 0.01)
        // With p² the truth, the best possible loss is the mean of p²(1 − p²), 2/15.
        #expect(abs(after - 2.0 / 15) < 0.012)
    }

    @Test func scoresThatAreFarTooSureAreCalibrated() throws {
        var random = RandomStream(seed: 9)
        let isHigh = (0..<1000).map { _ in random.nextDouble() < 0.5 }
        let y = isHigh.map { random.nextDouble() < 0.75 ? $0 : !$0 }
        let p = isHigh.map { $0 ? 1 - 1e-6 : 1e-6 }
        let table = try Table([("score", nil, Column(doubles: p)), ("y", nil, Column(bools: y))])
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        let sample = task.sample(rows: task.development)
        let calibrated = try Calibrate(ScoreLearner(), method: .sigmoid).fit(sample, Self.context)
        let found = try calibrated.predict(sample.table).values
        #expect(zip(found, isHigh).allSatisfy { abs($0 - ($1 ? 0.75 : 0.25)) < 0.05 }, "\(found.prefix(4))")
    }

    /// Truth is p² in segment a and √p in segment b; c has a few rows of one class.
    private static func segmented() throws -> (sample: Sample, segments: Segments) {
        var random = RandomStream(seed: 4)
        let names = (0..<6000).map { $0 % 100 == 0 ? "c" : $0 % 2 == 0 ? "a" : "b" }
        let p = names.map { _ in random.nextDouble() }
        let y = zip(names, p).map { name, p in
            name != "c" && random.nextDouble() < (name == "a" ? p * p : p.squareRoot())
        }
        let table = try Table([
            ("s", nil, Column(strings: names)), ("score", nil, Column(doubles: p)), ("y", nil, Column(bools: y)),
        ])
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        let segments = try Segments.byColumns(SegmentRows(task), ["s"], minRows: 10, minClass: 0)
        return (task.sample(rows: task.development), segments)
    }

    @Test(arguments: Calibrate.Method.allCases) func segmentsAreCalibratedEach(method: Calibrate.Method) throws {
        let (sample, segments) = try Self.segmented()
        let common = try Calibrate(ScoreLearner(), method: method).fit(sample, Self.context)
        let own = try Calibrate(ScoreLearner(), method: method, over: segments).fit(sample, Self.context)
        let loss = { (fitted: any FittedLearner) in
            BrierScore().value(
                sample.target, try fitted.predict(sample.table), weights: nil, problem: sample.problem)
        }
        let (before, after) = (try #require(try loss(common)), try #require(try loss(own)))
        #expect(after < before - 0.015)
        #expect(own.inputs.map(\.name).contains("s"))
        // A segment of one class has no curve of its own; neither has one that was never seen.
        let asked = try Table([
            ("s", nil, Column(strings: ["c", "z"])), ("score", nil, Column(doubles: [0.3, 0.3])),
        ])
        #expect(try own.predict(asked).values == common.predict(asked).values)
    }

    @Test func segmentsHaveThresholdsOfTheirOwn() throws {
        let (sample, segments) = try Self.segmented()
        let fitted = try Threshold(ScoreLearner(), .best(Accuracy()), over: segments).fit(sample, Self.context)
        let asked = try Table([
            ("s", nil, Column(strings: ["a", "b", "a", "b"])),
            ("score", nil, Column(doubles: [0.45, 0.45, 0.85, 0.1])),
        ])
        // The best cuts are √½ ≈ 0.71 in a and ¼ in b.
        #expect(try fitted.predict(asked).classes(of: .binary) == [0, 1, 1, 0])
    }

    @Test func thresholdsFollowTheCost() throws {
        let sample = try Self.binary(4000)
        let cost = DecisionCost(falseNegative: 9, falsePositive: 1)
        let fitted = try Threshold(ScoreLearner(), .best(cost)).fit(sample, Self.context)
        let asked = try Table([("score", nil, Column(doubles: [0.1, 0.2, 0.4, 0.5]))])
        // The truth is p², so the best cut is at p = √0.1 ≈ 0.32.
        #expect(try fitted.predict(asked).classes(of: .binary) == [0, 0, 1, 1])
        let fixed = try Threshold(ScoreLearner(), .at(0.45)).fit(sample, Self.context)
        #expect(try fixed.predict(asked).classes(of: .binary) == [0, 0, 0, 1])
    }

    /// Joined predictions are decided by the joined threshold: 0.175 of 0.2 and 0.1 with weights of 3 and 1.
    @Test func blendsJoinThresholds() throws {
        let sample = try Self.binary(400)
        let low = NamedArm("low", Threshold(ScoreLearner(), .at(0.2)))
        let lower = NamedArm("lower", Threshold(ScoreLearner(), .at(0.1)))
        let ensemble = try Average([.learner(low), .learner(lower)], weights: [3, 1])
        let fitted = try ensemble.fit(sample, Self.context)
        let asked = try Table([("score", nil, Column(doubles: [0.05, 0.15, 0.18, 0.25]))])
        #expect(try fitted.predict(asked).classes(of: .binary) == [0, 0, 1, 1])
        #expect(try fitted.predict(asked).values.map { ($0 * 100).rounded() } == [5, 15, 18, 25])
        let plain = try Average([.learner(low), .learner(NamedArm("plain", ScoreLearner()))]).fit(sample, Self.context)
        let between = try Table([("score", nil, Column(doubles: [0.3, 0.4]))])
        #expect(try plain.predict(between).classes(of: .binary) == [0, 1])
    }

    @Test func ensemblesStandAlone() throws {
        let x = (0..<300).map { Double($0) / 100 }
        let sample = try Self.sample(x.map { $0 * 2 }, x: x)
        let members: [EnsembleMember] = [
            .learner(NamedArm("slope", SlopeLearner(feature: "x"))), .learner(NamedArm("mean", MeanLearner())),
        ]
        let stacked = try Stack(members).fit(sample, Self.context)
        let error = zip(try stacked.predict(sample.table).values, sample.target.numbers).map { abs($0 - $1) }
        #expect(error.max() ?? .nan < 1e-6)
        #expect(throws: Failure.self) { try Stack([.name("a"), .name("b")]).fit(sample, Self.context) }
        #expect(throws: Failure.self) { try Stack([members[0]]) }
    }
}

/// Gives a column back as the probability.
struct ScoreLearner: Learner {
    var name: String { "score" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "score()")] }
    var kinds: Set<ProblemKind> { [.binary] }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner { FittedScore() }
}

struct FittedScore: FittedLearner {
    static let archiveName = "test.score@1"
    var inputs: [Field] { [Field(name: "score", type: .float64)] }

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        Predictions(rowCount: table.rowCount, values: try table.column("score").doubles())
    }
}
