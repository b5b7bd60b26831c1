import SegFrame

/// Rows of a problem that may be learned from, or scored: features, roles, truth and weights together.
///
/// `table` also holds role columns and columns that are no features; steps may read those by name, but
/// selectors and estimators see `features` only.
public struct Sample: Sendable {
    public let problem: Problem
    public let table: Table
    /// Names of the columns that a selector or an estimator may use, in order.
    public let features: [String]
    public let target: Target
    /// Weight of each row in fitting; nil: all 1.
    public let weights: [Double]?
    /// Where fitting starts, on the link scale (value, logit, log-probability), `rows × outputCount`
    /// stored by outputs; nil: no offset.
    public let offset: [Double]?
    /// The segment of each row, over which splits spread rows evenly; nil: there are none.
    public let strata: [Int32]?

    public init(
        problem: Problem, table: Table, features: [String], target: Target, weights: [Double]? = nil,
        offset: [Double]? = nil, strata: [Int32]? = nil
    ) {
        self.problem = problem
        self.table = table
        self.features = features
        self.target = target
        self.weights = weights
        self.offset = offset
        self.strata = strata
    }

    /// A bare table: every column is a feature and there is no target.
    public init(bare table: Table) {
        self.init(problem: .bare, table: table, features: table.schema.names, target: .none)
    }

    public var rowCount: Int { table.rowCount }

    /// The same problem on some of the rows, in the given order.
    public func taking(_ rows: [Int]) -> Sample {
        let count = rowCount
        let kept = offset.map { offset in
            (0..<problem.outputCount).flatMap { output in rows.map { offset[output * count + $0] } }
        }
        return Sample(
            problem: problem, table: table.taking(rows), features: features, target: target.taking(rows),
            weights: weights.map { weights in rows.map { weights[$0] } }, offset: kept,
            strata: strata.map { strata in rows.map { strata[$0] } })
    }

    /// The same rows after a step changed their columns.
    ///
    /// A column that is new becomes a feature; a feature that is gone is dropped.
    public func replacing(table new: Table) -> Sample {
        let before = Set(table.schema.names)
        let kept = Set(features)
        let names = new.schema.names.filter { kept.contains($0) || !before.contains($0) }
        return Sample(
            problem: problem, table: new, features: names, target: target, weights: weights, offset: offset,
            strata: strata)
    }

    public func replacing(weights: [Double]?) -> Sample {
        Sample(
            problem: problem, table: table, features: features, target: target, weights: weights,
            offset: offset, strata: strata)
    }

    public func replacing(offset: [Double]?) -> Sample {
        Sample(
            problem: problem, table: table, features: features, target: target, weights: weights,
            offset: offset, strata: strata)
    }

    public func replacing(target: Target) -> Sample {
        Sample(
            problem: problem, table: table, features: features, target: target, weights: weights,
            offset: offset, strata: strata)
    }

    public func replacing(strata: [Int32]?) -> Sample {
        Sample(
            problem: problem, table: table, features: features, target: target, weights: weights,
            offset: offset, strata: strata)
    }

    public func replacing(features: [String]) -> Sample {
        Sample(
            problem: problem, table: table, features: features, target: target, weights: weights,
            offset: offset, strata: strata)
    }
}
