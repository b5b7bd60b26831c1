import SegDiagnostics

/// What a reader of several files, or of a header with one name twice, should know of the columns.
extension SourceRelation {
    /// Notes such as `'a' heads 2 columns: the later ones are called a_1 and so on`.
    ///
    /// - Parameter columns: those that were read; others are of no interest.
    func columnNotes(_ columns: [String], _ connection: DuckDBConnection) -> [String] {
        if isSeveralFiles { return unevenNotes(columns, connection) }
        if format == .parquet { return renamedNotes(connection) }
        guard isCSV, options.header else { return [] }
        return repeatedNotes(header(of: path))
    }

    /// Columns of a Parquet file that had to be renamed.
    private func renamedNotes(_ connection: DuckDBConnection) -> [String] {
        let sql = "SELECT name, num_children AS parts FROM parquet_schema(\(SQLText.literal(pattern)))"
        guard let schema = try? connection.run(sql).table(), let names = schema["name"]?.strings(), let parts = schema["parts"] else { return [] }
        return repeatedNotes(Self.ownNames(names, parts))
    }

    /// The names of the columns alone: a Parquet schema begins with the file's own and names the parts of nested columns too.
    private static func ownNames(_ names: [String?], _ parts: Column) -> [String] {
        var own: [String] = []
        // How many parts are still to come.
        var within = 0
        for (place, name) in names.enumerated().dropFirst() {
            if within == 0 { own.append(name ?? "") } else { within -= 1 }
            if case .int(let count) = parts[place] { within += count }
        }
        return own
    }

    /// Names that head several columns; those that differ in case only are one name to DuckDB.
    private func repeatedNotes(_ names: [String]) -> [String] {
        var counts: [Utf8Key: Int] = [:]
        var repeated: [String] = []
        for name in names where !name.isEmpty {
            let key = Utf8Key(name.lowercased())
            counts[key, default: 0] += 1
            if counts[key] == 2 { repeated.append(name) }
        }
        return repeated.map { name in
            let count = counts[Utf8Key(name.lowercased())] ?? 0
            return "'\(name)' heads \(count) columns, in whatever case: the later ones are called '\(name)_1' and so on"
        }
    }

    /// Columns that some of the files lack, whose rows are missing there.
    private func unevenNotes(_ columns: [String], _ connection: DuckDBConnection) -> [String] {
        guard let files = names(of: "SELECT file FROM glob(\(SQLText.literal(pattern))) ORDER BY file", connection),
            files.count > 1, files.count <= Self.mostFilesLookedAt
        else { return [] }
        let headers = files.map { file -> Set<Utf8Key> in
            guard format == .parquet else { return isCSV && options.header ? Set(header(of: file).map(Utf8Key.init)) : [] }
            let found = names(of: "SELECT name FROM parquet_schema(\(SQLText.literal(file)))", connection)
            return Set((found ?? []).map(Utf8Key.init))
        }
        guard headers.allSatisfy({ !$0.isEmpty }) else { return [] }
        return columns.compactMap { column in
            let having = headers.count { $0.contains(Utf8Key(column)) }
            guard having > 0, having < files.count else { return nil }
            return "'\(column)' is in \(having) of \(files.count) files, and missing in the rows of the others"
        }
    }

    func names(of sql: String, _ connection: DuckDBConnection) -> [String]? {
        guard let table = try? connection.run(sql).table(), let column = table.columns.first else { return nil }
        return column.strings().compactMap { $0 }
    }

    private func header(of file: String) -> [String] { CSVDialect.names(of: file, delimiter: delimiter) }

    private static let mostFilesLookedAt = 1_000
}
