import SegDiagnostics
import SegFrame

extension Plot {
    /// The mean of `value` for each pair of values of `x` and `y`, or the number of rows without
    /// it.
    ///
    /// E401, E480, E481 as for `line`.
    public static func heatMap(
        _ table: Table, x: String, y: String, value: String? = nil, title: String = ""
    ) throws(Failure) -> Plot {
        let across = try PlotGroups(table, by: x, most: mostBands)
        let up = try PlotGroups(table, by: y, most: mostBands)
        let values = try value.map { name throws(Failure) in try PlotColumn(table, name).values() }
        var rows = [[[Int]]](
            repeating: [[Int]](repeating: [], count: across.names.count), count: up.names.count)
        for row in 0..<table.rowCount {
            if let column = across.rows[row], let line = up.rows[row] {
                rows[line][column].append(row)
            }
        }
        let cells = rows.map { line in
            line.map { rows -> Double? in
                guard let values else { return rows.isEmpty ? nil : Double(rows.count) }
                return mean(values, rows)
            }
        }
        guard cells.contains(where: { $0.contains { $0 != nil } }) else {
            throw PlotFailure.nothing([x, y] + (value.map { [$0] } ?? []))
        }
        return Plot(
            title, x: Axis(x, .bands(across.names)), y: Axis(y, .bands(up.names)),
            series: [Series(value ?? "rows", .cells(cells))], notes: across.notes + up.notes)
    }
}
