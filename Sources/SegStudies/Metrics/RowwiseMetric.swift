import SegCore

/// A metric that is a mean over rows, perhaps bent at the end.
protocol RowwiseMetric: Metric {
    /// The loss of each row, or for a metric where more is better its gain.
    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double]
}

extension RowwiseMetric {
    public func rowLosses(
        _ truth: Target, _ predictions: Predictions, problem: Problem
    ) -> [Double]? {
        losses(truth, predictions, problem: problem)
    }

    public func value(
        _ truth: Target, _ predictions: Predictions, weights: [Double]?, problem: Problem
    ) -> Double? {
        WeightedMean.of(losses(truth, predictions, problem: problem), weights).map(finish)
    }
}

/// The mean of numbers with weights.
enum WeightedMean {
    /// nil where the weights sum to nothing.
    static func of(_ values: [Double], _ weights: [Double]?) -> Double? {
        guard let weights else {
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    }
}
