import Foundation
import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// The features of a task, one by one: what they are, and how much each says alone.
public struct TaskDescription: Sendable {
    /// One row a feature: `feature`, `type`, `kind`, `missing` (share), `distinct`, `alone`.
    ///
    /// `alone` is the score of a small tree on that column only, on rows that it was not trained on (in regression also of lines
    /// between neighbours, whichever is better: a smooth copy of the target has more steps than a small tree): R² in regression, the area under the ROC curve for two classes, 1 − log loss / that of the shares for more.
    /// It is missing for free text and images.
    public let table: Table
    /// L210 for each feature that says nearly everything: known before the outcome?
    public let warnings: [Failure]

    private static let mostRows = 20_000
    private static let suspicious = 0.98

    /// - Parameter tree: a learner that takes any feature, such as a shallow decision tree.
    public init(_ task: LearningTask, tree: any Learner, _ context: FitContext) throws {
        let alone = try Self.alone(task, rows: Self.mostRows, tree, context)
        table = try Self.table(task, task.features, alone)
        warnings = Self.warnings(task.features, alone)
    }

    /// The warnings of a look at few rows: L210 for each feature that says nearly everything.
    public static func suspects(_ task: LearningTask, tree: any Learner, _ context: FitContext) throws -> [Failure] {
        guard task.features.count <= 200, task.development.count >= 30 else { return [] }
        return warnings(task.features, try alone(task, rows: 1_000, tree, context))
    }

    private static func alone(_ task: LearningTask, rows most: Int, _ tree: any Learner, _ context: FitContext) throws -> [Double] {
        let development = task.development
        var rows = development
        if rows.count > most {
            var random = context.random.child("describe")
            rows = random.permutation(rows.count).prefix(most).sorted().map { development[$0] }
        }
        let sample = task.sample(rows: rows)
        let parts = try InnerSplit.trainableFolds(sample: sample, k: 3, random: context.random.child("describe folds"))
        let names = task.features
        return try context.pool.map(names.count) { index -> Double in
            try context.stop.check()
            guard !parts.isEmpty, let alone = try Self.alone(names[index], in: sample) else { return .nan }
            return try Self.score(alone, parts, tree, context)
        }
    }

    private static func warnings(_ names: [String], _ alone: [Double]) -> [Failure] {
        zip(names, alone).filter { $0.1 >= suspicious }.map { name, score in
            Failure(
                "L210", "'\(name)' alone predicts the target almost perfectly (\(rounded(score)))",
                hint: "is it known before the outcome? if not, leave it out of features:")
        }
    }

    /// The sample with one feature; texts that are few count as categories, nil for free text and images.
    private static func alone(_ name: String, in sample: Sample) throws(Failure) -> Sample? {
        let alone = sample.replacing(features: [name])
        switch sample.table.schema[name]?.kind {
        case .image: return nil
        case .text:
            let encoded = try sample.table.column(name).encoded()
            guard encoded.levels.count * 5 <= sample.rowCount else { return nil }
            let coded = try sample.table.setting(name, Column(codes: encoded.codes, levels: encoded.levels))
            return alone.replacing(table: coded)
        default: return alone
        }
    }

    private static func rounded(_ score: Double) -> String { "\((score * 1000).rounded() / 1000)" }

    /// The score over all rows that some part held back; missing where the tree can't be trained.
    private static func score(
        _ sample: Sample, _ parts: [InnerSplit.Part], _ tree: any Learner, _ context: FitContext
    ) throws -> Double {
        var values: [[Double]] = []
        var held: [Int] = []
        for part in parts {
            guard let fitted = try? tree.fit(sample.taking(part.train), context),
                let predictions = try? fitted.predict(sample.table.taking(part.validation))
            else { return .nan }
            values.append(predictions.values)
            held += part.validation
        }
        let outputs = sample.problem.outputCount
        let joined = (0..<outputs).flatMap { output in
            values.flatMap { part in part[output * part.count / outputs..<(output + 1) * part.count / outputs] }
        }
        let truth = sample.target.taking(held)
        let byTree = figure(
            truth, Predictions(rowCount: held.count, outputCount: outputs, values: joined), sample.problem)
        guard let lines = interpolated(sample, parts) else { return byTree }
        let byLines = figure(truth, Predictions(rowCount: held.count, outputCount: 1, values: lines), sample.problem)
        return byLines > byTree ? byLines : byTree
    }

    /// What lines between neighbouring values of a numeric feature predict for the rows that each part held back; nil where
    /// there are no such lines.
    private static func interpolated(_ sample: Sample, _ parts: [InnerSplit.Part]) -> [Double]? {
        guard case .values(let target) = sample.target, let name = sample.features.first,
            let column = sample.table[name], column.type.isNumeric
        else { return nil }
        let numbers = column.doubles()
        var predicted: [Double] = []
        for part in parts {
            let known = part.train.filter { !numbers[$0].isNaN }.sorted { numbers[$0] < numbers[$1] }
            guard !known.isEmpty else { return nil }
            let curve = PiecewiseLine(known.map { (numbers[$0], target[$0]) })
            predicted += part.validation.map { curve.value(at: numbers[$0]) }
        }
        return predicted
    }

    private static func figure(_ truth: Target, _ predictions: Predictions, _ problem: Problem) -> Double {
        func value(_ metric: any Metric) -> Double {
            metric.value(truth, predictions, weights: nil, problem: problem) ?? .nan
        }
        switch problem.kind {
        case .regression: return value(RSquared())
        case .binary: return value(AreaUnderROC())
        case .multiclass: return 1 - value(LogLoss()) / entropy(truth, problem.classes.count)
        }
    }

    /// The log loss of predicting each class by its share.
    private static func entropy(_ truth: Target, _ classes: Int) -> Double {
        guard case .classes(let codes) = truth, !codes.isEmpty else { return .nan }
        var counts = [Double](repeating: 0, count: classes)
        for code in codes { counts[Int(code)] += 1 }
        let total = Double(codes.count)
        return counts.filter { $0 > 0 }.reduce(0) { $0 - $1 / total * log($1 / total) }
    }

    private static func table(_ task: LearningTask, _ names: [String], _ alone: [Double]) throws -> Table {
        let rows = task.development
        let fields = try names.map { try task.table.schema.field($0) }
        let columns = try names.map { try task.table.column($0).taking(rows) }
        return try Table([
            ("feature", nil, Column(strings: names)),
            ("type", nil, Column(strings: fields.map(\.type.description))),
            ("kind", nil, Column(strings: fields.map(\.kind.rawValue))),
            ("missing", nil, Column(doubles: columns.map { Double($0.missingCount) / Double(max(1, rows.count)) })),
            ("distinct", nil, Column(ints: columns.map { Int64($0.encoded().levels.count) })),
            ("alone", nil, Column(doubles: alone)),
        ])
    }
}
