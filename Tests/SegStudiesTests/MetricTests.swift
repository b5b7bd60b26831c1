import Foundation
import SegCore
import SegDiagnostics
import SegStudies
import Testing

/// Figures against scikit-learn's, which Tests/Reference/studies/metrics.py wrote.
@Suite struct MetricTests {
    private static let count = 60

    private static func numbers(_ seed: Int) -> [Double] {
        var state = seed
        return (0..<count).map { _ in
            state = (state * 48271) % 2_147_483_647
            return Double(state) / 2_147_483_647
        }
    }

    private struct Case {
        let label: String
        let problem: Problem
        let truth: Target
        let predictions: Predictions
    }

    private static let cases: [Case] = {
        let y = numbers(3).map { 10 * $0 - 3 }
        let p = zip(y, numbers(5)).map { $0 + 4 * $1 - 2 }
        let b = numbers(11).map { $0 > 0.6 ? Int32(1) : 0 }
        let q = zip(b, numbers(13)).map { positive, number in
            (min(max(0.5 * Double(positive) + 0.7 * number - 0.1, 0.01), 0.99) * 100).rounded(.toNearestOrEven) / 100
        }
        let c = numbers(17).map { Int32((3 * $0).rounded(.down)) }
        var r = (0..<3).flatMap { k in
            zip(c, numbers(19 + k)).map { $1 + ($0 == Int32(k) ? 1.5 : 0) }
        }
        for row in 0..<count {
            let sum = r[row] + r[count + row] + r[2 * count + row]
            for k in 0..<3 { r[k * count + row] /= sum }
        }
        return [
            Case(
                label: "", problem: Problem(kind: .regression, roles: Roles()), truth: .values(y),
                predictions: Predictions(rowCount: count, values: p)),
            Case(
                label: "binary ", problem: Problem(kind: .binary, roles: Roles(), classes: ["0", "1"]),
                truth: .classes(b), predictions: Predictions(rowCount: count, values: q)),
            Case(
                label: "multiclass ",
                problem: Problem(kind: .multiclass, roles: Roles(), classes: ["0", "1", "2"]),
                truth: .classes(c), predictions: Predictions(rowCount: count, outputCount: 3, values: r)),
        ]
    }()

    private static let metrics: [any Metric] = {
        let plain: [any Metric] = [
            RootMeanSquaredError(), MeanAbsoluteError(), MeanAbsolutePercentageError(), RSquared(),
            PinballLoss(q: 0.9), LogLoss(), BrierScore(), AreaUnderROC(), AveragePrecision(), Accuracy(),
            BalancedAccuracy(),
        ]
        let averaged: [any Metric] = ClassAverage.allCases.flatMap { average -> [any Metric] in
            [Precision(average: average), Recall(average: average), F1Score(average: average)]
        }
        return plain + averaged
    }()

    @Test func agreesWithScikitLearn() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: folder.appending(path: "Reference/studies/metrics.txt"), encoding: .utf8)
        var expected: [String: Double] = [:]
        for line in text.split(separator: "\n") {
            let space = try #require(line.lastIndex(of: " "))
            expected[String(line[..<space])] = Double(line[line.index(after: space)...])
        }
        var compared = 0
        for (prefix, weights) in [("", nil), ("weighted ", Self.numbers(7).map { 0.1 + $0 })] {
            for entry in Self.cases {
                for metric in Self.metrics where metric.kinds.contains(entry.problem.kind) {
                    let key = "\(prefix)\(entry.label)\(metric.source)"
                    let wanted = try #require(expected[key], "\(key)")
                    let value = metric.value(
                        entry.truth, entry.predictions, weights: weights, problem: entry.problem)
                    #expect(abs((value ?? .nan) - wanted) < 1e-10 * max(1, abs(wanted)), "\(key)")
                    compared += 1
                }
            }
        }
        #expect(compared == expected.count)
    }

    @Test func meansOfRowLossesAreTheFigures() throws {
        for entry in Self.cases {
            for metric in Self.metrics where metric.kinds.contains(entry.problem.kind) {
                guard let losses = metric.rowLosses(entry.truth, entry.predictions, problem: entry.problem) else {
                    continue
                }
                let figure = metric.value(
                    entry.truth, entry.predictions, weights: nil, problem: entry.problem)
                let mean = metric.finish(losses.reduce(0, +) / Double(losses.count))
                #expect(abs(mean - (figure ?? .nan)) < 1e-12)
            }
        }
    }

    @Test func costCountsMistakes() {
        let problem = Problem(kind: .binary, roles: Roles(), classes: ["0", "1"])
        let predictions = Predictions(rowCount: 4, values: [0.9, 0.2, 0.6, 0.1])
        let cost = DecisionCost(falseNegative: 10, falsePositive: 1)
        let value = cost.value(.classes([1, 1, 0, 0]), predictions, weights: nil, problem: problem)
        #expect(value == 11.0 / 4)
    }

    @Test func rankingNeedsBothClasses() {
        let problem = Problem(kind: .binary, roles: Roles(), classes: ["0", "1"])
        let predictions = Predictions(rowCount: 2, values: [0.9, 0.2])
        #expect(AreaUnderROC().value(.classes([1, 1]), predictions, weights: nil, problem: problem) == nil)
    }
}
