import SegFrame

/// A tree of named predicates with parents: it holds no rows, and routes any row, now or later.
public struct Segments: Hashable, Sendable, Codable {
    public struct Node: Hashable, Sendable, Codable {
        /// `all` for the root, else the names from the root's child down: `JFK/AA`.
        public let path: String
        /// The last part of the path.
        public let name: String
        /// Index of the parent in `nodes`; nil for the root.
        public let parent: Int?
        /// 0 for the root.
        public let depth: Int
        /// How rows of this node go on to its children; nil for a leaf.
        public var split: Split?

        public init(path: String, name: String, parent: Int?, depth: Int, split: Split? = nil) {
            self.path = path
            self.name = name
            self.parent = parent
            self.depth = depth
            self.split = split
        }
    }

    /// How a node's rows are divided. Rows that no child takes stay with the node itself.
    public enum Split: Hashable, Sendable, Codable {
        /// One child a value of a column.
        case values(column: String, children: [ValueBranch])
        /// The first rule that is true takes the row; `otherwise` takes what is left, where it is
        /// given.
        case rules([RuleBranch], otherwise: Int?)
    }

    public struct ValueBranch: Hashable, Sendable, Codable {
        public let value: Scalar
        public let node: Int

        public init(value: Scalar, node: Int) {
            self.value = value
            self.node = node
        }
    }

    public struct RuleBranch: Hashable, Sendable, Codable {
        public let rule: ColumnExpression
        public let node: Int

        public init(rule: ColumnExpression, node: Int) {
            self.rule = rule
            self.node = node
        }
    }

    /// All nodes, parents before children; the first is the root.
    public let nodes: [Node]
    /// The name of each level below the root: the column's name, or `1`, `2` for rules.
    public let levels: [String]
    /// Training rows under which a leaf is served by its nearest ancestor.
    public let minRows: Int
    /// Training rows of the rarer class under which a leaf is served by its nearest ancestor.
    public let minClass: Int

    public init(nodes: [Node], levels: [String], minRows: Int, minClass: Int) {
        self.nodes = nodes
        self.levels = levels
        self.minRows = minRows
        self.minClass = minClass
    }
}
