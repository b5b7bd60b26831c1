import SegDiagnostics
import SegFrame

/// A table, the roles of its columns, the kind of problem, and the rows sealed for the test.
public struct LearningTask: Sendable {
    public let problem: Problem
    /// All rows that have a target, development and test, in the order of the source.
    public let table: Table
    /// Columns that may be features, in order.
    public let features: [String]
    /// Rows of `table` to learn from and to validate on.
    public let development: [Int]
    /// How many rows are neither to learn from nor sealed: groups, times or a gap tie them to sealed rows.
    public var leftOut: Int { table.rowCount - development.count - test.count }
    /// Rows of `table` that only the opening of the test may read.
    public let test: [Int]
    /// Rows of the source that were left out because they have no target.
    public let withoutTarget: Int
    /// For each row of `table` the block that it belongs to; blocks may be called independent.
    public let blocks: [Int32]
    /// What a block is, for messages: `row`, `day`, `month`, or the group's columns.
    public let blockName: String
    /// The truth of each row of `table`.
    public let target: Target
    /// Weight of each row of `table` in fitting; nil: all 1.
    public let weights: [Double]?
    /// Weight of each row of `table` in scores; nil: all 1.
    public let scoreWeights: [Double]?
    /// For each row of `table` the rows that it can't be parted from, as the number of a connected
    /// component of the group role; nil without such a role.
    public let groups: [Int32]?
    /// The moment of each row of `table`; nil without a time role.
    public let times: TimeAxis?
    /// What was noticed while the task was made, each with a code and a remedy.
    public let warnings: [Failure]
    /// Columns that learned from rows and were let in by `leaks: "allow"`; every study names them.
    public let allowedMarks: [LearnedMark]

    public init(
        problem: Problem, table: Table, features: [String], development: [Int], test: [Int],
        withoutTarget: Int, blocks: [Int32], blockName: String, target: Target,
        weights: [Double]? = nil, scoreWeights: [Double]? = nil, groups: [Int32]? = nil,
        times: TimeAxis? = nil, warnings: [Failure] = [], allowedMarks: [LearnedMark] = []
    ) {
        self.problem = problem
        self.table = table
        self.features = features
        self.development = development
        self.test = test
        self.withoutTarget = withoutTarget
        self.blocks = blocks
        self.blockName = blockName
        self.target = target
        self.weights = weights
        self.scoreWeights = scoreWeights
        self.groups = groups
        self.times = times
        self.warnings = warnings
        self.allowedMarks = allowedMarks
    }
}

extension LearningTask {
    /// Some rows of the task's table, to be learned from or scored, in the given order.
    public func sample(rows: [Int]) -> Sample {
        Sample(
            problem: problem, table: table.taking(rows), features: features,
            target: target.taking(rows),
            weights: weights.map { weights in rows.map { weights[$0] } })
    }

    /// The rows to learn from and to validate on, as a table. The sealed rows are not in it.
    public var developmentTable: Table { table.taking(development) }
}
