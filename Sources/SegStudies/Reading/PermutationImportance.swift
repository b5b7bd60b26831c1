import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// How much worse a model predicts when one column's values change places (Breiman 2001).
///
/// Values change places within the segment, so that a column which only tells segments apart is not
/// credited with what routing does.
public enum PermutationImportance {
    /// One row a column, most important first: `column`, `importance` (growth of the loss as a share of the
    /// loss, mean over repeats), `lower` and `upper` (the least and the greatest over repeats).
    ///
    /// - Parameters:
    ///   - rows: labelled rows that did not train the model.
    ///   - repeats: how often each column is shuffled.
    ///
    /// L203 where more than one in a hundred of the rows trained the model.
    public static func table(
        _ model: TrainedModel, on rows: Table, metric: (any Metric)? = nil, repeats: Int = 5,
        _ context: FitContext
    ) throws -> Table {
        let task = try LearningTask.scoring(rows, model.problem)
        try model.refuseTrainingRows(in: rows)
        let metric = metric ?? defaultMetrics(for: model.problem.kind)[0]
        let scorer = Scorer(model: model, task: task, metric: metric)
        let base = try scorer.loss(task.table)
        guard base != 0 else {
            throw Failure("E571", "the model makes no mistake on these rows: no column can be told to matter")
        }
        let routes = try model.segments.route(task.table)
        let names = model.inputs.names.filter { $0 != model.problem.roles.target }
        let growths = try context.pool.map(names.count) { index in
            try (0..<repeats).map { turn in
                try context.stop.check()
                let random = context.random.child(names[index]).child(turn)
                let shuffled = try shuffle(task.table, names[index], within: routes, random)
                return (try scorer.loss(shuffled) - base) / abs(base)
            }
        }
        return try sorted(names, growths)
    }

    private static func sorted(_ names: [String], _ growths: [[Double]]) throws -> Table {
        let means = growths.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        let order = names.indices.sorted { (-means[$0], $0) < (-means[$1], $1) }
        return try Table([
            ("column", nil, Column(strings: order.map { names[$0] })),
            ("importance", nil, Column(doubles: order.map { means[$0] })),
            // One repeat says nothing of the spread.
            ("lower", nil, Column(doubles: order.map { growths[$0].count > 1 ? growths[$0].min() ?? .nan : .nan })),
            ("upper", nil, Column(doubles: order.map { growths[$0].count > 1 ? growths[$0].max() ?? .nan : .nan })),
        ])
    }

    /// The table with one column's values exchanged among rows of the same segment.
    private static func shuffle(
        _ table: Table, _ name: String, within routes: [Int], _ random: RandomStream
    ) throws -> Table {
        let source = exchange(within: routes, random)
        return try table.setting(name, try table.column(name).taking(source), kind: table.schema[name]?.kind)
    }

    /// For each row the one that it takes its value from: a row of the same segment.
    static func exchange(within segments: [Int], _ random: RandomStream) -> [Int] {
        var members: [Int: [Int]] = [:]
        for (row, node) in segments.enumerated() { members[node, default: []].append(row) }
        var source = Array(segments.indices)
        for node in members.keys.sorted() {
            guard let rows = members[node] else { continue }
            var random = random.child(node)
            for (row, from) in zip(rows, random.permutation(rows.count)) { source[row] = rows[from] }
        }
        return source
    }

    private struct Scorer: Sendable {
        let model: TrainedModel
        let task: LearningTask
        let metric: any Metric

        func loss(_ table: Table) throws -> Double {
            let predictions = try model.tree.predict(table, offset: nil)
            let value = metric.value(
                task.target, predictions, weights: task.scoreWeights, problem: task.problem)
            guard let value else {
                throw Failure("E571", "\(metric.source) is not defined on these rows")
            }
            return metric.higherIsBetter ? 1 - value : value
        }
    }
}
