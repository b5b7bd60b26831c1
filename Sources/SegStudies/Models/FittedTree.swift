import SegCore
import SegDiagnostics
import SegFrame

/// Trained models of the nodes of a tree of segments, and how they are joined into one prediction.
public struct FittedTree: FittedLearner {
    public static let archiveName = "scoped@1"

    /// The model of one node.
    public struct NodeModel: Codable, Sendable {
        /// Name of the learner that it was trained from.
        public let learner: String
        /// Node of the segments.
        public let node: Int
        /// Training rows.
        public let rows: Int
        private let archived: ArchivedLearner

        public var fitted: any FittedLearner { archived.learner }

        init(learner: String, node: Int, rows: Int, _ fitted: any FittedLearner) {
            self.learner = learner
            self.node = node
            self.rows = rows
            archived = ArchivedLearner(fitted)
        }
    }

    /// How layers become one prediction.
    enum Joining: Codable, Sendable {
        /// There is one layer.
        case single
        case weights(FoldWeights)
        /// A learner over the layers' predictions.
        case learner(ArchivedLearner, names: [String])
        /// The one layer's models, each but the root's starting from its parent's prediction.
        case offset
    }

    public let problem: Problem
    public let segments: Segments
    public let models: [NodeModel]
    public let inputs: [Field]
    /// The column that tells models the segment; nil where their features do.
    let segmentColumn: String?
    /// For each layer and node the model that serves it.
    let layers: [[Int]]
    let joining: Joining

    init(
        problem: Problem, segments: Segments, models: [NodeModel], inputs: [Field],
        segmentColumn: String?, layers: [[Int]], joining: Joining
    ) {
        self.problem = problem
        self.segments = segments
        self.models = models
        self.inputs = inputs
        self.segmentColumn = segmentColumn
        self.layers = layers
        self.joining = joining
    }

    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        try serve(table).predictions
    }

    public var isSound: Bool {
        let layerCount: Int? =
            switch joining {
            case .single: 1
            case .weights(let blend): blend.weights.isSound ? blend.weights.common.count : nil
            case .learner(_, let names): names.count
            case .offset: layers.count
            }
        return segments.isSound && !models.isEmpty && problem.isSound && layers.count == layerCount
            && models.allSatisfy { segments.nodes.indices.contains($0.node) }
            && layers.allSatisfy { $0.count == segments.nodes.count && $0.allSatisfy(models.indices.contains) }
    }

    /// How much each model counts in what its own segment's rows are predicted; empty where models are not weighed.
    var weightsOfModels: [Double] {
        guard case .weights(let blend) = joining else { return [] }
        return models.enumerated().map { index, model in
            let weights = blend.weights.weights(of: model.node)
            return layers.indices.filter { layers[$0][model.node] == index }.reduce(0) { $0 + weights[$1] }
        }
    }

    /// The weights of a blend or an ensemble; nil where there are none.
    public var weights: FoldWeights? {
        if case .weights(let weights) = joining { weights } else { nil }
    }
}

/// What a tree of models says of some rows.
public struct ServedRows: Sendable {
    public let predictions: Predictions
    /// The deepest node that each row reaches.
    public let segments: [Int]
    /// The node whose model served; of blends the deepest that took part.
    public let servedBy: [Int]
}

extension FittedTree {
    /// Routes rows to their segments and predicts them there. E571 where a needed column is
    /// missing.
    public func serve(_ table: Table) throws -> ServedRows {
        let missing = inputs.filter { table[$0.name] == nil }.map(\.name)
        if let first = missing.first { throw lacking(first, others: Array(missing.dropFirst()), in: table) }
        let reached = try segments.route(table)
        var known = table
        if let segmentColumn {
            known = try SegmentColumn.adding(segmentColumn, segments, reached, to: table)
        }
        if case .offset = joining { return try serveOffset(known, reached) }
        let served = try layers.map { try layer($0, known, reached) }
        return ServedRows(
            predictions: try joined(served, known, reached), segments: reached,
            servedBy: deepest(served, count: reached.count))
    }

