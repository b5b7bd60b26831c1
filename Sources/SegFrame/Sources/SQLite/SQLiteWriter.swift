import SegDiagnostics

/// Writes a table into a SQLite file, beside the tables that the file has already.
enum SQLiteWriter {
    /// Puts the table under a name into a new file that has everything else of an existing one.
    ///
    /// - Parameters:
    ///   - existing: the file whose other tables are kept; it may not be there.
    ///   - temporary: where the new file is written.
    static func write(_ table: Table, as name: String, from existing: String, to temporary: String) throws(Failure) {
        if FileSystem.isFile(existing) { try copy(existing, to: temporary) }
        let file = try SQLiteFile(temporary, .writing)
        let quoted = SQLText.name(name)
        try file.execute("PRAGMA journal_mode = MEMORY")
        try file.execute("BEGIN")
        try file.execute("DROP TABLE IF EXISTS \(quoted)")
        let columns = table.schema.fields.map { "\(SQLText.name($0.name)) \(declaration(of: $0.type))" }
        try file.execute("CREATE TABLE \(quoted) (\(columns.joined(separator: ", ")))")
        let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        let values = table.columns.map { column in { (row: Int) in cell(column[row]) } }
        try file.run("INSERT INTO \(quoted) VALUES (\(places))", for: 0..<table.rowCount, values: values)
        try file.execute("COMMIT")
    }

    private static func cell(_ value: Scalar) -> Scalar {
        switch value {
        // In UTC: the offset of a place is not always whole minutes.
        case .dateTime(let microseconds, .some): .dateTime(microseconds, zone: "UTC")
        case .duration(let nanoseconds): .string(DurationText.clock(nanoseconds))
        default: value
        }
    }

    /// A copy of a database that nobody writes to, made by SQLite itself.
    private static func copy(_ existing: String, to temporary: String) throws(Failure) {
        for ending in ["-wal", "-journal"] where FileSystem.read(existing + ending, limit: 1)?.isEmpty == false {
            throw Failure(
                "E424", "\"\(existing)\" is being written by another program: there is a file \"\(existing)\(ending)\"",
                hint: "close that program, or save to another file")
        }
        try SQLiteFile(existing).execute("VACUUM INTO \(SQLText.literal(temporary))")
    }

    /// The types that `load` reads back as they were.
    private static func declaration(of type: ColumnType) -> String {
        switch type {
        case .int64: "INTEGER"
        case .float64, .float32: "REAL"
        case .bool: "BOOLEAN"
        case .date: "DATE"
        case .dateTime(zone: nil): "TIMESTAMP"
        // Written with its offset; SQLite has no types of time itself.
        case .dateTime: "TIMESTAMPTZ"
        case .string, .category, .duration: "TEXT"
        }
    }
}
