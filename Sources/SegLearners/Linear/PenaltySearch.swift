import SegCore
import SegTensor

/// Chooses a penalty by errors on rows that were not learned from.
enum PenaltySearch {
    /// Inner folds where leaving out single rows would leak: rows of one group, or later times.
    static let folds = 5

    /// Whether rows belong together or have an order, so that folds must obey roles.
    static func needsFolds(_ sample: Sample) -> Bool {
        let roles = sample.problem.roles
        return !roles.group.isEmpty || roles.time != nil
    }

    /// The index of the least error; of equal ones the first.
    static func best(_ errors: [Double]) -> Int {
        errors.indices.reduce(0) { errors[$1] < errors[$0] ? $1 : $0 }
    }

    /// Sums over folds, in order, of the errors that `score` gives for each penalty.
    static func errors(
        _ folds: [InnerSplit.Part], penalties: Int, _ context: FitContext,
        _ score: @escaping @Sendable (InnerSplit.Part) throws -> [Double]
    ) throws -> [Double] {
        let parts = try context.pool.map(folds.count) { index in
            try context.stop.check()
            return try score(folds[index])
        }
        return (0..<penalties).map { penalty in parts.reduce(0) { $0 + $1[penalty] } }
    }
}
