import SegDiagnostics
import SegFrame

/// A named predicate that makes a segment.
public struct SegmentRule: Hashable, Sendable, Codable {
    public let name: String
    public let predicate: ColumnExpression

    public init(name: String, predicate: ColumnExpression) {
        self.name = name
        self.predicate = predicate
    }
}

/// Rows from which segments are made: a task's development rows, or a bare table's.
public struct SegmentRows: Sendable {
    let table: Table
    /// A rule may not look at it; nil on a bare table.
    let target: String?

    public init(_ table: Table) {
        self.table = table
        target = nil
    }

    public init(_ task: LearningTask) {
        table = task.developmentTable
        target = task.problem.roles.target
    }

    func check(_ columns: [String]) throws(Failure) {
        for name in columns {
            _ = try table.column(name)
            if let target, table.knows(target, from: name) {
                throw Failure(
                    "L230", "segments can't be made by \(name.hasSameBytes(as: target) ? "" : "'\(name)', which was made from ")the target '\(target)'",
                    hint: "use columns that are known before the outcome")
            }
        }
    }

    func check(_ rules: [SegmentRule]) throws(Failure) {
        for rule in rules {
            guard rule.predicate.functionClass == .elementwise else {
                throw Failure(
                    "E541", "the rule '\(rule.name)' looks at more than one row at once",
                    hint: "derive that column on the table first")
            }
            try check(rule.predicate.referencedColumns)
        }
    }
}

extension Segments {
    /// The tree whose only node is the root.
    public static let whole = Segments(
        nodes: [Node(path: "all", name: "all", parent: nil, depth: 0)], levels: [], minRows: 0,
        minClass: 0)

    /// A tree with one level a column; each node's children are the values that occur in its rows,
    /// in sorted order. A missing value has no child: its rows stay with the parent.
    public static func byColumns(
        _ rows: SegmentRows, _ columns: [String], minRows: Int = 100, minClass: Int = 20
    ) throws -> Segments {
        guard !columns.isEmpty else { throw nothingGiven }
        var tree = SegmentTree(minRows: minRows, minClass: minClass)
        try tree.divide(
            node: 0, rows: rows, members: Array(0..<rows.table.rowCount), columns: columns)
        return try tree.segments(levels: columns)
    }

    /// A tree with one level of named rules, of which the first that is true takes a row;
    /// `otherwise` names the segment of the rows that none takes, which else stay with the root.
    public static func byRules(
        _ rows: SegmentRows, _ rules: [SegmentRule], otherwise: String? = nil, minRows: Int = 100,
        minClass: Int = 20
    ) throws -> Segments {
        guard !rules.isEmpty else { throw nothingGiven }
        try rows.check(rules)
        var tree = SegmentTree(minRows: minRows, minClass: minClass)
        tree.divide(node: 0, rules: rules, otherwise: otherwise)
        return try tree.segments(levels: ["1"])
    }

    /// The tree with the leaves that match a path or pattern divided further.
    ///
    /// E542 where nothing matches, or a match is divided already.
    public func refined(
        _ rows: SegmentRows, at pattern: String, columns: [String] = [], rules: [SegmentRule] = [],
        otherwise: String? = nil
    ) throws -> Segments {
        let chosen = try nodes(matching: pattern)
        guard columns.isEmpty != rules.isEmpty else { throw Self.nothingGiven }
        if let divided = chosen.first(where: { nodes[$0].split != nil }) {
            throw Failure(
                "E542", "'\(nodes[divided].path)' is divided already",
                hint: "refine its children, for example at: \"\(nodes[divided].path)/*\"")
        }
        try rows.check(rules)
        let reached = try route(rows.table)
        var tree = SegmentTree(self)
        for node in chosen {
            if rules.isEmpty {
                let members = reached.indices.filter { reached[$0] == node }
                try tree.divide(node: node, rows: rows, members: members, columns: columns)
            } else {
                tree.divide(node: node, rules: rules, otherwise: otherwise)
            }
        }
        return try tree.segments(
            levels: levels + (rules.isEmpty ? columns : ["\(levels.count + 1)"]))
    }

    private static var nothingGiven: Failure {
        Failure("E540", "segments need columns or rules", hint: "give by: [.region], or rules:")
    }
}

/// A tree of segments while it grows.
private struct SegmentTree {
    private struct Draft {
        var name: String
        var path: [String]
        var parent: Int?
        var split: Segments.Split?
    }

    private var drafts: [Draft]
    private let minRows: Int
    private let minClass: Int

    init(minRows: Int, minClass: Int) {
        drafts = [Draft(name: "all", path: [], parent: nil)]
        self.minRows = minRows
        self.minClass = minClass
    }

