import Foundation
import SegCore
import SegFrame
import SegLearners
import SegTensor
import Testing

/// Stored reference values and what tests share.
enum Reference {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "Reference/learners")

    static func decode<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
    }

    static func lines(_ name: String) throws -> [[String]] {
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return text.split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}

/// A linear model as scikit-learn gives it.
struct ReferenceModel: Decodable {
    let coefficients: [Double]
    let intercept: Double
}

enum Make {
    static func table(_ columns: [[Double]]) throws -> Table {
        try Table(columns.enumerated().map { ("x\($0)", nil, Column(doubles: $1)) })
    }

    static func regression(
        _ columns: [[Double]], _ y: [Double], weights: [Double]? = nil, offset: [Double]? = nil
    ) throws -> Sample {
        let table = try table(columns)
        return Sample(
            problem: Problem(kind: .regression, roles: Roles()), table: table,
            features: table.schema.names,
            target: .values(y), weights: weights, offset: offset)
    }

    static func classification(
        _ columns: [[Double]], _ classes: [Int], weights: [Double]? = nil, offset: [Double]? = nil
    ) throws -> Sample {
        try classification(try table(columns), classes, weights: weights, offset: offset)
    }

    static func classification(
        _ table: Table, _ classes: [Int], weights: [Double]? = nil, offset: [Double]? = nil
    ) throws -> Sample {
        let count = max(2, (classes.max() ?? 0) + 1)
        let problem = Problem(
            kind: count == 2 ? .binary : .multiclass, roles: Roles(),
            classes: (0..<count).map { "c\($0)" })
        return Sample(
            problem: problem, table: table, features: table.schema.names,
            target: .classes(classes.map { Int32($0) }), weights: weights, offset: offset)
    }

    /// Each row as often as its weight says.
    static func repeated(_ sample: Sample) -> Sample {
        let weights = sample.weights ?? []
        let rows = weights.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) }
        return sample.taking(rows).replacing(weights: nil)
    }

    /// Rows 0 … n − 1 whose position modulo 5 is not 0, and those where it is.
    static func parts(_ sample: Sample) -> (train: Sample, test: Sample) {
        let rows = Array(0..<sample.rowCount)
        return (
            sample.taking(rows.filter { $0 % 5 != 0 }), sample.taking(rows.filter { $0 % 5 == 0 })
        )
    }

    static func context(threads: Int = 1) -> FitContext {
        FitContext(random: RandomStream(seed: 1), pool: WorkerPool(threads: threads))
    }
}

/// The rodents of Portal: numbers, categories and missing values.
enum Rodents {
    static func table() throws -> Table {
        let lines = try Reference.lines("rodents.csv")
        let names = lines[0]
        let columns = names.indices.map {
            index -> (name: String, kind: ColumnKind?, column: Column) in
            let texts = lines.dropFirst().map { $0[index].isEmpty ? nil : $0[index] }
            if ["species_id", "sex", "plot_type"].contains(names[index]) {
                return (names[index], .categorical, Column(strings: texts))
            }
            return (
                names[index], nil, Column(doubles: texts.map { $0.flatMap(Double.init) ?? .nan })
            )
        }
        return try Table(columns)
    }

    static func weight() throws -> Sample {
        let table = try table()
        return Sample(
            problem: Problem(kind: .regression, roles: Roles(target: "weight")), table: table,
            features: table.schema.names.filter { $0 != "weight" },
            target: .values(try table.column("weight").doubles()))
    }

    /// Weights above each limit: two classes for one, three for two.
    static func classes(_ limits: [Double]) throws -> Sample {
        let table = try table()
        let codes = try table.column("weight").doubles().map { value in
            limits.filter { value >= $0 }.count
        }
        return try Make.classification(table, codes).replacing(
            features: table.schema.names.filter { $0 != "weight" })
    }
}

func maxDifference(_ left: [Double], _ right: [Double]) -> Double {
    left.count == right.count ? zip(left, right).map { abs($0 - $1) }.max() ?? 0 : .infinity
}

func rmse(_ predictions: Predictions, _ sample: Sample) -> Double {
    let errors = zip(predictions.values, sample.target.numbers).map { ($0 - $1) * ($0 - $1) }
    return (errors.reduce(0, +) / Double(errors.count)).squareRoot()
}

/// The mean logarithmic loss.
func logLoss(_ predictions: Predictions, _ sample: Sample) -> Double {
    let rows = sample.rowCount
    let truth = sample.target.numbers.map { Int($0) }
    let losses = (0..<rows).map { row -> Double in
        if predictions.outputCount == 1 {
            let p = predictions.values[row]
            return -log(truth[row] == 1 ? p : 1 - p)
        }
        return -log(predictions.values[truth[row] * rows + row])
    }
    return losses.reduce(0, +) / Double(rows)
}

/// A model that was saved and read again.
func saved(_ model: any FittedLearner) throws -> any FittedLearner {
    var registry = ModuleRegistry()
    registerEstimators(into: &registry)
    let encoder = JSONEncoder()
    let decoder = JSONDecoder()
    decoder.userInfo[.moduleRegistry] = registry
    return try decoder.decode(ArchivedLearner.self, from: encoder.encode(ArchivedLearner(model)))
        .learner
}
