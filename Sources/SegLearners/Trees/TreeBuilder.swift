import SegTensor

/// Grows a tree on ranked features until no node can or may be parted.
struct TreeBuilder {
    private let features: RankedFeatures
    private let target: SplitTarget
    private let maxDepth: Int
    private let minRows: Int
    /// Features that a node tries; more where none of these can part it.
    private let maxFeatures: Int
    private var random: RandomStream
    private var finder: ExactSplitFinder
    /// Rows in an order in which each node's stand together.
    private var rows: [Int32]
    private var writer: TreeWriter

    /// Grows on the rows whose weight is above 0.
    init(
        _ features: RankedFeatures, _ target: SplitTarget, maxDepth: Int?, minRows: Int,
        maxFeatures: Int,
        random: RandomStream
    ) {
        self.features = features
        self.target = target
        self.maxDepth = maxDepth ?? .max
        self.minRows = minRows
        self.maxFeatures = maxFeatures
        self.random = random
        finder = ExactSplitFinder(features, target, minRows: minRows)
        rows = (0..<features.rowCount).filter { target.weights[$0] > 0 }.map { Int32($0) }
        writer = TreeWriter(
            featureCount: features.featureCount, outputCount: target.outputCount)
    }

    private struct Pending {
        let places: Range<Int>
        let depth: Int
        let parent: (node: Int, isLeft: Bool)?
    }

    /// The whole tree, depth first.
    mutating func grow() -> TreeEnsemble {
        var stack = [Pending(places: 0..<rows.count, depth: 0, parent: nil)]
        var root: Int32 = 0
        while let next = stack.popLast() {
            let child: Int32
            if let (node, middle) = part(next) {
                child = Int32(truncatingIfNeeded: node)
                stack.append(
                    Pending(
                        places: middle..<next.places.upperBound, depth: next.depth + 1,
                        parent: (node, false)))
                stack.append(
                    Pending(
                        places: next.places.lowerBound..<middle, depth: next.depth + 1,
                        parent: (node, true)))
            } else {
                child = writer.addLeaf(target.output(finder.sums(rows[next.places])))
            }
            if let parent = next.parent {
                writer.setChild(of: parent.node, isLeft: parent.isLeft, to: child)
            } else {
                root = child
            }
        }
        return writer.tree(root: root)
    }

    /// Parts a node where it can be: the node written, and the place of the first row that goes
    /// right.
    private mutating func part(_ node: Pending) -> (node: Int, middle: Int)? {
        guard node.depth < maxDepth, node.places.count >= 2 * minRows, !isPure(node.places) else {
            return nil
        }
        let sums = finder.sums(rows[node.places])
        guard let split = bestSplit(node.places, sums) else { return nil }
        let written = split.write(to: &writer, features.mappings[split.feature])
        return (written, move(node.places, by: split))
    }

    /// Whether all rows have the same target.
    private func isPure(_ places: Range<Int>) -> Bool {
        guard let first = places.first else { return true }
        let value = target.values[Int(rows[first])]
        return places.allSatisfy { target.values[Int(rows[$0])] == value }
    }

    private mutating func bestSplit(_ places: Range<Int>, _ sums: TargetSums) -> ExactSplit? {
        var best: ExactSplit?
        var order = Array(0..<features.featureCount)
        for tried in order.indices {
            if tried >= maxFeatures, best != nil { break }
            if maxFeatures < order.count {
                order.swapAt(tried, tried + random.nextInt(below: order.count - tried))
            }
            let split = finder.best(rows[places], feature: order[tried], node: sums)
            if let split, split.score > best?.score ?? -.infinity { best = split }
        }
        return best
    }

    /// Moves rows that go left before the others, keeping both in order.
    private mutating func move(_ places: Range<Int>, by split: ExactSplit) -> Int {
        let mapping = features.mappings[split.feature]
        let offset = split.feature * features.rowCount
        let side = (0..<mapping.binCount).map { split.goesLeft($0, mapping) }
        var left = places.lowerBound
        var right: [Int32] = []
        for place in places {
            let row = rows[place]
            if side[Int(features.ranks[offset + Int(row)])] {
                rows[left] = row
                left += 1
            } else {
                right.append(row)
            }
        }
        rows.replaceSubrange(left..<places.upperBound, with: right)
        return left
    }
}
