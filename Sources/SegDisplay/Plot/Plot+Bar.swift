import SegDiagnostics
import SegFrame

extension Plot {
    /// More bands than this can't be read.
    static let mostBands = 30

    /// A bar for each value of `x`: the mean of `y` over its rows, or their number without `y`.
    ///
    /// Values of x that stand in one row each keep the order of the table, else they are sorted,
    /// and of too many those with the most rows are shown. `lower` and `upper` name the ends of an
    /// interval around y. E401, E480, E481, E482 as for `line`.
    public static func bar(
        _ table: Table, x: String, y: String? = nil, by: String? = nil, lower: String? = nil,
        upper: String? = nil, title: String = ""
    ) throws(Failure) -> Plot {
        guard (lower == nil) == (upper == nil), lower == nil || y != nil else {
            throw Failure("E482", "an interval of a bar needs `y:`, `lower:` and `upper:`")
        }
        let bands = try PlotBands(table, x)
        let groups = try PlotGroups(table, by: by)
        let heights = try BarHeights(table, y: y, lower: lower, upper: upper)
        let rows = groups.names.indices.map { bands.rows(groups.rows, group: $0) }
        let series = zip(groups.names, rows).compactMap { name, rows -> Series? in
            let bars = rows.map { heights.bar($0) }
            return bars.contains { $0 != nil } ? Series(name, .bars(bars)) : nil
        }
        guard !series.isEmpty else { throw PlotFailure.nothing([x] + (y.map { [$0] } ?? [])) }
        let averages = rows.contains { $0.contains { $0.count > 1 } }
        return Plot(
            title, x: Axis(x, .bands(bands.names)), y: Axis(heights.title(averages: averages)),
            series: series, notes: bands.notes + groups.notes)
    }

    static func mean(_ values: [Double], _ rows: [Int]) -> Double? {
        let finite = rows.lazy.map { values[$0] }.filter(\.isFinite)
        let count = finite.reduce(0.0) { sum, _ in sum + 1 }
        let mean = finite.reduce(0, +) / count
        return mean.isFinite ? mean : nil
    }
}

/// The columns from which bars get their heights and intervals.
private struct BarHeights {
    private let column: PlotColumn?
    private let values: [Double]?
    private let lower: [Double]?
    private let upper: [Double]?

    init(_ table: Table, y: String?, lower: String?, upper: String?) throws(Failure) {
        column = try y.map { name throws(Failure) in try PlotColumn(table, name) }
        values = try column?.values()
        self.lower = try Self.values(table, lower)
        self.upper = try Self.values(table, upper)
    }

    /// The bar of some rows: the mean of their values, or their number.
    func bar(_ rows: [Int]) -> Plot.Bar? {
        guard let values else { return rows.isEmpty ? nil : Plot.Bar(Double(rows.count)) }
        guard let value = Plot.mean(values, rows) else { return nil }
        return Plot.Bar(
            value, lower: lower.flatMap { Plot.mean($0, rows) },
            upper: upper.flatMap { Plot.mean($0, rows) })
    }

    func title(averages: Bool) -> String {
        guard let column else { return "rows" }
        return averages ? "mean of \(column.title)" : column.title
    }

    private static func values(_ table: Table, _ name: String?) throws(Failure) -> [Double]? {
        guard let name else { return nil }
        return try PlotColumn(table, name).values()
    }
}
