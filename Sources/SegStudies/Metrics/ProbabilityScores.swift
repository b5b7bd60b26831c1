import Glibc
import SegCore

/// The mean negative logarithm of the probability given to what happened.
public struct LogLoss: RowwiseMetric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "log_loss", summary: "Mean negative log-probability of the true class."
    ) { _ in LogLoss() }

    public init() {}

    public var source: String { "log_loss" }
    public var higherIsBetter: Bool { false }
    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }

    /// As in scikit-learn probabilities are kept off 0 and 1 by the smallest step of a double from
    /// 1.
    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double] {
        TrueClass.probabilities(truth, predictions).map {
            -log(min(max($0, Double.ulpOfOne), 1 - Double.ulpOfOne))
        }
    }
}

/// The mean squared distance of the probabilities from what happened.
public struct BrierScore: RowwiseMetric {
    public static let declaration = ModuleDeclaration<any Metric>(
        name: "brier", summary: "Mean squared error of the probabilities, over classes summed.",
        reference: "Brier 1950, Verification of forecasts expressed in terms of probability"
    ) { _ in BrierScore() }

    public init() {}

    public var source: String { "brier" }
    public var higherIsBetter: Bool { false }
    public var kinds: Set<ProblemKind> { [.binary, .multiclass] }

    func losses(_ truth: Target, _ predictions: Predictions, problem: Problem) -> [Double] {
        guard case .classes(let classes) = truth else { return [] }
        return classes.indices.map { row in
            (0..<predictions.outputCount).reduce(0) { sum, output in
                let happened =
                    problem.kind == .binary ? classes[row] == 1 : Int(classes[row]) == output
                let error =
                    predictions.values[output * predictions.rowCount + row] - (happened ? 1 : 0)
                return sum + error * error
            }
        }
    }
}

/// What predictions say of the class that is true.
enum TrueClass {
    static func probabilities(_ truth: Target, _ predictions: Predictions) -> [Double] {
        guard case .classes(let classes) = truth else { return [] }
        if predictions.outputCount == 1 {
            return zip(classes, predictions.values).map { $0 == 1 ? $1 : 1 - $1 }
        }
        return classes.indices.map {
            predictions.values[Int(classes[$0]) * predictions.rowCount + $0]
        }
    }
}
