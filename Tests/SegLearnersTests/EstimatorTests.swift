import SegCore
import SegDiagnostics
import SegFrame
import SegLearners
import Testing

/// What every estimator promises.
@Suite struct EstimatorTests {
    static let estimators: [any Estimator] = [
        Baseline(), LinearRegression(), LinearRegression(positive: true), Ridge(), Lasso(),
        ElasticNet(),
        LogisticRegression(), LogisticRegression(lossWeight: 1, l1Ratio: 0.5), NearestNeighbors(),
        NaiveBayes(), DecisionTree(), RandomForest(estimators: 10),
        GradientBoosting(rounds: 10, minSamplesLeaf: 3),
    ]

    /// A sample of each kind that an estimator takes, of 60 rows.
    private func samples(_ estimator: any Estimator) throws -> [Sample] {
        let rows = 0..<60
        let first: [Double] = rows.map { Double(($0 * 37) % 61) }
        let second: [Double] = rows.map { Double(($0 * 11) % 17) / 3 }
        let y: [Double] = rows.map { row in
            let noise = Double(row % 4)
            return first[row] / 9 - second[row] + noise
        }
        let halves: [Int] = y.map { $0 > 2 ? 1 : 0 }
        let thirds: [Int] = y.map { ($0 > 4 ? 1 : 0) + ($0 > 1 ? 1 : 0) }
        let all = [
            try Make.regression([first, second], y),
            try Make.classification([first, second], halves),
            try Make.classification([first, second], thirds),
        ]
        return all.filter { estimator.kinds.contains($0.problem.kind) }
    }

    @Test(arguments: estimators.indices)
    func sameBitsOnAnyNumberOfThreadsAndAfterSaving(index: Int) throws {
        let estimator = Self.estimators[index]
        for sample in try samples(estimator) {
            let model = try estimator.fit(sample, Make.context(threads: 1))
            let expected = try model.predict(sample.table)
            let threaded = try estimator.fit(sample, Make.context(threads: 2)).predict(sample.table)
            let reread = try saved(model).predict(sample.table)
            #expect(threaded == expected)
            #expect(reread == expected)
            #expect(expected.rowCount == 60)
            #expect(expected.outputCount == sample.problem.outputCount)
            #expect(expected.values.allSatisfy { $0.isFinite })
        }
    }

    @Test(arguments: estimators.indices)
    func noRowsAndOtherKindsAreRefused(index: Int) throws {
        let estimator = Self.estimators[index]
        for sample in try samples(estimator) {
            #expect(throws: Failure.self) { try estimator.fit(sample.taking([]), Make.context()) }
            let none = try estimator.fit(sample, Make.context()).predict(sample.table.taking([]))
            #expect(none.rowCount == 0)
            let weights = [Double](repeating: -1, count: sample.rowCount)
            #expect(throws: Failure.self) {
                try estimator.fit(sample.replacing(weights: weights), Make.context())
            }
        }
        let ridge = try samples(Ridge())[0]
        if !estimator.kinds.contains(.regression) {
            #expect(throws: Failure.self) { try estimator.fit(ridge, Make.context()) }
        }
    }

    @Test(arguments: estimators.indices)
    func oneClassIsRefusedAndOneRowIsNot(index: Int) throws {
        let estimator = Self.estimators[index]
        if estimator.kinds.contains(.binary), !(estimator is Baseline) {
            let one = try Make.classification([[1, 2, 3]], [1, 1, 1])
            #expect(throws: Failure.self) { try estimator.fit(one, Make.context()) }
        }
        if estimator.kinds.contains(.regression) {
            let single = try Make.regression([[4]], [7])
            let predicted = try estimator.fit(single, Make.context()).predict(single.table)
            #expect(predicted.values == [7])
        }
    }

    @Test(arguments: estimators.indices)
    func constantFeaturesDoNoHarm(index: Int) throws {
        let estimator = Self.estimators[index]
        let constant = [Double](repeating: 0.1, count: 40)
        let y = (0..<40).map { Double($0 % 2) }
        let sample =
            estimator.kinds.contains(.regression)
            ? try Make.regression([constant, constant], y)
            : try Make.classification([constant, constant], y.map { Int($0) })
        let predicted = try estimator.fit(sample, Make.context()).predict(sample.table)
        // Neighbours at equal distance are the first rows, so that their mean is not that of all.
        if !(estimator is NearestNeighbors) {
            #expect(predicted.values.allSatisfy { abs($0 - 0.5) < 0.1 })
        }
    }

    @Test(arguments: 0..<5)
    func numbersWithoutGapsAreAskedFor(index: Int) throws {
        let estimators: [any Estimator] = [
            Ridge(), LinearRegression(), Lasso(), LogisticRegression(), NearestNeighbors(),
        ]
        let estimator = estimators[index]
        let table = try Table([
            ("size", nil, Column(doubles: [1, .nan, 3, 4])),
            ("colour", .categorical, Column(strings: ["a", "b", "a", "b"])),
        ])
        for features in [["size"], ["colour"]] {
            let named = try Make.classification(table, [0, 1, 0, 1]).replacing(features: features)
            let valued = Sample(
                problem: Problem(kind: .regression, roles: Roles()), table: table,
                features: features,
                target: .values([1, 2, 3, 4]))
            let sample = estimator.kinds.contains(.regression) ? valued : named
            let failure = #expect(throws: Failure.self) {
                try estimator.fit(sample, Make.context())
            }
            #expect(failure?.message.contains("'\(features[0])'") == true)
            #expect(failure?.hint?.contains("prepare()") == true)
        }
    }

    @Test func booleansAndTimesAreNumbers() throws {
        let table = try Table([
            ("flag", nil, Column(bools: [true, false, true, false])),
            ("day", nil, Column(dates: [1, 2, 3, 4])),
            ("wait", nil, Column(nanoseconds: [5_000_000_000, 0, 0, 1_000_000_000])),
        ])
        let sample = Sample(
            problem: Problem(kind: .regression, roles: Roles()), table: table,
            features: ["flag", "day", "wait"], target: .values([6, 2, 4, 5]))
        let model = try #require(
            try LinearRegression().fit(sample, Make.context()) as? FittedLinear)
        #expect(model.coefficients.count == 3)
        let predicted = try model.predict(table).values
        #expect(maxDifference(predicted, [6, 2, 4, 5]) < 1e-9)
    }

    @Test func everyEstimatorIsRegisteredOnce() throws {
        var registry = ModuleRegistry()
        registerEstimators(into: &registry)
        let names = registry.estimators.map(\.name)
        #expect(
            names == [
                "baseline", "linear", "ridge", "lasso", "elastic_net", "logistic", "knn",
                "naive_bayes",
                "decision_tree", "random_forest", "gbdt",
            ])
        for declaration in registry.estimators {
            let made = try declaration.make(ModuleArguments(declaration))
            #expect(made.source == "\(declaration.name)()")
        }
    }

    @Test func parametersAreReadAndShown() throws {
        let arguments = try ModuleArguments(
            GradientBoosting.declaration,
            ["rounds": .int(600), "loss": .string("poisson"), "learning_rate": .number(0.1)])
        let made = try GradientBoosting.declaration.make(arguments)
        #expect(made.source == "gbdt(rounds: 600, learning_rate: 0.1, loss: \"poisson\")")
        let wrong = try ModuleArguments(Ridge.declaration, ["alpha": .number(-1)])
        #expect(throws: Failure.self) { try Ridge.declaration.make(wrong) }
    }
}
