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
    /// Rows of `table` that only the opening of the test may read.
    public let test: [Int]
    /// Rows of the source that were left out because they have no target.
    public let withoutTarget: Int
    /// For each row of `table` the block that it belongs to; blocks may be called independent.
    public let blocks: [Int32]
    /// What a block is, for messages: `row`, `day`, `month`, or the group's columns.
    public let blockName: String

    public init(
        problem: Problem, table: Table, features: [String], development: [Int], test: [Int],
        withoutTarget: Int, blocks: [Int32], blockName: String
    ) {
        self.problem = problem
        self.table = table
        self.features = features
        self.development = development
        self.test = test
        self.withoutTarget = withoutTarget
        self.blocks = blocks
        self.blockName = blockName
    }
}
