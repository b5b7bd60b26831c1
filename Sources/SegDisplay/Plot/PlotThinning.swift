/// Fewer marks that look the same, so that a plot of a large table stays small.
enum PlotThinning {
    /// A curve has at most four points for each of these stretches of x.
    private static let stretches = 250
    /// A cloud has at most this many points.
    static let mostPoints = 1500

    /// First, lowest, highest and last point of each stretch: the drawn curve stays the same.
    ///
    /// Source: Jugel et al., "M4: A visualization-oriented time series data aggregation", VLDB
    /// 2014.
    static func line(_ points: [Plot.Point]) -> [Plot.Point] {
        guard points.count > stretches * 4, let first = points.first, let last = points.last,
            last.x > first.x
        else { return points }
        var kept: [Plot.Point] = []
        var start = 0
        for stretch in 1...stretches {
            let end = first.x + (last.x - first.x) * Double(stretch) / Double(stretches)
            var stop = start
            while stop < points.count, points[stop].x <= end || stretch == stretches { stop += 1 }
            kept += extremes(points[start..<stop])
            start = stop
        }
        return kept
    }

    /// Points drawn by a fixed pseudo-random order of rows: no pattern of the rows can show as one
    /// of the data, and the same table gives the same plot.
    static func cloud(_ points: [Plot.Point], most: Int = mostPoints) -> [Plot.Point] {
        guard points.count > most else { return points }
        let order = points.indices.sorted { (mixed($0), $0) < (mixed($1), $1) }
        return order.prefix(most).sorted().map { points[$0] }
    }

    /// Elements at even distances, the first and the last among them.
    static func every<Element>(_ elements: [Element], most: Int) -> [Element] {
        guard elements.count > most, most > 1 else { return elements }
        return (0..<most).map { elements[$0 * (elements.count - 1) / (most - 1)] }
    }

    private static func extremes(_ points: ArraySlice<Plot.Point>) -> [Plot.Point] {
        guard points.count > 4,
            let low = points.indices.min(by: { points[$0].y < points[$1].y }),
            let high = points.indices.max(by: { points[$0].y < points[$1].y })
        else { return Array(points) }
        let places = Set([points.startIndex, low, high, points.endIndex - 1])
        return places.sorted().map { points[$0] }
    }

    /// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private static func mixed(_ index: Int) -> UInt64 {
        var bits = UInt64(truncatingIfNeeded: index) &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
