extension Segments {
    /// Whether the nodes are a tree: parents stand before their children, one level above them, and every split leads to
    /// children of its own node. Routing and climbing end, and stay within `nodes`.
    public var isSound: Bool {
        guard let root = nodes.first, root.parent == nil, root.depth == 0 else { return false }
        return nodes.indices.dropFirst().allSatisfy { index in
            guard let parent = nodes[index].parent, nodes.indices.contains(parent), parent < index else { return false }
            return nodes[index].depth == nodes[parent].depth + 1
        } && nodes.indices.allSatisfy { index in nodes[index].split.map { leads($0, from: index) } ?? true }
    }

    private func leads(_ split: Split, from node: Int) -> Bool {
        let children: [Int] =
            switch split {
            case .values(_, let branches): branches.map(\.node)
            case .rules(let branches, let otherwise): branches.map(\.node) + [otherwise].compactMap { $0 }
            }
        return children.allSatisfy { nodes.indices.contains($0) && nodes[$0].parent == node }
    }
}
