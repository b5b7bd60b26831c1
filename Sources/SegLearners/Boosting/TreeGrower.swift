import SegTensor

/// Grows trees leaf by leaf on binned features: the leaf whose split lowers the loss most is parted
/// next (Shi 2007; Ke et al. 2017, LightGBM).
///
/// The histogram of the larger child of a split is the parent's less the smaller child's. Features
/// are worked on side by side and each sums its rows in order, so that the bits don't depend on the
/// threads.
final class TreeGrower {
    private let features: BinnedFeatures
    private let search: HistogramSearch
    private let maxLeaves: Int
    private let rows: RowOrder
    /// Histograms that no leaf holds at the moment.
    private var spare: [Histogram] = []

    init(features: BinnedFeatures, finder: SplitFinder, maxLeaves: Int, pool: WorkerPool) {
        self.features = features
        self.maxLeaves = maxLeaves
        rows = RowOrder(capacity: features.rowCount)
        search = HistogramSearch(features: features, finder: finder, rows: rows, pool: pool)
    }

    /// Grows a tree on the given rows, or on all, with the given features.
    func grow(
        gradients: UnsafePointer<SIMD2<Float>>, sample: [Int32]?, using chosen: [Int]
    ) throws -> GrownTree {
        rows.reset(to: sample, count: features.rowCount)
        var leaves = [try root(gradients, chosen)]
        var nodes: [GrowingNode] = []
        while leaves.count < maxLeaves, let index = Self.bestLeaf(leaves),
            let split = leaves[index].split
        {
            let isLast = leaves.count + 1 == maxLeaves
            let node = nodes.count
            if let parent = leaves[index].parent { nodes.link(parent, to: .node(node)) }
            nodes.append(GrowingNode(split: split, left: .leaf(index), right: .leaf(leaves.count)))
            let children = try part(leaves[index], split, node, gradients, isLast ? [] : chosen)
            leaves[index] = children.left
            leaves.append(children.right)
        }
        spare += leaves.compactMap(\.histogram)
        return GrownTree(
            nodes: nodes, leaves: leaves.map { .init(places: $0.places, output: $0.output) })
    }

    /// The rows of a range of places, until the next tree.
    func rows(_ places: Range<Int>) -> UnsafeBufferPointer<Int32> {
        UnsafeBufferPointer(start: rows.base + places.lowerBound, count: places.count)
    }

    /// The leaf with the greatest gain, the first of several.
    private static func bestLeaf(_ leaves: [GrowingLeaf]) -> Int? {
        var best: (index: Int, gain: Double)?
        for (index, leaf) in leaves.enumerated() {
            guard let split = leaf.split, split.gain > best?.gain ?? 0 else { continue }
            best = (index, split.gain)
        }
        return best?.index
    }

    private func root(_ gradients: UnsafePointer<SIMD2<Float>>, _ chosen: [Int]) throws
        -> GrowingLeaf
    {
        let places = 0..<rows.count
        rows.gather(gradients, places)
        let sums = rows.sums(places)
        let histogram = takeHistogram()
        return GrowingLeaf(
            places: places, sums: sums, output: search.finder.output(sums, search.finder.penalty),
            parent: nil, histogram: histogram,
            split: try search.split(histogram, places, sums, using: chosen))
    }

    /// Parts a leaf's rows, and finds how its children would be parted by the chosen features.
    private func part(
        _ leaf: GrowingLeaf, _ split: NodeSplit, _ node: Int,
        _ gradients: UnsafePointer<SIMD2<Float>>,
        _ chosen: [Int]
    ) throws -> (left: GrowingLeaf, right: GrowingLeaf) {
        let middle = rows.part(
            leaf.places, bins: features.bins, offset: split.feature * features.rowCount,
            split.table(features.mappings[split.feature]))
        var left = GrowingLeaf(
            places: leaf.places.lowerBound..<middle, sums: split.left, output: split.leftOutput,
            parent: (node, true))
        var right = GrowingLeaf(
            places: middle..<leaf.places.upperBound, sums: split.right, output: split.rightOutput,
            parent: (node, false))
        if left.places.count <= right.places.count {
            try findSplits(&left, &right, leaf.histogram, gradients, chosen)
        } else {
            try findSplits(&right, &left, leaf.histogram, gradients, chosen)
        }
        return (left, right)
    }

    /// Finds the splits of two children; the larger one takes over the parent's histogram.
    private func findSplits(
        _ small: inout GrowingLeaf, _ large: inout GrowingLeaf, _ parent: Histogram?,
        _ gradients: UnsafePointer<SIMD2<Float>>, _ chosen: [Int]
    ) throws {
        guard let parent else { return }
        guard large.sums.rows >= 2 * search.finder.minRows, !chosen.isEmpty else {
            spare.append(parent)
            return
        }
        let histogram = takeHistogram()
        rows.gather(gradients, small.places)
        let splits = try search.splits(
            small: (histogram, small.places, small.sums), parent: parent, large: large.sums,
            using: chosen)
        (small.histogram, small.split) = (histogram, splits.small)
        (large.histogram, large.split) = (parent, splits.large)
    }

    private func takeHistogram() -> Histogram {
        spare.popLast() ?? Histogram(binCount: features.starts.last ?? 0)
    }
}

/// A leaf while its tree grows.
private struct GrowingLeaf {
    let places: Range<Int>
    let sums: GradientSums
    let output: Double
    /// The node above and the side of it.
    let parent: (node: Int, isLeft: Bool)?
    var histogram: Histogram?
    var split: NodeSplit?
}

extension [GrowingNode] {
    fileprivate mutating func link(_ parent: (node: Int, isLeft: Bool), to child: GrowingChild) {
        if parent.isLeft { self[parent.node].left = child } else { self[parent.node].right = child }
    }
}
