/// A tree that was grown, and which training rows its leaves hold.
struct GrownTree {
    struct Leaf {
        /// Places of the leaf's rows in the grower's row order.
        let places: Range<Int>
        let output: Double
    }

    let nodes: [GrowingNode]
    let leaves: [Leaf]

    /// The tree with the given outputs at its leaves.
    func ensemble(outputs: [Double], _ mappings: [BinMapping]) -> TreeEnsemble {
        var writer = TreeWriter(featureCount: mappings.count, outputCount: 1)
        let written = outputs.map { writer.addLeaf([$0]) }
        for node in nodes { _ = node.split.write(to: &writer, mappings[node.split.feature]) }
        for (index, node) in nodes.enumerated() {
            writer.setChild(of: index, isLeft: true, to: node.left.written(written))
            writer.setChild(of: index, isLeft: false, to: node.right.written(written))
        }
        return writer.tree(root: nodes.isEmpty ? written[0] : 0)
    }
}

/// A node of a growing tree.
struct GrowingNode {
    let split: NodeSplit
    var left: GrowingChild
    var right: GrowingChild
}

/// A child of a node of a growing tree: the index of a node or of a leaf.
enum GrowingChild {
    case node(Int)
    case leaf(Int)

    /// As flat trees write it.
    func written(_ leaves: [Int32]) -> Int32 {
        switch self {
        case .node(let index): Int32(truncatingIfNeeded: index)
        case .leaf(let index): leaves[index]
        }
    }
}
