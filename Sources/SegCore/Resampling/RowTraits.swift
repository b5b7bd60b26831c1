import SegDiagnostics
import SegFrame

/// What decides which rows may be parted by a split: all rules about roles are applied from here.
///
/// Rows are numbered from 0; whoever made the traits knows which rows of a table they stand for.
public struct RowTraits: Sendable {
    public let rowCount: Int
    /// Rows of equal number are never parted; nil: each row is free.
    public let groups: [Int32]?
    /// Nothing later is trained on than is scored; nil: order does not matter.
    public let times: TimeAxis?
    /// Rows of equal number are spread evenly over the parts; nil: all are alike.
    ///
    /// Classes, and not segments: so that other segments leave every row in its part. Were both crossed, each segment would also
    /// have the same share of each class in the rows that train and in those that are scored, so that shares which are chance
    /// would predict.
    public let strata: [Int32]?

    public init(
        rowCount: Int, groups: [Int32]? = nil, times: TimeAxis? = nil, strata: [Int32]? = nil
    ) {
        self.rowCount = rowCount
        self.groups = groups
        self.times = times
        self.strata = strata
    }

    /// Traits of some rows of a task.
    public init(_ task: LearningTask, rows: [Int]) {
        self.init(
            rowCount: rows.count, groups: task.groups.map { groups in rows.map { groups[$0] } },
            times: task.times?.taking(rows), strata: Self.classes(task.target.taking(rows), count: rows.count))
    }

    /// Traits of a sample's rows, from the role columns in its table.
    public init(_ sample: Sample) throws(Failure) {
        let roles = sample.problem.roles
        self.init(
            rowCount: sample.rowCount, groups: try roles.components(in: sample.table),
            times: try roles.timeAxis(in: sample.table),
            strata: Self.classes(sample.target, count: sample.rowCount))
    }

    /// The same rows without regard to time.
    public var ignoringTime: RowTraits {
        RowTraits(rowCount: rowCount, groups: groups, strata: strata)
    }

    public func taking(_ rows: [Int]) -> RowTraits {
        RowTraits(
            rowCount: rows.count, groups: groups.map { groups in rows.map { groups[$0] } },
            times: times?.taking(rows), strata: strata.map { strata in rows.map { strata[$0] } })
    }

    private static func classes(_ target: Target, count: Int) -> [Int32]? {
        guard case .classes(let classes) = target, classes.count == count else { return nil }
        return classes
    }
}
