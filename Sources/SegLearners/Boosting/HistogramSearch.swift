import SegTensor

/// Fills histograms and searches them for splits, feature by feature on the threads of the pool.
struct HistogramSearch: Sendable {
    /// Bin updates from which the threads of the pool are worth waking.
    private static let parallelWork = 1 << 15

    let features: BinnedFeatures
    let finder: SplitFinder
    let rows: RowOrder
    let pool: WorkerPool

    /// Fills the histogram of a node whose gradients were gathered, and finds its best split.
    func split(
        _ histogram: Histogram, _ places: Range<Int>, _ sums: GradientSums, using chosen: [Int]
    ) throws -> NodeSplit? {
        let splits = try forEach(chosen, rows: places.count) { feature in
            fill(histogram, feature, places)
            return best(histogram, feature, sums)
        }
        return Self.best(splits)
    }

    /// Fills the histogram of the smaller of two children, takes it out of their parent's, which
    /// becomes the larger one's, and finds the best split of both.
    func splits(
        small: (histogram: Histogram, places: Range<Int>, sums: GradientSums), parent: Histogram,
        large: GradientSums, using chosen: [Int]
    ) throws -> (small: NodeSplit?, large: NodeSplit?) {
        let splits = try forEach(chosen, rows: small.places.count) { feature in
            fill(small.histogram, feature, small.places)
            parent.subtract(
                small.histogram, from: features.starts[feature],
                binCount: features.mappings[feature].binCount)
            return (best(small.histogram, feature, small.sums), best(parent, feature, large))
        }
        return (Self.best(splits.map(\.0)), Self.best(splits.map(\.1)))
    }

    private func forEach<Result: Sendable>(
        _ chosen: [Int], rows: Int, _ body: @escaping @Sendable (Int) -> Result
    ) throws -> [Result] {
        if chosen.count * rows < Self.parallelWork { return chosen.map(body) }
        return try pool.map(chosen.count) { body(chosen[$0]) }
    }

    private func fill(_ histogram: Histogram, _ feature: Int, _ places: Range<Int>) {
        let offset = feature * features.rowCount
        features.bins.withUnsafeBufferPointer { bins in
            guard let bins = bins.baseAddress else { return }
            histogram.fill(
                from: features.starts[feature], binCount: features.mappings[feature].binCount,
                bins: bins + offset, rows: rows.base + places.lowerBound, gradients: rows.gathered,
                count: places.count)
        }
    }

    private func best(_ histogram: Histogram, _ feature: Int, _ node: GradientSums) -> NodeSplit? {
        finder.best(
            histogram, feature: feature, start: features.starts[feature],
            features.mappings[feature],
            node: node)
    }

    /// The split with the greatest gain, the first of several.
    private static func best(_ splits: [NodeSplit?]) -> NodeSplit? {
        splits.reduce(nil) { best, split in
            guard let split else { return best }
            return split.gain > best?.gain ?? 0 ? split : best
        }
    }
}
