import SegCore
import SegDiagnostics
import SegLearners
import Testing

/// Logistic regression against scikit-learn.
@Suite struct LogisticTests {
    struct Fit: Decodable {
        let p: [[Double]], coefficients: [[Double]], intercepts: [Double]
    }

    struct Values: Decodable {
        let x: [[Double]], binary: [Int], many: [Int], w: [Double]
        let binary_fit, binary_weighted, many_fit, many_weighted, elastic: Fit
    }

    let values: Values

    init() throws { values = try Reference.decode("logistic.json", as: Values.self) }

    private func expect(
        _ sample: Sample, _ lossWeight: Double, gives expected: Fit,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let learner = LogisticRegression(lossWeight: lossWeight)
        let model = try #require(try learner.fit(sample, Make.context()) as? FittedLogistic)
        let coefficients = model.coefficients.flatMap { $0 }
        let difference = maxDifference(coefficients, expected.coefficients.flatMap { $0 })
        #expect(difference < 1e-6, sourceLocation: location)
        let shares = model.intercepts.count == 1 ? expected.p[1] : expected.p.flatMap { $0 }
        let predicted = try model.predict(sample.table).values
        #expect(maxDifference(predicted, shares) < 1e-7, sourceLocation: location)
    }

    @Test func twoClasses() throws {
        let sample = try Make.classification(values.x, values.binary)
        try expect(sample, 0.7, gives: values.binary_fit)
        try expect(sample.replacing(weights: values.w), 0.7, gives: values.binary_weighted)
    }

    @Test func threeClasses() throws {
        let sample = try Make.classification(values.x, values.many)
        try expect(sample, 0.7, gives: values.many_fit)
        try expect(sample.replacing(weights: values.w), 2, gives: values.many_weighted)
    }

    @Test func elasticNet() throws {
        let sample = try Make.classification(values.x, values.binary)
        let learner = LogisticRegression(lossWeight: 0.5, l1Ratio: 0.6)
        let model = try #require(try learner.fit(sample, Make.context()) as? FittedLogistic)
        #expect(maxDifference(model.coefficients[0], values.elastic.coefficients[0]) < 1e-4)
        let predicted = try model.predict(sample.table).values
        #expect(maxDifference(predicted, values.elastic.p[1]) < 1e-5)
        let many = try Make.classification(values.x, values.many)
        let lasso = LogisticRegression(lossWeight: 0.2, l1Ratio: 1)
        let sparse = try #require(try lasso.fit(many, Make.context()) as? FittedLogistic)
        #expect(sparse.coefficients.joined().contains(0))
        #expect(sparse.coefficients.joined().contains { $0 != 0 })
    }

    @Test func weightsCountRows() throws {
        for classes in [values.binary, values.many] {
            let sample = try Make.classification(values.x, classes, weights: values.w)
            let learner = LogisticRegression(lossWeight: 1)
            let byWeight = try learner.fit(sample, Make.context()).predict(sample.table)
            let byRow = try learner.fit(Make.repeated(sample), Make.context()).predict(sample.table)
            #expect(maxDifference(byWeight.values, byRow.values) < 1e-7)
        }
    }

    @Test func weightOfTheLossIsFound() throws {
        let sample = try Make.classification(values.x, values.binary)
        let parts = Make.parts(sample)
        let model = try LogisticRegression().fit(parts.train, Make.context())
        let predicted = try model.predict(parts.test.table)
        let found = logLoss(predicted, parts.test)
        let shares = try Baseline().fit(parts.train, Make.context()).predict(parts.test.table)
        #expect(found < 0.9 * logLoss(shares, parts.test))
    }

    @Test func separableClassesStayFinite() throws {
        let x = (0..<40).map { Double($0) }
        let sample = try Make.classification([x], x.map { $0 < 20 ? 0 : 1 })
        let model = try LogisticRegression(lossWeight: 1e6).fit(sample, Make.context())
        let predicted = try model.predict(sample.table)
        #expect(predicted.classes(of: .binary) == x.map { $0 < 20 ? 0 : 1 })
        #expect(predicted.values.allSatisfy { $0.isFinite })
    }

    @Test func offsetIsTheStart() throws {
        let sample = try Make.classification(values.x, values.many)
        let none = [Double](repeating: 0, count: 120)
        let up: [Double] = values.x[0].map { $0 / 4 }
        let down: [Double] = values.x[1].map { $0 / -9 }
        let offset = none + up + down
        let learner = LogisticRegression(lossWeight: 1e-9)
        let model = try learner.fit(sample.replacing(offset: offset), Make.context())
        let other = try learner.fit(sample, Make.context())
        let predicted = try model.predict(sample.table, offset: offset)
        let without = try other.predict(sample.table)
        #expect(maxDifference(predicted.values, without.values) > 0.01)
        #expect(throws: Failure.self) { try model.predict(sample.table) }
        #expect(throws: Failure.self) { try model.predict(sample.table, offset: [1]) }
    }
}
