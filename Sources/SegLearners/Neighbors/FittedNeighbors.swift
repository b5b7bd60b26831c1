import SegCore
import SegDiagnostics
import SegFrame
import SegTensor

/// Training rows, arranged for search.
struct FittedNeighbors: FittedLearner {
    static let archiveName = "knn@1"

    let encoder: FeatureEncoder
    let settings: NearestNeighbors
    let outputs: Int
    let isClassification: Bool
    let tree: PointTree
    /// The value, or the index of the class, of each training row.
    let target: DoubleTensor
    let rowWeights: DoubleTensor?

    var inputs: [Field] { encoder.inputs }

    var isSound: Bool {
        encoder.isSound && settings.neighbors > 0 && (1...Self.maximumOutputs).contains(outputs) && tree.isSound
            && tree.featureCount == encoder.inputs.count && target.values.count == tree.count
            && rowWeights?.values.count ?? tree.count == tree.count && (!isClassification || outputs == 1 || hasClasses)
    }

    /// More classes than any task has.
    private static let maximumOutputs = 65_536

    private var hasClasses: Bool { target.values.allSatisfy { $0 >= 0 && $0 < Double(outputs) } }

    /// E584 and E585 for columns that are not all numbers.
    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let matrix = try encoder.matrix(table)
        try matrix.requireCompleteNumbers(for: "knn")
        let rows = matrix.rowCount
        var values = [Double](repeating: 0, count: rows * outputs)
        var query = [Double](repeating: 0, count: matrix.featureCount)
        for row in 0..<rows {
            if row % 16 == 0 { try StopSignal.checkCurrent() }
            for feature in query.indices { query[feature] = matrix.values[row, feature] }
            let neighbors = tree.nearest(settings.neighbors, to: query)
            add(neighbors, to: &values, row: row, rows: rows)
        }
        return Predictions(rowCount: rows, outputCount: outputs, values: values)
    }

    private func add(
        _ neighbors: [PointTree.Neighbor], to values: inout [Double], row: Int, rows: Int
    ) {
        let weights = weights(neighbors)
        let total = weights.reduce(0, +)
        for (neighbor, weight) in zip(neighbors, weights) {
            let truth = target.values[Int(neighbor.row)]
            if isClassification, outputs > 1 {
                values[Int(truth) * rows + row] += weight / total
            } else {
                values[row] += weight * truth / total
            }
        }
        // Shares that are added up may come to a little more than 1.
        guard isClassification else { return }
        for place in stride(from: row, to: values.count, by: rows) { values[place] = min(1, values[place]) }
    }

    private func weights(_ neighbors: [PointTree.Neighbor]) -> [Double] {
        let counts = neighbors.map { rowWeights?.values[Int($0.row)] ?? 1 }
        guard settings.weighting == .distance else { return counts }
        if neighbors.first?.distance == 0 {
            return zip(neighbors, counts).map { $0.distance == 0 ? $1 : 0 }
        }
        return zip(neighbors, counts).map { $1 / $0.distance.squareRoot() }
    }
}
