import SegDiagnostics

/// The cells of a SQLite column, each of a type of its own, and the type that the table declares.
struct SQLiteColumn {
    let name: String
    let declared: String
    var cells: [Scalar] = []
    var holdsBytes = false

    init(name: String, declared: String) {
        self.name = name
        self.declared = declared.uppercased()
    }

    /// The cells as a column: dates, instants and booleans where the table declares them and all
    /// cells fit; else integers, floats or text, whichever holds all cells. E402 for bytes.
    func column() throws(Failure) -> Column {
        if holdsBytes {
            throw Failure(
                "E402", "column '\(name)' holds bytes", hint: "leave it out with columns:")
        }
        if let column = try declaredColumn() { return column }
        return try plainColumn()
    }

    private func declaredColumn() throws(Failure) -> Column? {
        let convert: ((Scalar) -> Scalar?)?
        let type: ColumnType
        switch declared {
        case "DATE": (convert, type) = (Self.date, .date)
        case "DATETIME", "TIMESTAMP": (convert, type) = (Self.instant, .dateTime(zone: nil))
        case "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE": (convert, type) = (Self.zonedInstant, .dateTime(zone: "UTC"))
        case "BOOLEAN", "BOOL": (convert, type) = (Self.truth, .bool)
        default: return nil
        }
        guard let convert else { return nil }
        var converted: [Scalar] = []
        for cell in cells {
            guard let value = cell.isNull ? .null : convert(cell) else { return nil }
            converted.append(value)
        }
        return try Column(scalars: converted, type: type)
    }

    private static func date(_ cell: Scalar) -> Scalar? {
        guard let text = cell.text, let date = CivilDate(text) else { return nil }
        return Int32(exactly: date.days).map { .date($0) }
    }

    private static func instant(_ cell: Scalar) -> Scalar? {
        cell.text.flatMap(DateTimeText.microseconds).map { .dateTime($0, zone: nil) }
    }

    private static func zonedInstant(_ cell: Scalar) -> Scalar? {
        cell.text.flatMap(DateTimeText.instant).map { .dateTime($0, zone: "UTC") }
    }

    private static func truth(_ cell: Scalar) -> Scalar? {
        switch cell {
        case .int(0): .bool(false)
        case .int(1): .bool(true)
        default: nil
        }
    }

    private func plainColumn() throws(Failure) -> Column {
        if cells.contains(where: { $0.text != nil }) {
            return Column(strings: cells.map { $0.isNull ? nil : $0.description })
        }
        let hasReal = cells.contains { if case .double = $0 { true } else { false } }
        if cells.isEmpty, declared == "TEXT" { return Column(strings: []) }
        if cells.isEmpty, declared == "INTEGER" { return Column(ints: []) }
        let isEmpty = cells.allSatisfy(\.isNull)
        return try Column(scalars: cells, type: hasReal || isEmpty ? .float64 : .int64)
    }
}
