import SegCore
import SegDiagnostics
import SegFrame

/// Rows with the segment that each reaches: what the models of all nodes learn from.
struct SegmentedRows: Sendable {
    /// All rows. Where features don't tell the segment, a column that does is among them.
    let sample: Sample
    let segments: Segments
    /// The deepest node of each row.
    let reached: [Int]
    /// For each node the nodes from the root down to it.
    let paths: [[Int]]
    /// The column that was added, for models of nodes with others below them.
    let segmentColumn: String?

    init(_ sample: Sample, _ segments: Segments) throws {
        self.segments = segments
        try Self.check(segments, sample)
        reached = try segments.route(sample.table)
        paths = segments.nodes.indices.map { Array(segments.ancestry(of: $0).reversed()) }
        segmentColumn = SegmentColumn.name(for: segments, sample.table, sample.features)
        guard let segmentColumn else {
            self.sample = sample
            return
        }
        let table = try SegmentColumn.adding(segmentColumn, segments, reached, to: sample.table)
        self.sample = sample.replacing(table: table).replacing(segmentFeature: segmentColumn)
    }

    /// L230 for segments that were made from a table, where nobody knew yet what the target would be.
    private static func check(_ segments: Segments, _ sample: Sample) throws(Failure) {
        guard let target = sample.problem.roles.target,
            let column = segments.columns.first(where: { sample.table.knows(target, from: $0) })
        else { return }
        throw Failure(
            "L230", "the segments are made by \(column.hasSameBytes(as: target) ? "" : "'\(column)', which was made from ")the target '\(target)'",
            hint: "make them by columns that are known before the outcome")
    }

    /// Training rows of a node; its models see the segment only where there is something to see.
    func sample(_ rows: [Int], node: Int) -> Sample {
        let taken = sample.taking(rows)
        guard let segmentColumn, segments.nodes[node].split == nil else { return taken }
        return taken.replacing(features: taken.features.filter { $0 != segmentColumn })
    }

    /// Rows to be predicted; what is to be found out is not in them.
    func table(_ rows: [Int]) -> Table {
        let target = [sample.problem.roles.target].compactMap { $0 }
        return sample.table.dropping(target).taking(rows)
    }

    /// Those of the rows that are in a node or below it.
    func rows(_ rows: [Int], below node: Int) -> [Int] {
        guard node != 0 else { return rows }
        let depth = segments.nodes[node].depth
        return rows.filter { paths[reached[$0]].count > depth && paths[reached[$0]][depth] == node }
    }

    /// The node's ancestor of a depth, or the node itself where it is not deeper.
    func ancestor(_ node: Int, depth: Int) -> Int { paths[node][min(depth, paths[node].count - 1)] }
}

/// The column that tells a model which segment a row is in.
enum SegmentColumn {
    /// Its name; nil where the features tell the segment already.
    static func name(for segments: Segments, _ table: Table, _ features: [String]) -> String? {
        guard segments.isDivided, !segments.isKnown(from: features) else { return nil }
        var name = "segment"
        while table[name] != nil { name += "_" }
        return name
    }

    static func adding(
        _ name: String, _ segments: Segments, _ reached: [Int], to table: Table
    ) throws -> Table {
        let codes = reached.map { Int32(truncatingIfNeeded: $0) }
        return try table.setting(name, Column(codes: codes, levels: segments.nodes.map(\.path)))
    }
}
