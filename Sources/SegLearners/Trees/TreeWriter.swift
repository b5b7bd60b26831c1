/// Writes one tree into the flat arrays of a `TreeEnsemble` while it grows.
struct TreeWriter {
    private let featureCount: Int
    private let outputCount: Int
    private var nodes: [Int32] = []
    private var thresholds: [Double] = []
    private var categories: [Int32] = []
    private var leaves: [Double] = []

    init(featureCount: Int, outputCount: Int) {
        self.featureCount = featureCount
        self.outputCount = outputCount
    }

    /// Adds a node that parts numbers; its children are set later. Gives its index.
    mutating func addNode(feature: Int, threshold: Double, missingGoesLeft: Bool) -> Int {
        add(feature, threshold, flags: missingGoesLeft ? TreeEnsemble.Flag.missingGoesLeft : 0)
    }

    /// Adds a node that parts categories: `goesLeft` has one entry a level. Gives its index.
    mutating func addNode(
        feature: Int, levels goesLeft: [Bool], missingGoesLeft: Bool, unseenGoesLeft: Bool
    ) -> Int {
        let words = (goesLeft.count + 31) / 32
        let start = categories.count
        var bits = [UInt32](repeating: 0, count: words)
        for (level, isLeft) in goesLeft.enumerated() where isLeft {
            bits[level >> 5] |= 1 << UInt32(level & 31)
        }
        categories += bits.map(Int32.init(bitPattern:))
        var flags =
            TreeEnsemble.Flag.isCategory | Int32(truncatingIfNeeded: words)
            << TreeEnsemble.Flag.wordShift
        if missingGoesLeft { flags |= TreeEnsemble.Flag.missingGoesLeft }
        if unseenGoesLeft { flags |= TreeEnsemble.Flag.unseenGoesLeft }
        return add(feature, Double(start), flags: flags)
    }

    /// Adds a leaf and gives it as a child is written.
    mutating func addLeaf(_ values: [Double]) -> Int32 {
        let leaf = Int32(truncatingIfNeeded: leaves.count / outputCount)
        leaves += values
        return ~leaf
    }

    /// Sets a child of a node; nodes are written as their index.
    mutating func setChild(of node: Int, isLeft: Bool, to child: Int32) {
        nodes[node * 4 + (isLeft ? 1 : 2)] = child
    }

    /// The tree, whose root is given as a child is written.
    func tree(root: Int32) -> TreeEnsemble {
        TreeEnsemble(
            featureCount: featureCount, outputCount: outputCount, roots: [root], nodes: nodes,
            thresholds: thresholds, categories: categories, leaves: leaves)
    }

    private mutating func add(_ feature: Int, _ threshold: Double, flags: Int32) -> Int {
        nodes += [Int32(truncatingIfNeeded: feature), -1, -1, flags]
        thresholds.append(threshold)
        return thresholds.count - 1
    }
}
