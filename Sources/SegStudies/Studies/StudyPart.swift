import SegCore
import SegDiagnostics

/// Scored rows that are read together: those of a node with all below it, or those that stay with a node since no child takes
/// them.
public struct StudyPart: Sendable {
    /// `JFK/AA`, for the whole `all`, for rows that stay `(rest)` or `JFK/(rest)`.
    public let path: String
    public let node: Int
    /// Whether it is the rows that no child takes.
    public let isRest: Bool
    /// Counted places, in order.
    public let places: [Int]

    /// Whether it is all scored rows.
    public var isWhole: Bool { node == 0 && !isRest }
}

extension Study {
    /// A node's part.
    public func part(of node: Int) -> StudyPart {
        StudyPart(path: segments.nodes[node].path, node: node, isRest: false, places: places(of: node))
    }

    /// All scored rows.
    public var whole: StudyPart { part(of: 0) }

    /// The part of a path: a node's, or `(rest)` of one. E545 where there is none.
    public func part(_ path: String) throws(Failure) -> StudyPart {
        if let part = parts.first(where: { $0.isRest && $0.path.hasSameBytes(as: path) }) { return part }
        return part(of: try segments.node(path))
    }

    /// The leaves that have scored rows, and the rows that stay above them, each by itself; most rows first.
    static func parts(_ segments: Segments, placesBelow: [[Int]]) -> [StudyPart] {
        let leaves = segments.leaves.map {
            StudyPart(path: segments.nodes[$0].path, node: $0, isRest: false, places: placesBelow[$0])
        }
        let rests = segments.nodesWithRest.map { node in
            let children = segments.nodes.indices.filter { segments.nodes[$0].parent == node }
            let taken = Set(children.flatMap { placesBelow[$0] })
            return StudyPart(
                path: segments.restPath(of: node), node: node, isRest: true,
                places: placesBelow[node].filter { !taken.contains($0) })
        }
        return (leaves + rests).filter { !$0.places.isEmpty }.enumerated()
            .sorted { (-$0.element.places.count, $0.offset) < (-$1.element.places.count, $1.offset) }.map(\.element)
    }
}
