import SegCore
import SegDiagnostics
import SegFrame

/// A linear model of a regression: a number a feature and an intercept, on the scale of the
/// columns.
public struct FittedLinear: FittedLearner {
    public static let archiveName = "linear_model@1"

    /// The estimator that made it.
    public let estimator: String
    private let encoder: FeatureEncoder
    private let weights: DoubleTensor
    public let intercept: Double
    /// The penalty that was given or found; nil for a model without one.
    public let alpha: Double?
    /// Whether predictions start from an offset that comes with the rows.
    public let startsFromOffset: Bool

    init(
        estimator: String, encoder: FeatureEncoder, coefficients: [Double], intercept: Double,
        alpha: Double?, startsFromOffset: Bool
    ) {
        self.estimator = estimator
        self.encoder = encoder
        weights = DoubleTensor(coefficients)
        self.intercept = intercept
        self.alpha = alpha
        self.startsFromOffset = startsFromOffset
    }

    public var inputs: [Field] { encoder.inputs }
    public var isSound: Bool { encoder.isSound && weights.values.count == inputs.count }

    /// The coefficient of each column of `inputs`.
    public var coefficients: [Double] { weights.values }

    /// E584 and E585 for columns that are not all numbers, E593 and E594 for an offset that is
    /// needed.
    public func predict(_ table: Table, offset: [Double]?) throws -> Predictions {
        let matrix = try encoder.matrix(table)
        try matrix.requireCompleteNumbers(for: estimator)
        var sums = try StartScores.make(
            [intercept], rows: matrix.rowCount, offset: offset, isNeeded: startsFromOffset,
            estimator: estimator)
        LinearPredictor.add(matrix.values, coefficients, to: &sums, output: 0)
        return Predictions(rowCount: matrix.rowCount, values: sums)
    }
}
