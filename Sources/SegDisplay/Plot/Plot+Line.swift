import SegDiagnostics
import SegFrame

extension Plot {
    /// A curve for each column of `y`, or for each value of `by`; `x` is of numbers or times.
    ///
    /// Where several rows share an x, the curve goes through their mean, or with `keepsSteps` straight up or down through all
    /// of them in order of the rows. `lower` and `upper` name
    /// the ends of an interval, drawn as a band. Rows without a value are left out. E401 for an
    /// unknown column, E480 for text along an axis, E481 when nothing is left to draw, E482 for a
    /// choice of columns that doesn't fit.
    public static func line(
        _ table: Table, x: String, y: [String], by: String? = nil, lower: String? = nil,
        upper: String? = nil, keepsSteps: Bool = false, title: String = ""
    ) throws(Failure) -> Plot {
        try checkLine(y, by: by, lower: lower, upper: upper)
        let across = try PlotColumn(table, x)
        let groups = try PlotGroups(table, by: by)
        var curves = PlotCurves(xs: try across.values(), groups: groups, keepsSteps: keepsSteps)
        for name in y {
            let values = try PlotColumn(table, name).values()
            curves.add(values, names: by == nil ? [y.count > 1 ? name : ""] : groups.names)
        }
        if let lower, let upper {
            try curves.addBands(
                PlotColumn(table, lower).values(), PlotColumn(table, upper).values())
        }
        var vertical = Axis("")
        if y.count == 1, let name = y.first {
            vertical = Axis(
                (curves.averages ? "mean of " : "") + (try PlotColumn(table, name).title))
        }
        return Plot(
            title, x: Axis(across.title, across.scale), y: vertical,
            series: try curves.series(x: x, y: y), notes: groups.notes + (y.count == 1 ? curves.notes(y[0]) : []))
    }

    private static func checkLine(
        _ y: [String], by: String?, lower: String?, upper: String?
    ) throws(Failure) {
        guard y.count == 1 || (by == nil && !y.isEmpty) else {
            throw Failure(
                "E482", "a line plot draws one column for each value of `by:`, not \(y.count)",
                hint: "give one `y:`, or several without `by:`")
        }
        guard (lower == nil) == (upper == nil), lower == nil || y.count == 1 else {
            throw Failure("E482", "a band needs `lower:` and `upper:` and one `y:`")
        }
    }
}

/// Curves gathered from rows: sorted, averaged where an x repeats, thinned.
private struct PlotCurves {
    let xs: [Double]
    let groups: PlotGroups
    let keepsSteps: Bool
    private(set) var averages = false
    /// Rows that have a place across and no value.
    private var gaps = 0
    private var lines: [Plot.Series] = []
    private var bands: [Plot.Series] = []

    init(xs: [Double], groups: PlotGroups, keepsSteps: Bool) {
        self.xs = xs
        self.groups = groups
        self.keepsSteps = keepsSteps
    }

    mutating func add(_ ys: [Double], names: [String]) {
        gaps += zip(xs, ys).count { $0.isFinite && !$1.isFinite }
        for (group, name) in names.enumerated() {
            let points = means(ys, group: group)
            if !points.isEmpty { lines.append(Plot.Series(name, .line(PlotThinning.line(points)))) }
        }
    }

    mutating func addBands(_ lower: [Double], _ upper: [Double]) {
        // A row counts only with both ends, so that both curves have the same points.
        let lower = zip(lower, upper).map { $1.isFinite ? $0 : .nan }
        let upper = zip(upper, lower).map { $1.isFinite ? $0 : .nan }
        for (group, name) in groups.names.enumerated() {
            let ends = zip(means(lower, group: group), means(upper, group: group))
            let ranges = ends.map { Plot.Interval($0.x, lower: $0.y, upper: $1.y) }
            if !ranges.isEmpty {
                bands.append(Plot.Series(name, .band(PlotThinning.every(ranges, most: 300))))
            }
        }
    }

    func series(x: String, y: [String]) throws(Failure) -> [Plot.Series] {
        guard !lines.isEmpty else { throw PlotFailure.nothing([x] + y) }
        return bands + lines
    }

    /// What the curves don't show: they go straight on where a value is missing.
    func notes(_ y: String) -> [String] {
        gaps == 0 ? [] : ["without \(gaps) row\(gaps == 1 ? "" : "s") where '\(y)' is missing"]
    }

    /// The points of a group in order of x; rows of one x become their mean.
    private mutating func means(_ ys: [Double], group: Int) -> [Plot.Point] {
        let rows = xs.indices.filter {
            groups.rows[$0] == group && xs[$0].isFinite && ys[$0].isFinite
        }
        .sorted { (xs[$0], $0) < (xs[$1], $1) }
        var points: [Plot.Point] = []
        var sum = 0.0
        var count = 0.0
        for row in rows {
            if points.last?.x == xs[row], !keepsSteps {
                averages = true
                sum += ys[row]
                count += 1
                points[points.count - 1].y = sum / count
            } else {
                points.append(Plot.Point(xs[row], ys[row]))
                sum = ys[row]
                count = 1
            }
        }
        return points
    }
}

enum PlotFailure {
    static func nothing(_ columns: [String]) -> Failure {
        let names = columns.map { "'\($0)'" }.joined(separator: ", ")
        return Failure(
            "E481", "there is nothing to draw: no row has a value in \(names)",
            hint: "look at the missing values of these columns")
    }
}
