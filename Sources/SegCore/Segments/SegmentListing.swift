import SegDiagnostics
import SegFrame

extension Segments {
    /// One row a segment, and one for rows that no rule takes (`(rest)`), as it is printed: its path, level and rows, what is missing in it and,
    /// with a task, the target's mean or the share of each row's class.
    ///
    /// Columns: `segment`, `level`, `rows`, `share`, `missing` (share of missing cells in the
    /// features) and `target` (mean, or share of the positive class), of more than two classes `share of` the most frequent one;
    /// `several` counts rows that more than one rule of the node's level would take.
    public func listing(of task: LearningTask) throws -> Table {
        let rows = task.development
        let table = task.developmentTable
        return try SegmentListing(self, table, features: task.features).table(target: Self.averages(task, rows))
    }

    /// The same for a bare table, without `target`.
    public func listing(of table: Table) throws -> Table {
        try SegmentListing(self, table, features: table.schema.names).table(target: nil)
    }

    /// How many leaves of the tree have fewer rows of a listing than they need, of how many leaves.
    public func thinLeaves(by listing: Table) throws -> (thin: Int, leaves: Int) {
        let leaves = nodes.indices.filter { nodes[$0].split == nil }
        let rows = try listing.column("rows").doubles()
        return (leaves.count { rows[$0] < Double(minRows) }, leaves.count)
    }

    /// For each row the number whose mean describes the target.
    private static func averages(_ task: LearningTask, _ rows: [Int]) -> (name: String, numbers: [Double]) {
        let numbers = task.target.taking(rows).numbers
        guard task.problem.kind == .multiclass else { return ("target", numbers) }
        var counts = [Int](repeating: 0, count: task.problem.classes.count)
        for number in numbers { counts[Int(number)] += 1 }
        let most = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        return ("share of \(task.problem.classes[most])", numbers.map { $0 == Double(most) ? 1 : 0 })
    }
}

/// Counts over the nodes of a tree.
private struct SegmentListing {
    private let segments: Segments
    private let table: Table
    private let reached: [Int]
    private let missing: [Int]
    private let featureCount: Int

    init(_ segments: Segments, _ table: Table, features: [String]) throws {
        self.segments = segments
        self.table = table
        reached = try segments.route(table)
        featureCount = features.count
        var missing = [Int](repeating: 0, count: table.rowCount)
        for name in features {
            let column = try table.column(name)
            guard column.missingCount > 0 else { continue }
            for row in missing.indices where column.isMissing(row) { missing[row] += 1 }
        }
        self.missing = missing
    }

    func table(target: (name: String, numbers: [Double])?) throws -> Table {
        let entries = entries
        let rows = values(of: entries) { _ in 1 }
        let cells = values(of: entries) { Double(missing[$0]) }
        let several = try severalMatches()
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = [
            ("segment", .categorical, Column(strings: entries.map(\.path))),
            ("level", .categorical, Column(strings: entries.map { level(depth: $0.depth) })),
            ("rows", nil, Column(ints: rows.map { Int64($0) })),
            ("share", nil, Column(doubles: rows.map { $0 / Double(max(1, table.rowCount)) })),
            (
                "missing", nil,
                Column(doubles: zip(cells, rows).map { $0 / ($1 * Double(featureCount)) })
            ),
        ]
        if let target {
            let means = zip(values(of: entries) { target.numbers[$0] }, rows).map { $0 / $1 }
            columns.append((target.name, nil, Column(doubles: means)))
        }
        columns.append(("several", nil, Column(ints: entries.map { $0.isRest ? 0 : Int64(several[$0.node]) })))
        return try Table(columns)
    }

    /// A line of the listing: a node with all below it, or the rows that no rule of a node takes.
    private struct Entry {
        let node: Int
        let path: String
        let depth: Int
        let isRest: Bool
    }

    /// The nodes; rows without a rule stand behind their node's children, where there are any.
    private var entries: [Entry] {
        let nodes = segments.nodes.indices.map { node in
            Entry(node: node, path: segments.nodes[node].path, depth: segments.nodes[node].depth, isRest: false)
        }
        let stayed = Set(reached)
        let rests = segments.nodesWithRest.filter(stayed.contains).map { node in
            Entry(node: node, path: segments.restPath(of: node), depth: segments.nodes[node].depth + 1, isRest: true)
        }
        return nodes + rests
    }

    private func level(depth: Int) -> String? {
        depth == 0 ? nil : depth <= segments.levels.count ? segments.levels[depth - 1] : nil
    }

    /// A sum over the rows of each entry.
    private func values(of entries: [Entry], _ value: (Int) -> Double) -> [Double] {
        var own = [Double](repeating: 0, count: segments.nodes.count)
        for row in reached.indices { own[reached[row]] += value(row) }
        var sums = own
        // Parents stand before their children, so the way back adds every child once.
        for node in segments.nodes.indices.reversed() {
            if let parent = segments.nodes[node].parent { sums[parent] += sums[node] }
        }
        return entries.map { $0.isRest ? own[$0.node] : sums[$0.node] }
    }

    /// For each node made by a rule, how many of its rows another rule of the same list takes too.
    private func severalMatches() throws -> [Int] {
        var counts = [Int](repeating: 0, count: segments.nodes.count)
        for (index, node) in segments.nodes.enumerated() {
            guard case .rules(let branches, _) = node.split else { continue }
            let masks = try branches.map { try $0.rule.evaluateMask(on: table) }
            for row in reached.indices
            where segments.ancestor(of: reached[row], depth: node.depth) == index {
                let matches = masks.indices.filter { masks[$0][row] }
                if matches.count > 1, let first = matches.first {
                    counts[branches[first].node] += 1
                }
            }
        }
        return counts
    }
}
