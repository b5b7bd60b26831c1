/// How the rows of a node are parted.
struct NodeSplit: Sendable {
    /// Where a row goes by its bin.
    enum Point: Sendable {
        /// Bins up to `bin` go left; `next` is the first bin after it that holds rows, nil for
        /// missing values only.
        case number(bin: Int, next: Int?, missingGoesLeft: Bool)
        /// One entry a bin.
        case category(goesLeft: [Bool])
    }

    let feature: Int
    let point: Point
    /// By how much the loss falls, to second order, twice.
    let gain: Double
    let left: GradientSums
    let right: GradientSums
    /// What the leaves would add to the score.
    let leftOutput: Double
    let rightOutput: Double

    /// For each of 256 bins 1 where its rows go left.
    func table(_ mapping: BinMapping) -> [UInt8] {
        var table = [UInt8](repeating: 0, count: 256)
        switch point {
        case .number(let bin, _, let missingGoesLeft):
            for index in 0...bin { table[index] = 1 }
            table[mapping.missingBin] = missingGoesLeft ? 1 : 0
        case .category(let goesLeft):
            for (index, isLeft) in goesLeft.enumerated() { table[index] = isLeft ? 1 : 0 }
        }
        return table
    }

    /// Adds the split to a tree and gives the node's index.
    func write(to writer: inout TreeWriter, _ mapping: BinMapping) -> Int {
        switch point {
        case .number(let bin, let next, let missingGoesLeft):
            let threshold = next.map { mapping.threshold(after: bin, before: $0) }
            return writer.addNode(
                feature: feature, threshold: threshold ?? .greatestFiniteMagnitude,
                missingGoesLeft: missingGoesLeft)
        case .category(let goesLeft):
            return writer.addNode(
                feature: feature, levels: mapping.binOfLevel.map { goesLeft[$0] },
                missingGoesLeft: goesLeft[mapping.missingBin],
                unseenGoesLeft: goesLeft[mapping.missingBin - 1])
        }
    }
}
