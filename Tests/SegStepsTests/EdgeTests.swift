import SegCore
import SegDiagnostics
import SegFrame
import SegSteps
import Testing

@Suite("Steps on missing, constant, unseen and absent values")
struct EdgeTests {
    let nan = Double.nan

    @Test func constantAndEmptyColumnsKeepTheirScale() throws {
        let data = try table([
            ("constant", nil, Column(doubles: [3, 3, 3])),
            ("empty", nil, Column(doubles: [nan, nan, nan])),
            ("gap", nil, Column(doubles: [1, nan, 3])),
        ])
        let steps: [any Step] = [
            Standardize(), RobustScale(), MinMaxScale(), PowerTransform(), Bin(), Clip(),
        ]
        for step in steps {
            let result = try step.training(Sample(bare: data))
            let constant = try numbers(result, "constant")
            #expect(constant.allSatisfy { $0 == (step is Clip ? 3 : 0) }, "\(step.name)")
            #expect(try numbers(result, "empty").allSatisfy(\.isNaN), "\(step.name)")
            let gap = try numbers(result, "gap")
            #expect(gap[1].isNaN && gap[0].isFinite && gap[2].isFinite, "\(step.name)")
        }
    }

    @Test func nothingSelectedChangesNothing() throws {
        let texts = try table([("note", .text, Column(strings: ["a", nil]))])
        let target = sample(texts, .values([1, 2]))
        let steps: [any Step] = [
            Impute(), Impute(strategy: .knn), Clip(), OneHot(), Ordinal(), FrequencyEncode(),
            TargetEncode(), GroupRare(),
            Standardize(), RobustScale(), MinMaxScale(), PowerTransform(), Bin(), Calendar(),
            DropOutliers(),
        ]
        for step in steps {
            let fit = try step.fit(target, FitContext())
            #expect(fit.training.table.schema == texts.schema, "\(step.name)")
            #expect(
                fit.fitted.learned.contains("no column selected"),
                "\(step.name): \(fit.fitted.learned)")
        }
    }

    @Test func imputeStatisticsAndIndicator() throws {
        let data = try table([
            ("x", nil, Column(doubles: [1, nan, 3, 8])),
            ("full", nil, Column(doubles: [1, 2, 3, 4])),
            ("whole", nil, Column(ints: [1, 0, 4, 4], missing: [false, true, false, false])),
        ])
        let median = try Impute(indicator: true).training(Sample(bare: data))
        #expect(median.names == ["x", "full", "whole", "x_missing", "whole_missing"])
        #expect(try numbers(median, "x") == [1, 3, 3, 8])
        #expect(try numbers(median, "x_missing") == [0, 1, 0, 0])
        #expect(try median.column("whole").type == .int64)
        let mean = try Impute(strategy: .mean).training(Sample(bare: data))
        #expect(try numbers(mean, "x") == [1, 4, 3, 8])
        #expect(try mean.column("whole").type == .int64)
        let weighted = sample(data, .none, weights: [1, 1, 1, 8])
        #expect(try numbers(Impute(strategy: .mean).training(weighted), "x")[1] == 6.8)
        #expect(try numbers(Impute().training(weighted), "x")[1] == 8)
    }

    @Test func imputeTextAndConstants() throws {
        let data = try table([
            ("c", .categorical, Column(strings: ["b", nil, "b", "a"])),
            ("k", .categorical, Column(codes: [0, -1, 0, 1], levels: ["q", "r"])),
            ("e", .categorical, Column(strings: [nil, nil, nil, nil])),
        ])
        let mode = try Impute(strategy: .mode).training(Sample(bare: data))
        #expect(try mode.column("c").strings() == ["b", "b", "b", "a"])
        #expect(try mode.column("k").strings() == ["q", "q", "q", "r"])
        #expect(try mode.column("e").strings() == ["missing", "missing", "missing", "missing"])
        let constant = Impute(strategy: .constant, fillValue: .string("none"))
        #expect(
            try constant.training(Sample(bare: data)).column("k").strings() == [
                "q", "none", "q", "r",
            ])
        let wrong = Impute(columns: .names(["c"]), strategy: .constant, fillValue: .int(0))
        #expect(code { _ = try wrong.training(Sample(bare: data)) } == "E535")
    }

    @Test func encodersMeetUnseenAndMissingLevels() throws {
        let train = try table([("c", .categorical, Column(strings: ["a", "a", "b", nil]))])
        let later = try table([("c", .categorical, Column(strings: ["b", "z", nil]))])
        func after(_ step: any Step) throws -> Table {
            try step.fit(Sample(bare: train), FitContext()).fitted.apply(later)
        }
        let indicators = try after(OneHot())
        #expect(indicators.names == ["c_a", "c_b", "c_missing"])
        #expect(try numbers(indicators, "c_b") == [1, 0, 0])
        #expect(try numbers(indicators, "c_missing") == [0, 0, 1])
        let ordinal = try numbers(after(Ordinal()), "c")
        #expect(ordinal[0] == 1 && ordinal[1] == -1 && ordinal[2].isNaN)
        #expect(try numbers(after(FrequencyEncode()), "c") == [0.25, 0, 0.25])
        #expect(
            try after(GroupRare(minFrequency: 2)).column("c").strings() == ["other", "other", nil])
    }

    @Test func levelsOfNumbersReadAlike() throws {
        let train = try table([("c", nil, Column(ints: [1, 2, 2]))])
        let later = try table([("c", nil, Column(doubles: [2, 1]))])
        let step = OneHot(columns: .names(["c"]))
        let fitted = try step.fit(Sample(bare: train), FitContext()).fitted
        #expect(try numbers(fitted.apply(later), "c_2") == [1, 0])
    }

    @Test func calendarParts() throws {
        let data = try table([
            ("day", nil, Column(dates: [19_753, 0], missing: [false, true])),
            ("x", nil, Column(doubles: [1, 2])),
        ])
        let result = try Calendar().training(Sample(bare: data))
        #expect(result.names == ["day_year", "day_month", "day_day", "day_weekday", "x"])
        #expect(result.row(0).prefix(4).map(\.value) == [.int(2024), .int(1), .int(31), .int(3)])
        #expect(try result.column("day_year").isMissing(1))
        let roles = sample(data, .values([1, 2]), roles: Roles(time: "day"))
        let read = try Calendar(columns: .names(["day"]), parts: [.weekday]).fit(
            roles, FitContext())
        #expect(read.training.table.names == ["day", "x", "day_weekday"])
        #expect(read.training.features == ["x", "day_weekday"])
        let clock = Calendar(columns: .names(["day"]), parts: [.hour])
        #expect(code { _ = try clock.training(Sample(bare: data)) } == "E535")
    }

    @Test func deriveIsElementwise() throws {
        let data = try table([
            ("x", nil, Column(doubles: [1, 2])), ("y", nil, Column(doubles: [1, 2])),
        ])
        let sum = ColumnExpression.binary(.add, .column("x"), .literal(.int(1)))
        let twice = ColumnExpression.binary(.multiply, .column("z"), .literal(.int(2)))
        let step = try Derive([
            .init(name: "z", expression: sum), .init(name: "w", expression: twice),
        ])
        let fit = try step.fit(Sample(bare: data), FitContext())
        #expect(try numbers(fit.training.table, "w") == [4, 6])
        #expect(fit.fitted.inputs.map(\.name) == ["x"])
        let mean = ColumnExpression.call("mean", [.column("x")], options: [:])
        #expect(!code { _ = try Derive([.init(name: "m", expression: mean)]) }.isEmpty)
        let roles = sample(data, .values([1, 2]), roles: Roles(target: "y"))
        let leak = try Derive([.init(name: "z", expression: .column("y"))])
        #expect(code { _ = try leak.training(roles) } == "E536")
    }

    @Test func rolesAreNeverChanged() throws {
        let data = try table([
            ("x", nil, Column(doubles: [1, 2])), ("y", nil, Column(doubles: [1, 2])),
        ])
        let roles = sample(data, .values([1, 2]), roles: Roles(target: "y"))
        #expect(try numbers(Standardize().training(roles), "y") == [1, 2])
        #expect(code { _ = try Standardize(columns: .names(["y"])).training(roles) } == "E534")
        #expect(code { _ = try Drop(columns: .names(["y"])).training(roles) } == "E534")
        #expect(try Select(columns: .names(["x"])).training(roles).names == ["x", "y"])
    }

    @Test func rowStepsTouchTrainingRowsOnly() throws {
        let data = try table([
            ("x", nil, Column(doubles: [1, 1, 2, 3, 90])),
            ("g", nil, Column(strings: ["a", "a", "a", "b", nil])),
        ])
        let all = sample(data, .values([1, 1, 1, 1, 1]))
        let distinct = try DropDuplicates().fit(all, FitContext())
        #expect(distinct.training.rowCount == 4)
        #expect(try distinct.fitted.apply(data).rowCount == 5)
        #expect(try DropDuplicates(on: .names(["g"])).training(all).rowCount == 3)
        let inliers = try DropOutliers().fit(all, FitContext())
        #expect(try numbers(inliers.training.table, "x") == [1, 1, 2, 3])
        #expect(inliers.training.target.count == 4)
    }

    @Test func clipRules() throws {
        let data = try table([("x", nil, Column(doubles: [0, 1, 2, 3, 100]))])
        func ends(_ rule: OutlierRule) throws -> [Double] {
            let values = try numbers(Clip(rule: rule).training(Sample(bare: data)), "x")
            return [values[0], values[4]]
        }
        #expect(try ends(.iqr(1.5)) == [0, 6])
        #expect(agree(try ends(.z(1)), [0, 21.2 + 39.4127], tolerance: 1e-4))
        #expect(agree(try ends(.quantiles(0.25, 0.75)), [1, 3]))
    }

    @Test func declarationsMakeStepsAndWriteThem() throws {
        var registry = ModuleRegistry()
        registerSteps(into: &registry)
        #expect(registry.steps.count == 19)
        func make(_ name: String, _ given: [String: ModuleArgument]) throws -> any Step {
            let declaration = try #require(registry.steps.first { $0.name == name })
            return try declaration.make(ModuleArguments(declaration, given))
        }
        let impute = try make(
            "impute", ["columns": .selector(.numeric), "strategy": .string("mean")])
        #expect(impute.source == "impute(numeric(), strategy: \"mean\")")
        #expect(
            try make("clip", ["quantiles": .list([.number(0.1), .int(1)])]).source
                == "clip(quantiles: [0.1, 1.0])")
        #expect(
            try make("calendar", ["parts": .list([.string("hour")])]).source
                == "calendar(parts: [\"hour\"])")
        #expect(code { _ = try make("impute", ["strategy": .string("medain")]) } == "E503")
        #expect(code { _ = try make("impute", ["strategy": .string("constant")]) } == "E503")
        #expect(code { _ = try make("impute", ["n_neighbors": .int(3)]) } == "E503")
        #expect(code { _ = try make("clip", ["iqr": .int(1), "z": .int(1)]) } == "E503")
        #expect(code { _ = try make("select", [:]) } == "E502")
    }
}
