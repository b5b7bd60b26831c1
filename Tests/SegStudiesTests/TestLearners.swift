import Foundation
import SegCore
import SegDiagnostics
import SegFrame

/// Remembers the target of each training row by its key columns and gives it back: at chance on honest
/// splits of a random target, perfect wherever a split leaks. A key that was not seen takes the target of
/// the nearest number among the training rows' first key.
struct Memoriser: Learner {
    let keys: [String]

    var name: String { "memoriser" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "memoriser(\(keys))")] }
    var kinds: Set<ProblemKind> { [.regression, .binary, .multiclass] }
    var acceptsOffset: Bool { true }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let values = try sample.table.column(keys[0]).doubles()
        let numbers = sample.target.numbers
        let order = values.indices.sorted { values[$0] == values[$1] ? $0 < $1 : values[$0] < values[$1] }
        return FittedMemoriser(
            keys: keys, values: order.map { values[$0] }, targets: order.map { numbers[$0] },
            kind: sample.problem.kind, classes: sample.problem.classes.count,
            inputs: keys.compactMap { sample.table.schema[$0] })
    }
}

struct FittedMemoriser: FittedLearner {
    static let archiveName = "test.memoriser@1"

    let keys: [String]
    let values: [Double]
    let targets: [Double]
    let kind: ProblemKind
    let classes: Int
    let inputs: [Field]

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let asked = try table.column(keys[0]).doubles()
        let nearest = asked.map { value -> Double in
            var (low, high) = (0, values.count - 1)
            while high - low > 1 {
                let middle = (low + high) / 2
                if values[middle] <= value { low = middle } else { high = middle }
            }
            return targets[abs(values[low] - value) <= abs(values[high] - value) ? low : high]
        }
        switch kind {
        case .regression: return Predictions(rowCount: asked.count, values: nearest)
        case .binary: return Predictions(rowCount: asked.count, values: nearest.map { $0 == 1 ? 0.9 : 0.1 })
        case .multiclass:
            let low = 0.1 / Double(classes - 1)
            let outputs = (0..<classes).flatMap { output in
                nearest.map { Int($0) == output ? 0.9 : low }
            }
            return Predictions(rowCount: asked.count, outputCount: classes, values: outputs)
        }
    }
}

/// The mean of the training rows, or the share of each class; starts from an offset where given one.
struct MeanLearner: Learner {
    var name: String { "mean" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "mean()")] }
    var kinds: Set<ProblemKind> { [.regression, .binary] }
    var acceptsOffset: Bool { true }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let numbers = sample.target.numbers
        let residuals = sample.offset.map { zip(numbers, $0).map { $0 - $1 } } ?? numbers
        return FittedMean(mean: residuals.reduce(0, +) / Double(residuals.count))
    }
}

struct FittedMean: FittedLearner {
    static let archiveName = "test.mean@1"
    let mean: Double
    var inputs: [Field] { [] }

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let start = offset ?? [Double](repeating: 0, count: table.rowCount)
        return Predictions(rowCount: table.rowCount, values: start.map { $0 + mean })
    }
}

/// One slope through the training rows by least squares.
struct SlopeLearner: Learner {
    let feature: String
    var failsUnder = 0

    var name: String { "slope" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "slope(\(feature))")] }
    var kinds: Set<ProblemKind> { [.regression, .binary] }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        guard sample.rowCount >= failsUnder else { throw Failure("E999", "too few rows") }
        let x = try sample.table.column(feature).doubles()
        let y = sample.target.numbers
        let count = Double(x.count)
        let (mx, my) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
        let cross = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
        let spread = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
        let slope = spread > 0 ? cross / spread : 0
        return FittedSlope(feature: feature, slope: slope, intercept: my - slope * mx)
    }
}

struct FittedSlope: FittedLearner {
    static let archiveName = "test.slope@1"
    let feature: String
    let slope: Double
    let intercept: Double
    var inputs: [Field] { [Field(name: feature, type: .float64)] }

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let x = try table.column(feature).doubles()
        return Predictions(rowCount: x.count, values: x.map { intercept + slope * $0 })
    }
}

/// Halves its distance from the training mean in every round.
struct RoundLearner: Learner {
    var roundCount = 10
    var name: String { "rounds" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "rounds(\(roundCount))")] }
    var kinds: Set<ProblemKind> { [.regression] }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        fitted(sample, roundCount)
    }

    func fit(_ sample: Sample, monitor: RoundMonitor, _ context: FitContext) throws -> MonitoredFit? {
        var curve: [Double] = []
        for round in 1...roundCount {
            let predictions = try fitted(sample, round).predict(monitor.validation.table)
            curve.append(monitor.loss(predictions))
        }
        let best = curve.indices.min { curve[$0] < curve[$1] } ?? 0
        return MonitoredFit(fitted: fitted(sample, best + 1), bestRounds: best + 1, curve: curve)
    }

    func with(rounds: Int) -> (any Learner)? { RoundLearner(roundCount: rounds) }

    /// Past five rounds it goes beyond the mean, which validation rows must notice.
    private func fitted(_ sample: Sample, _ rounds: Int) -> FittedMeanRounds {
        let mean = sample.target.numbers.reduce(0, +) / Double(max(1, sample.rowCount))
        return FittedMeanRounds(mean: mean * Double(rounds) / 5, count: rounds)
    }
}

struct FittedMeanRounds: FittedLearner {
    static let archiveName = "test.rounds@1"
    let mean: Double
    let count: Int
    var inputs: [Field] { [] }
    var rounds: Int? { count }

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        Predictions(rowCount: table.rowCount, values: [Double](repeating: mean, count: table.rowCount))
    }
}

/// A mean that looks whether it should stop.
struct StoppableLearner: Learner {
    var name: String { "stoppable" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "stoppable()")] }
    var kinds: Set<ProblemKind> { [.regression] }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        try context.stop.check()
        return try MeanLearner().fit(sample, context)
    }
}
