import SegCore
import SegDiagnostics
import SegTensor

/// One or more decision trees as flat arrays, for prediction and for saving.
///
/// A node is four numbers: its feature, its left and its right child, and its flags. A child of 0
/// or more is a node, a negative one is the complement of a leaf. A row goes left where its value
/// is at most the node's threshold, or where the bit of its category is set; then the threshold is
/// the index of the node's first word of bits.
struct TreeEnsemble: Sendable, Codable, Hashable {
    enum Flag {
        static let missingGoesLeft: Int32 = 1
        static let isCategory: Int32 = 2
        static let unseenGoesLeft: Int32 = 4
        /// The number of a node's words of category bits stands above the flags.
        static let wordShift: Int32 = 3
    }

    /// Features of a row.
    let featureCount: Int
    /// Numbers a leaf.
    let outputCount: Int
    /// The first child of each tree, written as a child is.
    let roots: Int32Tensor
    /// `nodes × 4`.
    let nodes: Int32Tensor
    let thresholds: DoubleTensor
    /// 32 categories a word.
    let categories: Int32Tensor
    /// `leaves × outputCount`.
    let leaves: DoubleTensor

    enum CodingKeys: String, CodingKey {
        case featureCount, outputCount, roots, nodes, thresholds, categories, leaves
    }

    var treeCount: Int { roots.values.count }

    /// Several ensembles one after another.
    init(joining parts: [TreeEnsemble], featureCount: Int, outputCount: Int) {
        var roots: [Int32] = []
        var nodes: [Int32] = []
        var thresholds: [Double] = []
        var categories: [Int32] = []
        var leaves: [Double] = []
        for part in parts {
            let firstNode = Int32(truncatingIfNeeded: thresholds.count)
            let firstLeaf = Int32(truncatingIfNeeded: leaves.count / outputCount)
            let firstWord = Double(categories.count)
            func moved(_ child: Int32) -> Int32 {
                child >= 0 ? child + firstNode : child - firstLeaf
            }
            roots += part.roots.values.map(moved)
            for (node, threshold) in part.thresholds.values.enumerated() {
                let record = part.nodes.values[node * 4..<node * 4 + 4]
                let (feature, flags) = (record[node * 4], record[node * 4 + 3])
                nodes += [feature, moved(record[node * 4 + 1]), moved(record[node * 4 + 2]), flags]
                thresholds.append(flags & Flag.isCategory == 0 ? threshold : threshold + firstWord)
            }
            categories += part.categories.values
            leaves += part.leaves.values
        }
        self.init(
            featureCount: featureCount, outputCount: outputCount, roots: roots, nodes: nodes,
            thresholds: thresholds, categories: categories, leaves: leaves)
    }

    init(
        featureCount: Int, outputCount: Int, roots: [Int32], nodes: [Int32], thresholds: [Double],
        categories: [Int32],
        leaves: [Double]
    ) {
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.roots = Int32Tensor(roots)
        self.nodes = Int32Tensor(nodes, shape: [thresholds.count, 4])
        self.thresholds = DoubleTensor(thresholds)
        self.categories = Int32Tensor(categories)
        self.leaves = DoubleTensor(
            leaves, shape: [leaves.count / max(1, outputCount), outputCount])
    }
}

extension TreeEnsemble {
    /// Rows that are predicted together, so that their values stay near while tree after tree is
    /// walked.
    private static let blockSize = 256

    /// Adds the trees' leaves to `sums`, `rows × outputs` stored output after output.
    ///
    /// Trees with one number a leaf serve the outputs in turn, as boosting over classes makes them;
    /// others add a number to every output. E595 where a saved model does not fit together.
    func add(_ matrix: FeatureMatrix, to sums: inout [Double], outputs: Int) throws {
        let rows = matrix.rowCount
        let features = matrix.featureCount
        guard features == featureCount, outputCount == 1 || outputCount == outputs,
            outputs > 0, sums.count == rows * outputs
        else { throw Failure.damagedModel }
        var block = [Double](repeating: 0, count: Self.blockSize * features)
        try withWalker { walker in
            for start in stride(from: 0, to: rows, by: Self.blockSize) {
                let count = min(Self.blockSize, rows - start)
                try StopSignal.checkCurrent()
                Self.transpose(matrix.values, start, count, into: &block)
                sums.withUnsafeMutableBufferPointer { sums in
                    block.withUnsafeBufferPointer { block in
                        walker.add(
                            block, features, count, to: sums, from: start, rows: rows,
                            outputs: outputs)
                    }
                }
            }
        }
    }

