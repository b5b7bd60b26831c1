import SegCore
import SegDiagnostics
import SegFrame
import SegLearners
import Testing

/// Linear regressions against scikit-learn.
@Suite struct LinearTests {
    struct Values: Decodable {
        let x: [[Double]], y: [Double], w: [Double], wide: [[Double]], wide_y: [Double]
        let ordinary, weighted, no_intercept, positive_negated, ridge,
            ridge_weighted: ReferenceModel
        let ridge_wide, ridge_auto, ridge_wide_auto: ReferenceModel
        let ridge_auto_alpha, ridge_wide_auto_alpha: Double
        let lasso, lasso_weighted, elastic_net, lasso_wide: ReferenceModel
    }

    let values: Values
    let sample: Sample
    let weighted: Sample
    let wide: Sample

    init() throws {
        values = try Reference.decode("linear.json", as: Values.self)
        sample = try Make.regression(values.x, values.y)
        weighted = sample.replacing(weights: values.w)
        wide = try Make.regression(values.wide, values.wide_y)
    }

    private func expect(
        _ learner: any Estimator, on sample: Sample, gives expected: ReferenceModel,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let model = try #require(try learner.fit(sample, Make.context()) as? FittedLinear)
        #expect(
            maxDifference(model.coefficients, expected.coefficients) < 1e-6,
            sourceLocation: location)
        #expect(abs(model.intercept - expected.intercept) < 1e-6, sourceLocation: location)
    }

    @Test func leastSquares() throws {
        try expect(LinearRegression(), on: sample, gives: values.ordinary)
        try expect(LinearRegression(), on: weighted, gives: values.weighted)
        try expect(LinearRegression(fitIntercept: false), on: sample, gives: values.no_intercept)
    }

    @Test func nonNegativeLeastSquares() throws {
        let negated = sample.replacing(target: .values(values.y.map { -$0 }))
        try expect(LinearRegression(positive: true), on: negated, gives: values.positive_negated)
    }

    @Test func ridge() throws {
        try expect(Ridge(alpha: 3), on: sample, gives: values.ridge)
        try expect(Ridge(alpha: 3), on: weighted, gives: values.ridge_weighted)
        try expect(Ridge(alpha: 3), on: wide, gives: values.ridge_wide)
    }

    @Test func ridgeFindsThePenaltyByLeavingOneOut() throws {
        let model = try #require(try Ridge().fit(sample, Make.context()) as? FittedLinear)
        let alpha = try #require(model.alpha)
        #expect(abs(alpha / values.ridge_auto_alpha - 1) < 1e-9)
        try expect(Ridge(), on: sample, gives: values.ridge_auto)
        let wideModel = try #require(try Ridge().fit(wide, Make.context()) as? FittedLinear)
        let wideAlpha = try #require(wideModel.alpha)
        #expect(abs(wideAlpha / values.ridge_wide_auto_alpha - 1) < 1e-9)
        try expect(Ridge(), on: wide, gives: values.ridge_wide_auto)
    }

    @Test func lassoAndElasticNet() throws {
        try expect(Lasso(alpha: 0.5), on: sample, gives: values.lasso)
        try expect(Lasso(alpha: 0.5), on: weighted, gives: values.lasso_weighted)
        try expect(ElasticNet(alpha: 0.5, l1Ratio: 0.3), on: sample, gives: values.elastic_net)
        try expect(Lasso(alpha: 0.2), on: wide, gives: values.lasso_wide)
    }

    @Test func penaltiesFoundOverFoldsHelp() throws {
        let parts = Make.parts(sample)
        let plain = try Baseline().fit(parts.train, Make.context()).predict(parts.test.table)
        let learners: [any Estimator] = [Lasso(), ElasticNet()]
        for learner in learners {
            let model = try #require(try learner.fit(parts.train, Make.context()) as? FittedLinear)
            let alpha = try #require(model.alpha)
            #expect(alpha > 0)
            let predictions = try model.predict(parts.test.table)
            #expect(rmse(predictions, parts.test) < 0.3 * rmse(plain, parts.test))
        }
    }

    @Test func groupsAreHeldOutWhole() throws {
        let groups = values.y.indices.map { Int64($0 / 6) }
        let table = try sample.table.setting("g", Column(ints: groups))
        let grouped = Sample(
            problem: Problem(kind: .regression, roles: Roles(group: ["g"])), table: table,
            features: sample.features, target: sample.target)
        let model = try #require(try Ridge().fit(grouped, Make.context()) as? FittedLinear)
        #expect(model.inputs.count == sample.features.count)
        let alpha = try #require(model.alpha)
        #expect(alpha > 0)
    }

    @Test func weightsCountRows() throws {
        let learners: [any Estimator] = [
            LinearRegression(), LinearRegression(positive: true), Ridge(alpha: 2),
            Lasso(alpha: 0.1),
        ]
        for learner in learners {
            let byWeight = try learner.fit(weighted, Make.context()).predict(sample.table)
            let byRow = try learner.fit(Make.repeated(weighted), Make.context()).predict(
                sample.table)
            #expect(maxDifference(byWeight.values, byRow.values) < 1e-8)
        }
    }

    @Test func moreColumnsThanRowsFitExactly() throws {
        let model = try LinearRegression().fit(wide, Make.context())
        let fitted = try model.predict(wide.table).values
        #expect(maxDifference(fitted, values.wide_y) < 1e-6)
    }

    @Test func constantAndRepeatedColumnsDoNoHarm() throws {
        let count = values.y.count
        let columns = values.x + [[Double](repeating: 3, count: count), values.x[0]]
        let more = try Make.regression(columns, values.y)
        let expected = try LinearRegression().fit(sample, Make.context()).predict(sample.table)
        let found = try LinearRegression().fit(more, Make.context()).predict(more.table)
        #expect(maxDifference(found.values, expected.values) < 1e-6)
        let ridge = try #require(try Ridge(alpha: 0).fit(more, Make.context()) as? FittedLinear)
        #expect(ridge.coefficients.allSatisfy { $0.isFinite })
        let constant = try Make.regression([[1, 1, 1]], [1, 2, 3])
        let mean = try Ridge().fit(constant, Make.context()).predict(constant.table)
        #expect(mean.values == [2, 2, 2])
    }

    @Test func offsetIsTakenOffFirst() throws {
        let offset = values.x[1].map { $0 * 2 }
        let model = try Ridge(alpha: 3).fit(sample.replacing(offset: offset), Make.context())
        let shifted = sample.replacing(target: .values(zip(values.y, offset).map { $0 - $1 }))
        let plain = try Ridge(alpha: 3).fit(shifted, Make.context())
        let expected = zip(try plain.predict(sample.table).values, offset).map { $0 + $1 }
        let found = try model.predict(sample.table, offset: offset)
        #expect(maxDifference(found.values, expected) < 1e-9)
        #expect(throws: Failure.self) { try model.predict(sample.table) }
    }
}
