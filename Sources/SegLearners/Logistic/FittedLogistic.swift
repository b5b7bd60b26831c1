import SegCore
import SegDiagnostics
import SegFrame

/// A logistic regression on the scale of the columns.
public struct FittedLogistic: FittedLearner {
    public static let archiveName = "logistic@1"

    private let encoder: FeatureEncoder
    /// `features × outputs`.
    private let weights: DoubleTensor
    /// One an output: one for two classes, else one a class.
    public let intercepts: [Double]
    /// Scikit-learn's `C`, given or found.
    public let lossWeight: Double
    /// Whether predictions start from an offset that comes with the rows.
    public let startsFromOffset: Bool

    init(
        encoder: FeatureEncoder, model: LogisticModel, lossWeight: Double, startsFromOffset: Bool
    ) {
        self.encoder = encoder
        intercepts = model.intercepts
        self.lossWeight = lossWeight
        self.startsFromOffset = startsFromOffset
        weights = DoubleTensor(
            model.coefficients.flatMap { $0 },
            shape: [encoder.inputs.count, model.intercepts.count])
    }

    public var inputs: [Field] { encoder.inputs }
    public var isSound: Bool {
        encoder.isSound && !intercepts.isEmpty && weights.values.count == inputs.count * intercepts.count
    }

    /// For each output a coefficient a column of `inputs`.
    public var coefficients: [[Double]] {
        let count = inputs.count
        return intercepts.indices.map { Array(weights.values[$0 * count..<($0 + 1) * count]) }
    }

    /// E584 and E585 for columns that are not all numbers, E593 and E594 for an offset that is needed.
    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let matrix = try encoder.matrix(table)
        try matrix.requireCompleteNumbers(for: "logistic")
        let rows = matrix.rowCount
        var scores = try StartScores.make(
            intercepts, rows: rows, offset: offset, isNeeded: startsFromOffset,
            estimator: "logistic")
        for (output, coefficients) in coefficients.enumerated() {
            LinearPredictor.add(matrix.values, coefficients, to: &scores, output: output)
        }
        let outputs = intercepts.count
        return Predictions(
            rowCount: rows, outputCount: outputs,
            values: outputs == 1
                ? scores.map { Link.logistic($0) }
                : Link.softmax(scores, rows: rows, outputs: outputs))
    }
}
