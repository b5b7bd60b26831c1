import SegDiagnostics
import SegFrame

extension Plot {
    private static let mostBins = 60

    /// How many rows have a value of `x` in each of some equally wide bins.
    ///
    /// Without `bins` the width follows Freedman and Diaconis (1981), rounded to 1, 2 or 5 times a
    /// power of ten, and is at least 1 for whole numbers. E401, E480, E481 as for `line`; E482 for
    /// fewer than 1 or more than 500 bins.
    public static func histogram(
        _ table: Table, x: String, by: String? = nil, bins: Int? = nil, title: String = ""
    ) throws(Failure) -> Plot {
        if let bins, !(1...500).contains(bins) {
            throw Failure("E482", "a histogram can't have \(bins) bins", hint: "give 1 to 500")
        }
        let across = try PlotColumn(table, x)
        let values = try across.values()
        let groups = try PlotGroups(table, by: by)
        let shown = values.indices.filter { values[$0].isFinite && groups.rows[$0] != nil }
            .map { values[$0] }.sorted()
        guard let edges = edges(shown, bins: bins) else { throw PlotFailure.nothing([x]) }
        let series = groups.names.enumerated().map { group, name in
            let own = values.indices.filter { groups.rows[$0] == group && values[$0].isFinite }
            return Series(name, .bins(counted(own.map { values[$0] }, edges)))
        }
        return Plot(
            title, x: Axis(across.title, across.scale), y: Axis("rows"), series: series,
            notes: groups.notes)
    }

    /// The edges of the bins over sorted values; nil when there is none.
    private static func edges(_ sorted: [Double], bins: Int?) -> [Double]? {
        guard let low = sorted.first, let high = sorted.last else { return nil }
        let size = max(low.magnitude, high.magnitude)
        let isWhole = size < 1e9 && sorted.allSatisfy { $0 == $0.rounded() }
        guard high - low > size * 1e-12 else {
            let room = isWhole ? 0.5 : size * 0.1
            return [low - room, high + room]
        }
        if let bins {
            return (0...bins).map { low + (high - low) * Double($0) / Double(bins) }
        }
        let width = binWidth(sorted, range: high - low, isWhole: isWhole)
        let first = (low / width).rounded(.down)
        // The largest whole number has a bin of its own, and is not counted with the one before it.
        let last = isWhole ? (high / width).rounded(.down) + 1 : max(first + 1, (high / width).rounded(.up))
        return (0...Int(last - first)).map { (first + Double($0)) * width }
    }

    private static func binWidth(_ sorted: [Double], range: Double, isWhole: Bool) -> Double {
        let spread = quantile(sorted, 0.75) - quantile(sorted, 0.25)
        let ideal = 2 * spread / Double(sorted.count).cubeRoot
        let wanted = max(ideal > 0 ? ideal : range / 30, range / Double(mostBins))
        return max(Ticks.niceStep(wanted), isWhole ? 1 : 0)
    }

    private static func counted(_ values: [Double], _ edges: [Double]) -> [Bin] {
        var counts = [Double](repeating: 0, count: edges.count - 1)
        let low = edges[0]
        let width = (edges[edges.count - 1] - low) / Double(counts.count)
        for value in values {
            var bin = min(counts.count - 1, max(0, Int((value - low) / width)))
            // The division may be off by a rounding error at an edge.
            if value < edges[bin], bin > 0 { bin -= 1 }
            if bin + 1 < counts.count, value >= edges[bin + 1] { bin += 1 }
            counts[bin] += 1
        }
        return counts.enumerated().map { Bin(lower: edges[$0], upper: edges[$0 + 1], count: $1) }
    }

    /// A quantile of sorted values, interpolated linearly (type 7 of Hyndman and Fan 1996).
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        guard let last = sorted.indices.last else { return .nan }
        let place = share * Double(last)
        let lower = Int(place)
        let upper = min(last, lower + 1)
        return sorted[lower] + (sorted[upper] - sorted[lower]) * (place - Double(lower))
    }
}

extension Double {
    /// The cube root, by Newton's method from a start near it; no library function, so that the
    /// same bits come out on every platform.
    fileprivate var cubeRoot: Double {
        guard self > 0, isFinite else { return self }
        var root = Double(sign: .plus, exponent: Int(exponent) / 3, significand: 1)
        for _ in 0..<64 { root -= (root - self / (root * root)) / 3 }
        return root
    }
}
