import SegDiagnostics
import SegFrame

extension Plot {
    /// More bands than this can't be read.
    static let mostBands = 30

    /// A bar for each value of `x`: the mean of `y` over its rows, or their number without `y`.
    ///
    /// Values of x that stand in one row each keep the order of the table, else they are sorted, and of
    /// too many those with the most rows are shown. `lower` and `upper` name the ends of an interval
    /// around y. E401, E480, E481, E482 as for `line`.
    public static func bar(
        _ table: Table, x: String, y: String? = nil, by: String? = nil, lower: String? = nil,
        upper: String? = nil, title: String = ""
    ) throws(Failure) -> Plot {
        guard (lower == nil) == (upper == nil), lower == nil || y != nil else {
            throw Failure("E482", "an interval of a bar needs `y:`, `lower:` and `upper:`")
        }
        let bands = try PlotBands(table, x)
        let groups = try PlotGroups(table, by: by)
        let up = try y.map { name throws(Failure) in try PlotColumn(table, name) }
        let ys = try up?.values()
        let ends = try [lower, upper].map { name throws(Failure) -> [Double]? in
            guard let name else { return nil }
            return try PlotColumn(table, name).values()
        }
        let series = groups.names.enumerated().compactMap { group, name -> Series? in
            let bars = bands.rows(groups.rows, group: group).map { rows in
                bar(rows, ys, lower: ends[0], upper: ends[1])
            }
            return bars.contains { $0 != nil } ? Series(name, .bars(bars)) : nil
        }
        guard !series.isEmpty else { throw PlotFailure.nothing([x] + (y.map { [$0] } ?? [])) }
        let average = bands.isUnique || by != nil ? "" : "mean of "
        return Plot(
            title, x: Axis(x, .bands(bands.names)), y: Axis(up.map { average + $0.title } ?? "rows"),
            series: series, notes: bands.notes + groups.notes)
    }

    private static func bar(_ rows: [Int], _ ys: [Double]?, lower: [Double]?, upper: [Double]?) -> Bar? {
        guard let ys else { return rows.isEmpty ? nil : Bar(Double(rows.count)) }
        guard let value = mean(ys, rows) else { return nil }
        return Bar(value, lower: lower.flatMap { mean($0, rows) }, upper: upper.flatMap { mean($0, rows) })
    }

    static func mean(_ values: [Double], _ rows: [Int]) -> Double? {
        let finite = rows.lazy.map { values[$0] }.filter(\.isFinite)
        let count = finite.reduce(0.0) { sum, _ in sum + 1 }
        let mean = finite.reduce(0, +) / count
        return mean.isFinite ? mean : nil
    }
}

/// The places of a banded axis.
struct PlotBands {
    let names: [String]
    let notes: [String]
    /// Whether no value stands in more than one row.
    let isUnique: Bool
    private let places: [Int?]

    /// The values of a column as bands; in the table's order when each stands in one row.
    init(_ table: Table, _ name: String) throws(Failure) {
        let column = try PlotColumn(table, name)
        let codes = column.groups().rows
        let present = codes.compactMap { $0 }
        isUnique = Set(present).count == present.count
        let groups = try PlotGroups(table, by: name, most: Plot.mostBands)
        let shown = groups.rows.compactMap { $0 }
        guard isUnique else {
            names = groups.names
            places = groups.rows
            notes = groups.notes
            return
        }
        names = shown.map { groups.names[$0] }
        var next = 0
        var places = [Int?](repeating: nil, count: groups.rows.count)
        for row in groups.rows.indices where groups.rows[row] != nil {
            places[row] = next
            next += 1
        }
        self.places = places
        let hidden = present.count - shown.count
        notes = hidden > 0 ? ["\(shown.count) of \(present.count) values of '\(name)' shown"] : []
    }

    /// The rows of each band that belong to a group.
    func rows(_ groups: [Int?], group: Int) -> [[Int]] {
        var rows = [[Int]](repeating: [], count: names.count)
        for (row, place) in places.enumerated() where groups[row] == group {
            if let place { rows[place].append(row) }
        }
        return rows
    }

    /// The band of each row.
    var ofRows: [Int?] { places }
}
