import SegCore
import SegDiagnostics

/// Names a model: a learner trained on a node's rows in a fold.
struct FitKey: Hashable, Sendable {
    let learner: String
    let node: Int
    let fold: Int
}

/// What is told of one fit.
public struct FitRecord: Sendable {
    public enum Status: Hashable, Sendable {
        case trained
        case failed(Failure)
    }

    public let learner: String
    /// Node of the study's segments.
    public let node: Int
    public let fold: Int
    /// Whether it started from its parent's prediction.
    public let isOffset: Bool
    public let rows: Int
    /// Rounds trained, for learners that have them.
    public let rounds: Int?
    /// The probabilities from which on it decides for the positive class, where they were chosen: the least and the greatest of
    /// its segments.
    public var thresholds: ClosedRange<Double>?
    public let seconds: Double
    /// Memory of the process in bytes when the fit was done; nil where it was not made now.
    public var memory: Int?
    public let status: Status
    /// Validation loss after each round, where rounds were watched.
    public let curve: [Double]
}

/// A fit that has ended.
struct FitOutcome: Sendable {
    let record: FitRecord
    /// Predictions of the node's scored places, in their order; nil after a failure.
    let predictions: Predictions?
    /// Kept where a model is trained to be used.
    let model: (any FittedLearner)?

    var failure: Failure? {
        if case .failed(let failure) = record.status { failure } else { nil }
    }
}

/// Predictions of all scored places by the models of one depth, with the node whose model served
/// each.
struct Layer: Sendable {
    let predictions: Predictions
    let servedBy: [Int]
}

/// Trained forms that know how their validation loss went.
protocol CurveKeeping {
    var curve: [Double] { get }
}

extension FittedLearner {
    /// The validation loss after each round; empty where rounds were not watched.
    var watchedCurve: [Double] { (self as? any CurveKeeping)?.curve ?? [] }
}

extension Failure {
    /// Any error as something a user can be told; interruptions are not errors and pass through.
    static func of(_ error: any Error) throws -> Failure {
        if let failure = error as? Failure { return failure }
        if error is Interruption { throw error }
        // An error of the user's own code, which has a place of its own.
        if let diagnostic = error as? Diagnostic {
            let place = diagnostic.span.map { span in
                let start = span.file.position(of: span.range.lowerBound)
                return " (\(span.file.name):\(start.line):\(start.column))"
            }
            return Failure(diagnostic.code, diagnostic.message + (place ?? ""), hint: diagnostic.hint)
        }
        return Failure("E550", "\(error)")
    }
}
