import SegDiagnostics

extension Table {
    /// The rows with these numbers, in their order; numbers are in `0 ..< rowCount`.
    public func taking(_ rows: [Int]) -> Table {
        passingMarks(
            to: Table(
                schema: schema, columns: columns.map { $0.taking(rows) }, rowCount: rows.count))
    }

    /// The rows of a range, sharing memory.
    public func slice(_ range: Range<Int>) -> Table {
        let range = range.clamped(to: 0..<rowCount)
        return passingMarks(
            to: Table(
                schema: schema, columns: columns.map { $0.slice(range) }, rowCount: range.count))
    }

    /// The rows of all tables one after the other, with the columns of the first in its order. E405
    /// where a table has other columns, E402 where types differ. Marks of all are kept.
    public static func concatenated(_ parts: [Table]) throws(Failure) -> Table {
        guard let first = parts.first else { return try Table([]) }
        if parts.count == 1 { return first }
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for field in first.schema.fields {
            var pieces: [Column] = []
            for part in parts { pieces.append(try part.part(field, of: first)) }
            let column = try Self.named(field.name) { () throws(Failure) in
                try Column.concatenated(pieces)
            }
            columns.append((field.name, column.type == field.type ? field.kind : nil, column))
        }
        var table = try Table(columns)
        for part in parts { table.adoptMarks(of: part) }
        table.sources = parts.map(\.sources).max { $0.count < $1.count } ?? []
        return table
    }

    private func part(_ field: Field, of first: Table) throws(Failure) -> Column {
        guard let column = self[field.name], columns.count == first.columns.count else {
            let lacking = first.names.first { self[$0] == nil }
            let extra = names.first { first[$0] == nil } ?? ""
            let what = lacking.map { "lack column '\($0)'" } ?? "have column '\(extra)' besides"
            throw Failure(
                "E405", "the rows to append \(what)", hint: "select the same columns in both tables"
            )
        }
        return column
    }

    private static func named<Value>(
        _ name: String, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        do { return try body() } catch {
            throw Failure(error.code, "in column '\(name)': \(error.message)", hint: error.hint)
        }
    }

    /// Adds the marks and origins of another table that aren't there yet.
    mutating func adoptMarks(of other: Table) {
        marks.adopt(other.marks)
        dormantMarks.adopt(other.dormantMarks)
        for origin in other.uncheckedOrigins where !uncheckedOrigins.contains(origin) {
            uncheckedOrigins.append(origin)
        }
    }
}
