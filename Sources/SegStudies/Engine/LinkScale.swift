import Glibc
import SegCore

/// Predictions on the scale on which offsets add: the value, the logit, the log-probability.
enum LinkScale {
    /// Keeps probabilities off 0 and 1, where the link is infinite.
    private static let margin = 1e-7

    static func of(_ predictions: Predictions, _ kind: ProblemKind) -> [Double] {
        switch kind {
        case .regression: predictions.values
        case .binary:
            predictions.values.map { value in
                let p = min(max(value, margin), 1 - margin)
                return log(p / (1 - p))
            }
        case .multiclass: predictions.values.map { log(max($0, margin)) }
        }
    }
}
