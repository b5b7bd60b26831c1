import SegDiagnostics
import SegFrame

extension Plot {
    private static let mostOutliers = 40

    /// The distribution of `y` for each value of `x`, or over all rows, as quartiles and whiskers.
    ///
    /// E401, E480, E481 as for `line`.
    public static func box(
        _ table: Table, x: String? = nil, y: String, by: String? = nil, title: String = ""
    ) throws(Failure) -> Plot {
        let up = try PlotColumn(table, y)
        let ys = try up.values()
        let groups = try PlotGroups(table, by: by)
        let bands = try x.map { name throws(Failure) in try PlotBands(table, name) }
        let series = groups.names.enumerated().compactMap { group, name -> Series? in
            let rows =
                bands?.rows(groups.rows, group: group)
                ?? [ys.indices.filter { groups.rows[$0] == group }]
            let boxes = rows.map { rows in box(rows.map { ys[$0] }) }
            return boxes.contains { $0 != nil } ? Series(name, .boxes(boxes)) : nil
        }
        guard !series.isEmpty else { throw PlotFailure.nothing((x.map { [$0] } ?? []) + [y]) }
        return Plot(
            title, x: Axis(x ?? "", .bands(bands?.names ?? [""])), y: Axis(up.title, up.scale),
            series: series, notes: (bands?.notes ?? []) + groups.notes)
    }

    private static func box(_ values: [Double]) -> Box? {
        let sorted = values.filter(\.isFinite).sorted()
        guard let least = sorted.first, let greatest = sorted.last else { return nil }
        let lower = quantile(sorted, 0.25)
        let upper = quantile(sorted, 0.75)
        let reach = 1.5 * (upper - lower)
        let inside = sorted.filter { $0 >= lower - reach && $0 <= upper + reach }
        let outside = sorted.filter { $0 < lower - reach || $0 > upper + reach }
        return Box(
            low: min(lower, inside.first ?? least), lowerQuartile: lower,
            median: quantile(sorted, 0.5),
            upperQuartile: upper, high: max(upper, inside.last ?? greatest),
            outliers: PlotThinning.every(outside, most: mostOutliers))
    }
}