    private func lacking(_ name: String, others: [String], in table: Table) -> Failure {
        let needing = models.first { $0.fitted.inputs.contains { $0.name == name } }
        let who =
            needing.map { "the model of '\(segments.nodes[$0.node].path)'" }
            ?? "routing to segments"
        return Failure(
            "E571", "the rows lack the column '\(name)' that \(who) needs" + (others.isEmpty ? "" : ", and \(others.joined(separator: ", "))"),
            // What the model has a use for by itself was not meant.
            hint: Suggestion.hint(for: name, among: table.schema.names.filter { known in !inputs.contains { $0.name == known } }))
    }

    private func layer(_ serving: [Int], _ table: Table, _ reached: [Int]) throws -> Layer {
        var rowsByModel = [[Int]](repeating: [], count: models.count)
        for (row, node) in reached.enumerated() { rowsByModel[serving[node]].append(row) }
        var writer = PredictionWriter(reached.count, problem)
        for (model, rows) in rowsByModel.enumerated() where !rows.isEmpty {
            let part = rows.count == reached.count ? table : table.taking(rows)
            writer.write(try predicted(model, part), at: rows) { _ in true }
        }
        return Layer(
            predictions: writer.finished(), servedBy: reached.map { models[serving[$0]].node })
    }

    /// What one model says; E595 where that is not as many numbers a row as the problem has.
    private func predicted(_ model: Int, _ table: Table, offset: [Double]? = nil) throws -> Predictions {
        let predictions = try models[model].fitted.predict(table, offset: offset)
        guard predictions.outputCount == problem.outputCount,
            predictions.values.count == table.rowCount * problem.outputCount
        else { throw Failure.damagedModel }
        return predictions
    }

    private func joined(_ served: [Layer], _ table: Table, _ reached: [Int]) throws -> Predictions {
        switch joining {
        case .single, .offset:
            return served.first?.predictions
                ?? Predictions(rowCount: 0, outputCount: problem.outputCount, values: [])
        case .weights(let blend):
            let members = served.map(\.predictions)
            return WeightedCombination.join(members, rows: reached.count, problem) { row in
                blend.weights.weights(of: reached[row])
            }
        case .learner(let meta, let names):
            let columns = try MetaColumns.table([], names, served.map(\.predictions), problem.kind)
            return try meta.learner.predict(columns)
        }
    }

    private func deepest(_ served: [Layer], count: Int) -> [Int] {
        (0..<count).map { row in
            served.reduce(0) { deepest, layer in
                let node = layer.servedBy[row]
                return segments.nodes[node].depth > segments.nodes[deepest].depth ? node : deepest
            }
        }
    }

    /// From the root down: each node's model starts from what is predicted so far.
    private func serveOffset(_ table: Table, _ reached: [Int]) throws -> ServedRows {
        var start: [Double]?
        var servedBy = [Int](repeating: 0, count: reached.count)
        var writer = PredictionWriter(reached.count, problem)
        for (index, model) in models.enumerated() {
            let depth = segments.nodes[model.node].depth
            let rows = reached.indices.filter {
                segments.ancestor(of: reached[$0], depth: depth) == model.node
            }
            guard !rows.isEmpty else { continue }
            let offset =
                index == 0
                ? nil : start.map { OffsetNumbers.taking($0, rows, count: reached.count) }
            let part = try predicted(index, table.taking(rows), offset: offset)
            writer.write(part, at: rows) { _ in true }
            for row in rows { servedBy[row] = model.node }
            start = LinkScale.of(writer.finished(), problem.kind)
        }
        return ServedRows(predictions: writer.finished(), segments: reached, servedBy: servedBy)
    }
}

/// Numbers stored by outputs.
enum OffsetNumbers {
    static func taking(_ numbers: [Double], _ rows: [Int], count: Int) -> [Double] {
        let outputs = numbers.count / max(1, count)
        return (0..<outputs).flatMap { output in rows.map { numbers[output * count + $0] } }
    }
}