    private static func transpose(
        _ matrix: Matrix, _ start: Int, _ count: Int, into block: inout [Double]
    ) {
        let features = matrix.columnCount
        matrix.values.withUnsafeBufferPointer { values in
            block.withUnsafeMutableBufferPointer { block in
                for feature in 0..<features {
                    let source = feature * matrix.rowCount + start
                    for row in 0..<count { block[row * features + feature] = values[source + row] }
                }
            }
        }
    }

    private func withWalker<Result>(_ body: (TreeWalker) throws -> Result) rethrows -> Result {
        try roots.values.withUnsafeBufferPointer { roots in
            try nodes.values.withUnsafeBufferPointer { nodes in
                try thresholds.values.withUnsafeBufferPointer { thresholds in
                    try categories.values.withUnsafeBufferPointer { categories in
                        try leaves.values.withUnsafeBufferPointer { leaves in
                            try body(
                                TreeWalker(
                                    leafSize: outputCount, roots: roots, nodes: nodes,
                                    thresholds: thresholds, categories: categories, leaves: leaves))
                        }
                    }
                }
            }
        }
    }
}

/// Walks rows down flat trees.
private struct TreeWalker {
    let leafSize: Int
    let roots: UnsafeBufferPointer<Int32>
    let nodes: UnsafeBufferPointer<Int32>
    let thresholds: UnsafeBufferPointer<Double>
    let categories: UnsafeBufferPointer<Int32>
    let leaves: UnsafeBufferPointer<Double>

    /// Adds the leaves of `count` rows, stored row after row, to the sums of rows from `start` on.
    func add(
        _ block: UnsafeBufferPointer<Double>, _ features: Int, _ count: Int,
        to sums: UnsafeMutableBufferPointer<Double>, from start: Int, rows: Int, outputs: Int
    ) {
        for tree in 0..<roots.count {
            let first = leafSize == 1 ? tree % outputs : 0
            for row in 0..<count {
                let leaf = leaf(of: block, at: row &* features, from: roots[tree])
                for output in 0..<leafSize {
                    sums[(first &+ output) &* rows &+ start &+ row] +=
                        leaves[leaf &* leafSize &+ output]
                }
            }
        }
    }

    @inline(__always)
    private func leaf(of block: UnsafeBufferPointer<Double>, at row: Int, from root: Int32) -> Int {
        var child = root
        while child >= 0 {
            let node = Int(child)
            let flags = nodes[node &* 4 &+ 3]
            let value = block[row &+ Int(nodes[node &* 4])]
            let isLeft: Bool
            if flags & TreeEnsemble.Flag.isCategory == 0 {
                isLeft =
                    value.isNaN
                    ? flags & TreeEnsemble.Flag.missingGoesLeft != 0 : value <= thresholds[node]
            } else {
                isLeft = goesLeft(category: value, node, flags)
            }
            child = nodes[node &* 4 &+ (isLeft ? 1 : 2)]
        }
        return Int(~child)
    }

    private func goesLeft(category value: Double, _ node: Int, _ flags: Int32) -> Bool {
        if value.isNaN { return flags & TreeEnsemble.Flag.missingGoesLeft != 0 }
        let words = Int(flags >> TreeEnsemble.Flag.wordShift)
        guard value >= 0, Int(value) >> 5 < words else {
            return flags & TreeEnsemble.Flag.unseenGoesLeft != 0
        }
        let word = UInt32(bitPattern: categories[Int(thresholds[node]) + Int(value) >> 5])
        return word >> UInt32(Int(value) & 31) & 1 == 1
    }
}
