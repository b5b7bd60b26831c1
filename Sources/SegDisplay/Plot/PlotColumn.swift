import SegDiagnostics
import SegFrame

/// A column of a table as a plot reads it: numbers with the scale that they need, or groups.
struct PlotColumn {
    let name: String
    let column: Column

    private static let largest = 1e300

    /// E401 for an unknown column.
    init(_ table: Table, _ name: String) throws(Failure) {
        self.name = name
        column = try table.column(name)
    }

    /// The scale of an axis for this column's numbers.
    var scale: Plot.Axis.Scale {
        switch column.type {
        case .date, .dateTime: .time
        case .int64, .float64, .float32, .bool, .string, .category, .duration: .linear
        }
    }

    /// Whether the values can be placed along a continuous axis.
    var isContinuous: Bool {
        switch column.type {
        case .int64, .float64, .float32, .bool, .date, .dateTime, .duration: true
        case .string, .category: false
        }
    }

    /// The title of an axis, with the unit where the column's type gives one.
    var title: String { column.type == .duration ? "\(name) (seconds)" : name }

    /// Numbers along an axis: seconds for times and durations, NaN where missing; their size is
    /// kept within bounds in which differences are finite. E480 for text.
    func values() throws(Failure) -> [Double] {
        guard isContinuous else {
            throw Failure(
                "E480", "column '\(name)' is \(column.type): a plot can't place it along an axis",
                hint: "give numbers or times; text can be `by:`, or the x of a bar or box plot")
        }
        return column.doubles().enumerated().map { row, value in
            let placed = seconds(value, row: row)
            return placed.isNaN ? placed : min(Self.largest, max(-Self.largest, placed))
        }
    }

    /// The groups of a column in the order of their values, those without a value last, and each row's group. A column without any
    /// value has none.
    func groups() -> (names: [String], rows: [Int?]) {
        let (codes, levels) = column.encoded()
        let names = levels.map { SafeText.oneLine($0) }
        guard codes.contains(where: { $0 < 0 }), !levels.isEmpty else { return (names, codes.map { $0 < 0 ? nil : Int($0) }) }
        return (names + ["missing"], codes.map { $0 < 0 ? levels.count : Int($0) })
    }

    private func seconds(_ value: Double, row: Int) -> Double {
        switch column.type {
        case .date: value * 86_400
        case .dateTime(nil): value / 1e6
        case .dateTime: column.isMissing(row) ? .nan : wallClock(row)
        case .duration: value / 1e9
        case .int64, .float64, .float32, .bool, .string, .category: value
        }
    }

    /// The seconds since 1970 that the clock of the column's zone shows.
    private func wallClock(_ row: Int) -> Double {
        let text = column[row].description
        let offset = text.dropFirst(11).firstIndex { $0 == "+" || $0 == "-" } ?? text.endIndex
        return DateTimeText.microseconds(String(text[..<offset])).map { Double($0) / 1e6 } ?? .nan
    }
}

/// Rows of a plot parted into series by the values of a column.
struct PlotGroups {
    /// More series than this can't be told apart by colour.
    static let most = 8

    let names: [String]
    /// The group of each row; nil for rows that belong to none that is shown.
    let rows: [Int?]
    let notes: [String]

    /// One nameless group of all rows when there is no column; else the groups with the most rows,
    /// in the order of their values.
    init(_ table: Table, by name: String?, most: Int = Self.most) throws(Failure) {
        guard let name else {
            names = [""]
            rows = Array(repeating: 0, count: table.rowCount)
            notes = []
            return
        }
        let groups = try PlotColumn(table, name).groups()
        let kept = Self.largest(groups.rows, count: groups.names.count, most: most)
        var places = [Int?](repeating: nil, count: groups.names.count)
        for (place, group) in kept.enumerated() { places[group] = place }
        names = kept.map { groups.names[$0] }
        rows = groups.rows.map { $0.flatMap { places[$0] } }
        let hidden = groups.names.count - kept.count
        let count = "\(kept.count) of \(groups.names.count)"
        notes = hidden > 0 ? ["\(count) values of '\(name)' shown: those with most rows"] : []
    }

    /// The groups with the most rows, in their own order; of equals the first.
    private static func largest(_ rows: [Int?], count: Int, most: Int) -> [Int] {
        var sizes = [Int](repeating: 0, count: count)
        for case let group? in rows { sizes[group] += 1 }
        let order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        return order.prefix(most).filter { sizes[$0] > 0 }.sorted()
    }
}
