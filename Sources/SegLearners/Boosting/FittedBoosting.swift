import SegCore
import SegDiagnostics
import SegFrame

/// Boosted trees.
struct FittedBoosting: FittedLearner {
    static let archiveName = "gbdt@1"

    let encoder: FeatureEncoder
    let loss: BoostingLoss
    /// The score before the first tree, one an output.
    let base: [Double]
    /// Whether scores start from an offset that comes with the rows.
    let startsFromOffset: Bool
    let trees: TreeEnsemble
    let trainedRounds: Int

    var inputs: [Field] { encoder.inputs }
    var isSound: Bool { encoder.isSound && !base.isEmpty && trees.featureCount == inputs.count }
    var rounds: Int? { trainedRounds }

    func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let matrix = try encoder.matrix(table)
        var scores = try start(rows: matrix.rowCount, offset: offset)
        try trees.add(matrix, to: &scores, outputs: base.count)
        return loss.predictions(scores, rows: matrix.rowCount)
    }

    /// The scores before the first tree. E593 and E594 for an offset that is absent or of another
    /// length.
    func start(rows: Int, offset: [Double]?) throws(Failure) -> [Double] {
        try StartScores.make(
            base, rows: rows, offset: offset, isNeeded: startsFromOffset, estimator: "gbdt")
    }
}