    init(_ segments: Segments) {
        drafts = segments.nodes.indices.map { index in
            let node = segments.nodes[index]
            return Draft(
                name: node.name, path: segments.names(of: index), parent: node.parent,
                split: node.split)
        }
        minRows = segments.minRows
        minClass = segments.minClass
    }

    private mutating func add(_ name: String, under parent: Int) -> Int {
        drafts.append(Draft(name: name, path: drafts[parent].path + [name], parent: parent))
        return drafts.count - 1
    }

    /// Divides rows by the first column, and each part by the columns after it.
    mutating func divide(
        node: Int, rows: SegmentRows, members: [Int], columns: [String]
    ) throws(Failure) {
        guard let name = columns.first else { return }
        try rows.check([name])
        let column = try rows.table.column(name)
        let part = members.count == column.count ? column : column.taking(members)
        let (codes, levels) = part.encoded()
        try checkCount(levels.count, of: members.count, name, part.type)
        var places = [[Int]](repeating: [], count: levels.count)
        for (place, row) in members.enumerated() where codes[place] >= 0 {
            places[Int(codes[place])].append(row)
        }
        var branches: [Segments.ValueBranch] = []
        for (code, level) in levels.enumerated() {
            let child = add(level, under: node)
            branches.append(Segments.ValueBranch(value: column[places[code][0]], node: child))
        }
        drafts[node].split = .values(column: name, children: branches)
        for (branch, part) in zip(branches, places) {
            try divide(
                node: branch.node, rows: rows, members: part, columns: Array(columns.dropFirst()))
        }
    }

    private func checkCount(
        _ levels: Int, of rows: Int, _ name: String, _ type: ColumnType
    ) throws(Failure) {
        let isMeasured = type == .float64 || type == .float32
        guard levels > 100_000 || (isMeasured && levels > 1000 && levels * 2 > rows) else { return }
        throw Failure(
            "E543", "'\(name)' has \(levels) values, too many to be segments",
            hint: "use rules: with ranges, or a coarser column")
    }

    mutating func divide(node: Int, rules: [SegmentRule], otherwise: String?) {
        let branches = rules.map { rule in
            Segments.RuleBranch(rule: rule.predicate, node: add(rule.name, under: node))
        }
        drafts[node].split = .rules(branches, otherwise: otherwise.map { add($0, under: node) })
    }

    /// The finished tree, its nodes in order from parents to children, siblings together by path.
    func segments(levels: [String]) throws(Failure) -> Segments {
        let order = depthFirst()
        var place = [Int](repeating: 0, count: drafts.count)
        for (new, old) in order.enumerated() { place[old] = new }
        let nodes = order.map { old in
            let draft = drafts[old]
            return Segments.Node(
                path: draft.path.isEmpty ? "all" : draft.path.joined(separator: "/"),
                name: draft.name,
                parent: draft.parent.map { place[$0] }, depth: draft.path.count,
                split: draft.split.map { renumbered($0, place) })
        }
        try checkPaths(nodes)
        return Segments(nodes: nodes, levels: levels, minRows: minRows, minClass: minClass)
    }

    private func depthFirst() -> [Int] {
        var children = [[Int]](repeating: [], count: drafts.count)
        for (index, draft) in drafts.enumerated() {
            if let parent = draft.parent { children[parent].append(index) }
        }
        var order: [Int] = []
        var open = [0]
        while let node = open.popLast() {
            order.append(node)
            open += children[node].reversed()
        }
        return order
    }

    private func renumbered(_ split: Segments.Split, _ place: [Int]) -> Segments.Split {
        switch split {
        case .values(let column, let children):
            .values(
                column: column,
                children: children.map {
                    Segments.ValueBranch(value: $0.value, node: place[$0.node])
                })
        case .rules(let branches, let otherwise):
            .rules(
                branches.map { Segments.RuleBranch(rule: $0.rule, node: place[$0.node]) },
                otherwise: otherwise.map { place[$0] })
        }
    }

    private func checkPaths(_ nodes: [Segments.Node]) throws(Failure) {
        var seen: Set<Utf8Key> = []
        let segments = Segments(nodes: nodes, levels: [], minRows: 0, minClass: 0)
        // Rows that no child takes have a name too.
        for path in nodes.map(\.path) + segments.nodesWithRest.map(segments.restPath) where !seen.insert(Utf8Key(path)).inserted {
            let isRest = path.hasSuffix("(rest)")
            throw Failure(
                "E544", isRest ? "a segment is called '\(path)', as are the rows that no segment takes" : "two segments are called '\(path)'",
                hint: "rename one of them")
        }
    }
}
