import SegCore
import SegDiagnostics
import SegFrame
import SegSteps
import Testing

/// Predicts the mean of the features' sum over training rows, and remembers what it was given.
private struct Probe: Learner {
    var name: String { "probe" }
    var parts: [LearnerPart] { [LearnerPart(name: "probe", version: 1, source: "probe()")] }
    var kinds: Set<ProblemKind> { [.regression] }
    var acceptsOffset: Bool { true }
    var accepts: FeatureSupport = .completeNumbers
    var isRounded = false

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        FittedProbe(
            inputs: try sample.features.map { try sample.table.schema.field($0) },
            rows: sample.rowCount)
    }

    func fit(_ sample: Sample, monitor: RoundMonitor, _ context: FitContext) throws -> MonitoredFit?
    {
        guard isRounded else { return nil }
        let fitted = try fit(sample, context)
        let predictions = try fitted.predict(monitor.validation.table, offset: nil)
        return MonitoredFit(fitted: fitted, bestRounds: 1, curve: [monitor.loss(predictions)])
    }

    func with(rounds: Int) -> (any Learner)? { isRounded ? self : nil }
}

/// The sum of the features of each row.
private struct FittedProbe: FittedLearner {
    static let archiveName = "probe@1"
    let inputs: [Field]
    let rows: Int

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        var sums = offset ?? [Double](repeating: 0, count: table.rowCount)
        for field in inputs {
            for (row, value) in try table.column(field.name).doubles().enumerated() {
                sums[row] += value
            }
        }
        return Predictions(rowCount: table.rowCount, values: sums)
    }
}

@Suite("Pipelines")
struct PipelineTests {
    let data: Sample

    init() throws {
        let table = try table([
            ("x", nil, Column(doubles: [1, .nan, 3, 3])),
            ("y", nil, Column(doubles: [1, 2, 3, 4])),
            ("c", .categorical, Column(strings: ["a", "b", "a", "a"])),
            ("unused", nil, Column(doubles: [0, 0, 0, 0])),
            ("target", nil, Column(doubles: [1, 2, 3, 4])),
        ])
        data = sample(table, .values([1, 2, 3, 4]), roles: Roles(target: "target"))
    }

    private func complete() throws -> Pipeline {
        try Pipeline().appending(Drop(columns: .names(["unused"]))).appending(Impute()).appending(
            OneHot()
        )
        .appending(DropDuplicates(on: .names(["x"]))).appending(Probe(isRounded: true))
    }

