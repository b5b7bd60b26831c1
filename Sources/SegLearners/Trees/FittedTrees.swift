import SegCore
import SegDiagnostics
import SegFrame

/// Trees whose leaves hold predictions; several are averaged.
struct FittedTrees: FittedLearner {
    static let archiveName = "trees@1"

    let encoder: FeatureEncoder
    let outputs: Int
    let trees: TreeEnsemble

    var inputs: [Field] { encoder.inputs }
    var isSound: Bool {
        encoder.isSound && outputs > 0 && trees.featureCount == inputs.count && trees.outputCount == outputs
    }

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let matrix = try encoder.matrix(table)
        var sums = [Double](repeating: 0, count: matrix.rowCount * outputs)
        try trees.add(matrix, to: &sums, outputs: outputs)
        let count = Double(trees.treeCount)
        if count > 1 { for index in sums.indices { sums[index] /= count } }
        return Predictions(rowCount: matrix.rowCount, outputCount: outputs, values: sums)
    }
}
