import Foundation
import SegStudies
import SegTensor
import Testing

/// The statistics of studies beside SciPy's (`Tests/Reference/studies/statistics.py`).
@Suite struct StatisticsTests {
    private struct Reference: Decodable {
        struct Hypotheses: Decodable {
            let p: [Double]
            let rejected: [Bool]
        }
        struct Heterogeneity: Decodable {
            let effects: [Double]
            let errors: [Double]
            let q: Double
            let i2: Double
        }
        struct Relative: Decodable {
            let blocks: [Int32]
            let a: [Double]
            let b: [Double]
            let difference: Double
            let error: Double
        }
        let normal_quantile: [[Double]]
        let student_cdf: [[Double]]
        let student_quantile: [[Double]]
        let benjamini_hochberg: Hypotheses
        let heterogeneity: Heterogeneity
        let relative: Relative
    }

    private let reference: Reference

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Reference/studies/statistics.json")
        reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    @Test func distributions() {
        for row in reference.normal_quantile {
            #expect(abs(Distributions.normalQuantile(row[0]) - row[1]) < 1e-6)
        }
        for row in reference.student_cdf {
            #expect(abs(Distributions.studentCDF(row[0], degreesOfFreedom: row[1]) - row[2]) < 1e-10)
        }
        for row in reference.student_quantile {
            let found = Distributions.studentQuantile(row[0], degreesOfFreedom: row[1])
            #expect(abs(found - row[2]) < 1e-7 * max(1, abs(row[2])))
        }
    }

    @Test func manyTests() {
        let hypotheses = reference.benjamini_hochberg
        #expect(MultipleTesting.benjaminiHochberg(hypotheses.p, q: 0.10) == hypotheses.rejected)
        let found = MultipleTesting.heterogeneity(
            reference.heterogeneity.effects, standardErrors: reference.heterogeneity.errors)
        #expect(abs(found.q - reference.heterogeneity.q) < 1e-9)
        #expect(abs(found.iSquared - reference.heterogeneity.i2) < 1e-12)
    }

    @Test func pairedDifferenceOverBlocks() throws {
        let relative = reference.relative
        let statistics = BlockStatistics(blocks: relative.blocks, weights: nil) { $0.squareRoot() }
        let found = try #require(statistics.relativeDifference(relative.a, reference: relative.b, level: 0.95))
        #expect(abs(found.value - relative.difference) < 1e-12)
        #expect(abs((found.standardError ?? 0) - relative.error) < 1e-8)
    }

    @Test func bootstrapIntervalHoldsTheFigure() throws {
        let relative = reference.relative
        let statistics = BlockStatistics(blocks: relative.blocks, weights: nil) { $0.squareRoot() }
        let found = try #require(statistics.score(relative.a, level: 0.95, random: RandomStream(seed: 1)))
        let mean = relative.a.reduce(0, +) / Double(relative.a.count)
        #expect(found.value == mean.squareRoot())
        #expect((found.lower ?? .infinity) < found.value && found.value < (found.upper ?? -.infinity))
    }

    @Test func shrinkageKeepsTheException() {
        var differences = [Double](repeating: 0, count: 30).enumerated().map { 0.002 * Double($0.offset % 5 - 2) }
        let errors = [Double](repeating: 0.01, count: 30)
        differences[7] = -0.09
        let prior = Shrinkage(differences: differences, standardErrors: errors)
        let exception = prior.posterior(difference: -0.09, standardError: 0.01)
        #expect(exception.mean < -0.06)
        #expect(exception.probability(below: -0.01) > 0.99)
        let ordinary = prior.posterior(difference: differences[3], standardError: 0.01)
        #expect(abs(ordinary.mean) < 0.005)
        #expect(abs(ordinary.probability(below: ordinary.quantile(0.3)) - 0.3) < 1e-6)
    }

    @Test func equalSegmentsAreShrunkTogether() {
        let prior = Shrinkage(differences: [0.01, 0.012, 0.008], standardErrors: [0.02, 0.02, 0.02])
        #expect(abs(prior.centre - 0.01) < 0.002)
        let posterior = prior.posterior(difference: 0.012, standardError: 0.02)
        #expect(abs(posterior.mean - 0.01) < 0.002)
    }

    @Test func leavingOutBlocksOfAMeanIsItsStandardError() throws {
        for count in [40, 500] { try checkMean(of: count) }
    }

    private func checkMean(of count: Int) throws {
        let values = (0..<count).map { Double($0 * $0 % 17) }
        let jackknife = Jackknife(blocks: Array(0..<count), blockCount: count)
        let found = try #require(
            jackknife.estimate(level: 0.95) { rows in
                rows.reduce(0) { $0 + values[$1] } / Double(rows.count)
            })
        let mean = values.reduce(0, +) / Double(count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
        #expect(abs((found.standardError ?? 0) - (variance / Double(count)).squareRoot()) < 1e-10)
    }
}