    @Test func partsAreNamedAndSwapped() throws {
        let pipeline = try Pipeline().appending(Impute()).appending(Impute(columns: .names(["y"])))
            .appending(Clip(), name: "mine").appending(Probe())
        #expect(pipeline.partNames == ["impute", "impute.2", "mine", "probe"])
        #expect(pipeline.source == "impute() |> impute([.y]) |> clip() |> probe()")
        let swapped = try pipeline.swap("impute.2", with: .step(Clip())).swap("mine", with: nil)
        #expect(swapped.partNames == ["impute", "impute.2", "probe"])
        #expect(swapped.parts.map(\.source) == ["impute()", "clip()", "probe()"])
        #expect(code { _ = try pipeline.swap("inpute", with: nil) } == "E523")
        #expect(code { _ = try pipeline.swap("probe", with: .step(Clip())) } == "E524")
        #expect(code { _ = try pipeline.appending(Clip()) } == "E521")
        #expect(
            code { _ = try Pipeline().appending(Clip()).appending(Clip(), name: "clip") } == "E522")
    }

    @Test func pipelinesAreJoined() throws {
        let first = try Pipeline().appending(Impute())
        let second = try Pipeline().appending(Impute()).appending(Clip(), name: "mine").appending(
            Probe())
        #expect(try first.appending(second).partNames == ["impute", "impute.2", "mine", "probe"])
        #expect(code { _ = try first.fit(data, FitContext()) } == "E520")
    }

    @Test func onlyNeededColumnsAreAskedFor() throws {
        let fitted = try complete().fit(data, FitContext())
        #expect(fitted.inputs.map(\.name) == ["x", "y", "c"])
        let later = try table([
            ("c", .text, Column(strings: ["b", "new"])), ("y", nil, Column(ints: [1, 1])),
            ("x", nil, Column(strings: [nil, nil])),
        ])
        // x is imputed by 3, y is 1, and c_b is 1 in the first row.
        #expect(try fitted.predict(later).values == [5, 4])
        #expect(try fitted.predict(later, offset: [10, 20]).values == [15, 24])
        #expect(code { _ = try fitted.predict(later.dropping(["y"])) } == "E525")
        let wrong = try later.setting("y", Column(strings: ["1", "2"]))
        #expect(code { _ = try fitted.predict(wrong) } == "E526")
    }

    @Test func validationRowsPassThroughFittedSteps() throws {
        let validation = data.taking([1, 1, 2])
        let monitor = RoundMonitor(validation: validation, patience: 1, minDelta: 0) {
            predictions in
            predictions.values.reduce(0, +)
        }
        let result = try #require(try complete().fit(data, monitor: monitor, FitContext()))
        // Rows with missing x get 3; equal rows are not dropped.
        #expect(result.curve == [3 + 2 + 1 + 3 + 2 + 1 + 3 + 3 + 1])
        let plain = try complete().swap("probe", with: .learner(Probe()))
        #expect(try plain.fit(data, monitor: monitor, FitContext()) == nil)
    }

    @Test func traceTellsWhatWasLearned() throws {
        let trace = try complete().trace(data)
        #expect(
            try trace.column("part").strings() == [
                "drop", "impute", "one_hot", "drop_duplicates", "probe",
            ])
        #expect(try trace.column("rows").int64s() == [4, 4, 4, 4, 2])
        #expect(try trace.column("removed").strings() == ["unused", "", "c", "", ""])
        #expect(try trace.column("added").strings() == ["", "", "c_a, c_b", "", ""])
        #expect(try trace.column("learned").strings()[1] == "median of 2 columns: x 3, y 2.5")
    }

    @Test func prepareSuitsTheEstimator() throws {
        let raw = try table([
            ("x", nil, Column(doubles: [1, .nan, 3, 4])),
            ("c", .categorical, Column(strings: ["a", nil, "a", "b"])),
            ("when", nil, Column(dates: [1, 2, 3, 4])),
            ("void", nil, Column(strings: [nil, nil, nil, nil])),
        ])
        let rows = sample(raw, .values([1, 2, 3, 4]))
        func features(_ support: FeatureSupport) throws -> [String] {
            let pipeline = try Pipeline().appending(Prepare()).appending(Probe(accepts: support))
            return try pipeline.fitSteps(rows, FitContext()).training.features
        }
        let parts = ["when_year", "when_month", "when_day", "when_weekday"]
        #expect(try features(.everything) == ["x", "c"] + parts)
        #expect(
            try features(.completeNumbers) == ["x", "c_a", "c_b", "c_missing"] + parts + [
                "x_missing"
            ])
        let complete = try Pipeline().appending(Prepare()).fitSteps(rows, FitContext()).training
        #expect(complete.table.columns.allSatisfy { $0.missingCount == 0 })
    }

    @Test func eagerStepsMarkWhatTheyLearned() throws {
        let bare = data.table
        let imputed = try EagerStep.apply(Impute(columns: .names(["x"])), to: bare)
        #expect(imputed.marks == [LearnedMark(column: "x", verb: "impute")])
        let encoded = try EagerStep.apply(OneHot(), to: imputed)
        #expect(encoded.marks.map(\.column) == ["x", "c_a", "c_b"])
        #expect(try EagerStep.apply(Drop(columns: .names(["x"])), to: imputed).marks.isEmpty)
        #expect(try EagerStep.apply(DropOutliers(), to: bare).marks.map(\.column) == [""])
        #expect(code { _ = try EagerStep.apply(TargetEncode(), to: bare) } == "E538")
    }
}
