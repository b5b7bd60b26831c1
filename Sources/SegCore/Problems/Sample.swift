import SegFrame

/// Rows of a problem that may be learned from, or scored: features, roles, truth and weights together.
///
/// `table` also holds role columns and columns that are no features; steps may read those by name, but
/// selectors and estimators see `features` only.
public struct Sample: Sendable {
    public let problem: Problem
    public private(set) var table: Table
    /// Names of the columns that a selector or an estimator may use, in order.
    public private(set) var features: [String]
    public private(set) var target: Target
    /// Weight of each row in fitting; nil: all 1.
    public private(set) var weights: [Double]?
    /// Where fitting starts, on the link scale (value, logit, log-probability), `rows × outputCount`
    /// stored by outputs; nil: no offset.
    public private(set) var offset: [Double]?
    /// The feature that a study added to tell the segment, where the user's features don't.
    public private(set) var segmentFeature: String?

    public init(
        problem: Problem, table: Table, features: [String], target: Target, weights: [Double]? = nil,
        offset: [Double]? = nil
    ) {
        self.problem = problem
        self.table = table
        self.features = features
        self.target = target
        self.weights = weights
        self.offset = offset
    }

    /// A bare table: every column is a feature and there is no target.
    public init(bare table: Table) {
        self.init(problem: .bare, table: table, features: table.schema.names, target: .none)
    }

    public var rowCount: Int { table.rowCount }

    /// The same problem on some of the rows, in the given order.
    public func taking(_ rows: [Int]) -> Sample {
        let count = rowCount
        var copy = self
        copy.offset = offset.map { offset in
            (0..<problem.outputCount).flatMap { output in rows.map { offset[output * count + $0] } }
        }
        copy.table = table.taking(rows)
        copy.target = target.taking(rows)
        copy.weights = weights.map { weights in rows.map { weights[$0] } }
        return copy
    }

    /// The same rows after a step changed their columns.
    ///
    /// A column that is new becomes a feature; a feature that is gone is dropped.
    public func replacing(table new: Table) -> Sample {
        let before = Set(table.schema.names)
        let kept = Set(features)
        var copy = self
        copy.features = new.schema.names.filter { kept.contains($0) || !before.contains($0) }
        copy.table = new
        return copy
    }

    public func replacing(weights: [Double]?) -> Sample { changed { $0.weights = weights } }
    public func replacing(offset: [Double]?) -> Sample { changed { $0.offset = offset } }
    public func replacing(target: Target) -> Sample { changed { $0.target = target } }
    public func replacing(features: [String]) -> Sample { changed { $0.features = features } }
    public func replacing(segmentFeature: String?) -> Sample { changed { $0.segmentFeature = segmentFeature } }

    private func changed(_ change: (inout Sample) -> Void) -> Sample {
        var copy = self
        change(&copy)
        return copy
    }
}
