import SegDiagnostics
import SegFrame

extension Segments {
    /// Whether there is more than the root.
    public var isDivided: Bool { nodes.count > 1 }

    /// The deepest node's depth.
    public var depth: Int { nodes.reduce(0) { max($0, $1.depth) } }

    /// The levels as listings of learners name them: `origin/carrier`.
    public var levelText: String { levels.isEmpty ? "all" : Self.text(ofLevels: levels) }

    /// Levels as text: a column's name, `rules` for a level of rules, which is only numbered.
    public static func text(ofLevels levels: [String]) -> String {
        levels.map { Int($0) == nil ? $0 : "rules" }.joined(separator: "/")
    }

    /// Nodes without children, in order.
    public var leaves: [Int] { nodes.indices.filter { nodes[$0].split == nil } }

    /// Nodes that may keep rows which no child takes, in order: where no rule is true, or where a value is missing or was never
    /// seen.
    public var nodesWithRest: [Int] {
        nodes.indices.filter { node in
            switch nodes[node].split {
            case .rules(_, let otherwise)?: otherwise == nil
            case .some: true
            case nil: false
            }
        }
    }

    /// What the rows that a node's rules leave are called: `(rest)`, below the root `north/(rest)`.
    public func restPath(of node: Int) -> String { node == 0 ? "(rest)" : "\(nodes[node].path)/(rest)" }

    /// For each node what rows are called that routing leaves there: a leaf's path, or `(rest)` where others lie below.
    public var pathsOfRows: [String] {
        let rests = Set(nodesWithRest)
        return nodes.indices.map { rests.contains($0) ? restPath(of: $0) : nodes[$0].path }
    }

    /// The node, its parent, and so on up to the root.
    public func ancestry(of node: Int) -> [Int] {
        var path = [node]
        while let last = path.last, let parent = nodes[last].parent { path.append(parent) }
        return path
    }

    /// The node's ancestor of a depth; the node itself where it is not deeper.
    public func ancestor(of node: Int, depth: Int) -> Int {
        var node = node
        while nodes[node].depth > depth, let parent = nodes[node].parent { node = parent }
        return node
    }

    /// The names from the root's child down to the node; empty for the root.
    public func names(of node: Int) -> [String] {
        ancestry(of: node).dropLast().reversed().map { nodes[$0].name }
    }

    /// The node itself and all below it, in order.
    public func subtree(of node: Int) -> [Int] {
        nodes.indices.filter { ancestor(of: $0, depth: nodes[node].depth) == node }
    }

    /// Columns that routing reads, each once, in order of first mention.
    public var columns: [String] {
        var seen: Set<Utf8Key> = []
        return nodes.flatMap { node -> [String] in
            switch node.split {
            case .values(let column, _): [column]
            case .rules(let branches, _): branches.flatMap(\.rule.referencedColumns)
            case nil: []
            }
        }.filter { seen.insert(Utf8Key($0)).inserted }
    }

    /// Whether every division is by the values of one of these columns, so that a model which has
    /// them as features knows the segment.
    public func isKnown(from features: [String]) -> Bool {
        let known = Set(features.map(Utf8Key.init))
        return nodes.allSatisfy { node in
            switch node.split {
            case .values(let column, _): known.contains(Utf8Key(column))
            case .rules: false
            case nil: true
            }
        }
    }

    /// A hash of the definition, by which two trees are known to route alike.
    public var contentHash: String {
        let parts = nodes.flatMap { node -> [String] in
            [node.path] + description(of: node.split)
        }
        return StableHash.hexadecimal(parts + ["\(minRows)", "\(minClass)"])
    }

    private func description(of split: Split?) -> [String] {
        switch split {
        case .values(let column, let children):
            ["values", column] + children.flatMap { [$0.value.literal, nodes[$0.node].path] }
        case .rules(let branches, let otherwise):
            ["rules"] + branches.flatMap { [$0.rule.description, nodes[$0.node].path] }
                + [otherwise.map { nodes[$0].path } ?? ""]
        case nil: ["leaf"]
        }
    }
}

extension Segments {
    /// The node of a path, `all` for the root; E545 where there is none.
    public func node(_ path: String) throws(Failure) -> Int {
        if let node = nodes.firstIndex(where: { $0.path.hasSameBytes(as: path) }) { return node }
        throw Failure(
            "E545", "there is no segment '\(path)'",
            hint: Suggestion.hint(for: path, among: nodes.map(\.path)) ?? "segments: \(someLeaves)")
    }

    /// The nodes that a pattern matches, in order: `*` stands for any name, `*/AA` for AA under any
    /// node of the first level. E545 where it matches none.
    public func nodes(matching pattern: String) throws(Failure) -> [Int] {
        if let exact = nodes.firstIndex(where: { $0.path.hasSameBytes(as: pattern) }) {
            return [exact]
        }
        let parts = pattern.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
        )
        .map { String(Substring($0)) }
        let matches = nodes.indices.filter { node in
            guard node != 0, nodes[node].depth == parts.count else { return false }
            return zip(names(of: node), parts).allSatisfy { Self.matches($0, $1) }
        }
        guard !matches.isEmpty else { return [try node(pattern)] }
        return matches
    }

    /// Whether `*` in the pattern can stand for what the name has in its place.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let pieces = pattern.utf8.split(
            separator: UInt8(ascii: "*"), omittingEmptySubsequences: false
        )
        .map(Array.init)
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else {
            return name.hasSameBytes(as: pattern)
        }
        var rest = Array(name.utf8)[...]
        guard rest.count >= first.count + last.count, rest.starts(with: first),
            rest.suffix(last.count).elementsEqual(last)
        else { return false }
        rest = rest.dropFirst(first.count).dropLast(last.count)
        for piece in pieces.dropFirst().dropLast() {
            guard let end = endOfFirst(piece, in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    private static func endOfFirst(_ piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard !piece.isEmpty else { return text.startIndex }
        guard text.count >= piece.count else { return nil }
        return (text.startIndex...(text.endIndex - piece.count))
            .first { text[$0..<$0 + piece.count].elementsEqual(piece) }
            .map { $0 + piece.count }
    }

    private var someLeaves: String {
        let paths = leaves.prefix(8).map { nodes[$0].path }
        return paths.joined(separator: ", ") + (leaves.count > 8 ? ", …" : "")
    }
}
