import Foundation
import SegCore
import SegDiagnostics

/// What boosting makes small, and what its scores mean.
enum BoostingLoss: String, Sendable, Codable, Hashable {
    case squaredError = "squared_error"
    case absoluteError = "absolute_error"
    case poisson
    /// Binary: the score is the log odds.
    case logistic
    /// Several classes: the score is the logarithm of a probability up to a constant.
    case softmax

    /// The words that users choose from.
    static let names = ["squared_error", "absolute_error", "poisson", "log_loss"]

    /// The loss of a name, or the usual one of the kind of problem. E592 where they don't go
    /// together.
    init(_ name: String?, for kind: ProblemKind) throws(Failure) {
        switch (kind, name) {
        case (.regression, nil), (.regression, "squared_error"): self = .squaredError
        case (.regression, "absolute_error"): self = .absoluteError
        case (.regression, "poisson"): self = .poisson
        case (.binary, nil), (.binary, "log_loss"): self = .logistic
        case (.multiclass, nil), (.multiclass, "log_loss"): self = .softmax
        default: throw LearnerError.lossOfKind(name ?? "", kind.rawValue)
        }
    }

    /// The best constant scores, one an output. E591 for a target that the loss does not know.
    func baseScores(_ rows: TrainingRows) throws(Failure) -> [Double] {
        switch self {
        case .squaredError: return [rows.meanTarget]
        case .absoluteError:
            return [WeightedMedian.of(rows.target, weights: rows.weights)]
        case .poisson:
            if let least = rows.target.min(), least < 0 { throw LearnerError.negativeTarget(least) }
            return [log(max(rows.meanTarget, 1e-12))]
        case .logistic:
            let share = min(max(rows.meanTarget, 1e-15), 1 - 1e-15)
            return [log(share / (1 - share))]
        case .softmax:
            return rows.classShares.map { log(max($0, 1e-15)) }
        }
    }

    /// Whether a leaf's output is found anew from the residuals of its rows.
    var hasMedianLeaves: Bool { self == .absoluteError }

    /// Predictions from scores, `rows × outputs` stored output after output.
    func predictions(_ scores: [Double], rows: Int) -> Predictions {
        switch self {
        case .squaredError, .absoluteError: return Predictions(rowCount: rows, values: scores)
        case .poisson: return Predictions(rowCount: rows, values: scores.map { exp($0) })
        case .logistic: return Predictions(rowCount: rows, values: scores.map { Link.logistic($0) })
        case .softmax:
            let outputs = scores.count / max(1, rows)
            return Predictions(
                rowCount: rows, outputCount: outputs,
                values: Link.softmax(scores, rows: rows, outputs: outputs))
        }
    }
}

extension BoostingLoss {
    /// Gradients and Hessians of some rows at their scores, for all outputs.
    ///
    /// `scores` and `gradients` are stored output after output; each pair is gradient and Hessian
    /// times the row's weight.
    func fill(
        _ gradients: UnsafeMutablePointer<SIMD2<Float>>, scores: UnsafePointer<Double>,
        _ rows: TrainingRows,
        _ range: Range<Int>
    ) {
        rows.target.withUnsafeBufferPointer { target in
            switch self {
            case .squaredError:
                for row in range { gradients[row] = [Float(scores[row] - target[row]), 1] }
            case .absoluteError:
                for row in range {
                    let residual = scores[row] - target[row]
                    gradients[row] = [residual > 0 ? 1 : residual < 0 ? -1 : 0, 1]
                }
            case .poisson:
                // The Hessian is enlarged as in LightGBM, which bounds a leaf's step.
                for row in range {
                    let mean = exp(scores[row])
                    gradients[row] = [Float(mean - target[row]), Float(mean * exp(0.7))]
                }
            case .logistic:
                for row in range {
                    let share = Link.logistic(scores[row])
                    gradients[row] = [Float(share - target[row]), Float(share * (1 - share))]
                }
            case .softmax: fillSoftmax(gradients, scores, target, rows, range)
            }
        }
        guard let weights = rows.weights else { return }
        for output in 0..<(self == .softmax ? rows.problem.outputCount : 1) {
            for row in range { gradients[output * rows.rowCount + row] *= Float(weights[row]) }
        }
    }

    private func fillSoftmax(
        _ gradients: UnsafeMutablePointer<SIMD2<Float>>, _ scores: UnsafePointer<Double>,
        _ target: UnsafeBufferPointer<Double>, _ rows: TrainingRows, _ range: Range<Int>
    ) {
        let outputs = rows.problem.outputCount
        let count = rows.rowCount
        // Friedman 2001: the diagonal of the Hessian, enlarged for the classes that move together.
        let factor = Double(outputs) / Double(outputs - 1)
        var shares = [Double](repeating: 0, count: outputs)
        for row in range {
            for output in 0..<outputs { shares[output] = scores[output * count + row] }
            Link.softmax(&shares)
            for output in 0..<outputs {
                let share = shares[output]
                let truth = Int(target[row]) == output ? 1.0 : 0
                gradients[output * count + row] = [
                    Float(share - truth), Float(factor * share * (1 - share)),
                ]
            }
        }
    }
}
