import SegDiagnostics
import SegFrame

extension Plot {
    /// A point for each row that has both values, coloured by `by`.
    ///
    /// Of many rows a sample is drawn, the same each time. E401, E480, E481 as for `line`.
    public static func scatter(
        _ table: Table, x: String, y: String, by: String? = nil, title: String = ""
    ) throws(Failure) -> Plot {
        let across = try PlotColumn(table, x)
        let up = try PlotColumn(table, y)
        let xs = try across.values()
        let ys = try up.values()
        let groups = try PlotGroups(table, by: by)
        let rows = xs.indices.filter {
            xs[$0].isFinite && ys[$0].isFinite && groups.rows[$0] != nil
        }
        guard !rows.isEmpty else { throw PlotFailure.nothing([x, y]) }
        let most = PlotThinning.mostPoints
        let series = groups.names.enumerated().compactMap { group, name -> Series? in
            let own = rows.filter { groups.rows[$0] == group }
            guard !own.isEmpty else { return nil }
            let share = max(20, most * own.count / rows.count)
            return Series(
                name, .points(PlotThinning.cloud(own.map { Point(xs[$0], ys[$0]) }, most: share)))
        }
        let sampled =
            "a sample of \(NumberText.grouped(most)) of \(NumberText.grouped(rows.count)) points"
        return Plot(
            title, x: Axis(across.title, across.scale), y: Axis(up.title, up.scale), series: series,
            notes: groups.notes + (rows.count > most ? [sampled] : []))
    }
}
