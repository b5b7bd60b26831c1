import SegDiagnostics

/// Reads one table of a SQLite file into memory, in the order of its rows.
enum SQLiteReader {
    static func table(_ path: String, _ options: SourceOptions) throws(Failure) -> Table {
        let file = try SQLiteFile(path)
        let name = try tableName(options.table, in: file, path)
        let known = try file.columnNames(of: name)
        let wanted = wantedColumns(options)
        for column in wanted ?? [] where !known.contains(where: { $0.hasSameBytes(as: column) }) {
            throw FrameError.unknownColumn(column, among: known)
        }
        let list = (wanted ?? known).map(SQLText.name).joined(separator: ", ")
        var sql = "SELECT \(list) FROM \(SQLText.name(name))"
        if options.filter == nil, let limit = options.limit { sql += " LIMIT \(max(0, limit))" }
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for column in try file.columns(of: sql) {
            columns.append((column.name, nil, try column.column()))
        }
        return try Table(columns)
    }

    /// The columns asked for and those that the options mention besides; nil for all.
    private static func wantedColumns(_ options: SourceOptions) -> [String]? {
        guard var names = options.columns else { return nil }
        let others =
            options.types.keys.sorted { $0.precedesByBytes($1) }
            + (options.filter?.referencedColumns ?? [])
        for name in others where !names.contains(name) { names.append(name) }
        return names
    }

    private static func tableName(
        _ wanted: String?, in file: SQLiteFile, _ path: String
    ) throws(Failure) -> String {
        let names = try file.tableNames()
        let listed = names.prefix(12).joined(separator: ", ")
        if let wanted {
            if let name = names.first(where: { $0.hasSameBytes(as: wanted) }) { return name }
            // To SQLite names that differ in case only are one.
            if let name = names.first(where: { $0.lowercased() == wanted.lowercased() }) { return name }
            throw Failure(
                "E422", "\"\(path)\" has no table '\(wanted)'",
                hint: Suggestion.hint(for: wanted, among: names) ?? "tables: \(listed)")
        }
        guard let only = names.first else { throw Failure("E422", "\"\(path)\" has no tables") }
        guard names.count == 1 else {
            throw Failure(
                "E422", "\"\(path)\" has \(names.count) tables",
                hint: "give table:, one of \(listed)")
        }
        return only
    }
}
