/// How rows of a node are parted by ranks.
struct ExactSplit {
    enum Point {
        /// Ranks up to `rank` go left; `next` is the rank after it in the node, nil for missing
        /// values.
        case number(rank: Int, next: Int?, missingGoesLeft: Bool)
        /// One entry a rank.
        case category(goesLeft: [Bool])
    }

    let feature: Int
    let point: Point
    /// The sum of the scores of both sides; greater is better.
    let score: Double

    /// Whether rows of a rank go left.
    func goesLeft(_ rank: Int, _ mapping: BinMapping) -> Bool {
        switch point {
        case .number(let last, _, let missingGoesLeft):
            rank == mapping.missingBin ? missingGoesLeft : rank <= last
        case .category(let goesLeft): goesLeft[rank]
        }
    }

    /// Adds the split to a tree and gives the node's index.
    func write(to writer: inout TreeWriter, _ mapping: BinMapping) -> Int {
        switch point {
        case .number(let rank, let next, let missingGoesLeft):
            let threshold = next.map { mapping.threshold(after: rank, before: $0) }
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
