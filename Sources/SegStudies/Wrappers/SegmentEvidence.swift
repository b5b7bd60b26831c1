import SegCore
import SegFrame

/// Training rows by segment, for wrappers that learn something for each of them and shrink it
/// towards the parent's.
struct SegmentEvidence {
    /// Rows of the rarer class at which a segment's own estimate and its parent's count alike.
    private static let halfway = 50.0

    let segments: Segments
    /// For each node its rows, those of all below it among them.
    private let rows: [[Int]]

    init(_ segments: Segments, _ table: Table) throws {
        self.segments = segments
        var rows = [[Int]](repeating: [], count: segments.nodes.count)
        for (row, reached) in try segments.route(table).enumerated() {
            for node in segments.ancestry(of: reached) { rows[node].append(row) }
        }
        self.rows = rows
    }

    /// Goes through the nodes below the root that have rows of both kinds, parents first.
    ///
    /// - Parameter body: is given the node, its rows, and how much its own estimate counts (0 to 1)
    ///   beside its parent's.
    func forEach(
        positive: [Bool], _ body: (_ node: Int, _ rows: [Int], _ share: Double) throws -> Void
    ) rethrows {
        let nodes = segments.nodes.indices.dropFirst().sorted {
            (segments.nodes[$0].depth, $0) < (segments.nodes[$1].depth, $1)
        }
        for node in nodes {
            let hits = rows[node].count { positive[$0] }
            let rarer = Double(min(hits, rows[node].count - hits))
            if rarer > 0 { try body(node, rows[node], rarer / (rarer + Self.halfway)) }
        }
    }

    /// Columns of a table by which rows are routed, as inputs of a model.
    static func inputs(_ segments: Segments?, _ table: Table) -> [Field] {
        guard let segments else { return [] }
        let names = Set(segments.columns.map(Utf8Key.init))
        return table.schema.fields.filter { names.contains(Utf8Key($0.name)) }
    }

    /// Fields of two lists, each name once.
    static func joined(_ first: [Field], _ second: [Field]) -> [Field] {
        let known = Set(first.map { Utf8Key($0.name) })
        return first + second.filter { !known.contains(Utf8Key($0.name)) }
    }
}
