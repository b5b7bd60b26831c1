import SegCore

/// The root of the mean squared error.
public struct RootMeanSquaredError: RowwiseMetric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "rmse", summary: "Root of the mean squared error, in the target's unit."
    ) { _ in RootMeanSquaredError() }

    public init() {}

    public var source: String { "rmse" }
    public var higherIsBetter: Bool { false }
    public var kinds: Set<ProblemKind> { [.regression] }

    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double] {
        zip(truth.numbers, predictions.values).map { ($0 - $1) * ($0 - $1) }
    }

    public func finish(_ meanLoss: Double) -> Double { meanLoss.squareRoot() }
}

/// The mean absolute error.
public struct MeanAbsoluteError: RowwiseMetric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "mae", summary: "Mean absolute error, in the target's unit."
    ) { _ in MeanAbsoluteError() }

    public init() {}

    public var source: String { "mae" }
    public var higherIsBetter: Bool { false }
    public var kinds: Set<ProblemKind> { [.regression] }

    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double] {
        zip(truth.numbers, predictions.values).map { abs($0 - $1) }
    }
}

/// The mean of absolute errors as shares of the truth.
public struct MeanAbsolutePercentageError: RowwiseMetric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "mape",
        summary: "Mean absolute error as a share of the truth; huge where that is near zero."
    ) { _ in MeanAbsolutePercentageError() }

    public init() {}

    public var source: String { "mape" }
    public var higherIsBetter: Bool { false }
    public var kinds: Set<ProblemKind> { [.regression] }

    /// As in scikit-learn a truth of zero counts as the smallest step of a double from 1.
    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double] {
        zip(truth.numbers, predictions.values).map { abs($0 - $1) / max(abs($0), Double.ulpOfOne) }
    }
}

/// The share of the target's variance that predictions explain.
public struct RSquared: Metric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "r2",
        summary: "Share of the target's variance that is explained: 1 is best, 0 is the mean's."
    ) { _ in RSquared() }

    public init() {}

    public var source: String { "r2" }
    public var higherIsBetter: Bool { true }
    public var kinds: Set<ProblemKind> { [.regression] }

    public func value(
        _ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem
    ) -> Double? {
        let values = truth.numbers
        guard let mean = WeightedMean.of(values, weights) else { return nil }
        let errors = zip(values, predictions.values).map { ($0 - $1) * ($0 - $1) }
        let spread = values.map { ($0 - mean) * ($0 - mean) }
        guard let error = WeightedMean.of(errors, weights),
            let variance = WeightedMean.of(spread, weights),
            variance > 0
        else { return nil }
        return 1 - error / variance
    }
}

/// The loss whose best prediction is a quantile.
public struct PinballLoss: RowwiseMetric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "pinball", summary: "Mean loss of predictions of a quantile.",
        reference: "Koenker and Bassett 1978, Regression quantiles",
        parameters: [
            ModuleParameter(
                "q", .number(0.001...0.999), labelOnly: false, "The quantile, such as 0.9.")
        ]
    ) { arguments in PinballLoss(q: try arguments.number("q", in: 0.001...0.999)) }

    public let q: Double

    public init(q: Double) { self.q = q }

    public var source: String { "pinball(\(q))" }
    public var higherIsBetter: Bool { false }
    public var kinds: Set<ProblemKind> { [.regression] }

    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double] {
        zip(truth.numbers, predictions.values).map { truth, predicted in
            let error = truth - predicted
            return error >= 0 ? q * error : (q - 1) * error
        }
    }
}
