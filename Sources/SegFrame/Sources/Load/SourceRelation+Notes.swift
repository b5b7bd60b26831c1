import SegDiagnostics

/// What a reader of several files, or of a header with one name twice, should know of the columns.
extension SourceRelation {
    /// Notes such as `'a' heads 2 columns: the later ones are called a_1 and so on`.
    ///
    /// - Parameter columns: those that were read; others are of no interest.
    func columnNotes(_ columns: [String], _ connection: DuckDBConnection) -> [String] {
        if isSeveralFiles { return unevenNotes(columns, connection) }
        if format == .parquet { return renamedNotes(columns, connection) }
        guard isCSV, options.header else { return [] }
        return repeatedNotes(header(of: path))
    }

    /// Columns of a Parquet file that had to be renamed; its schema names the parts of nested columns too.
    private func renamedNotes(_ columns: [String], _ connection: DuckDBConnection) -> [String] {
        guard let own = names(of: "SELECT name FROM parquet_schema(\(SQLText.literal(pattern)))", connection) else { return [] }
        let known = Set(own.map(Utf8Key.init))
        return columns.allSatisfy { known.contains(Utf8Key($0)) } ? [] : repeatedNotes(own)
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

    private func names(of sql: String, _ connection: DuckDBConnection) -> [String]? {
        guard let table = try? connection.run(sql).table(), let column = table.columns.first else { return nil }
        return column.strings().compactMap { $0 }
    }

    private func header(of file: String) -> [String] { CSVDialect.names(of: file, delimiter: delimiter) }

    private static let mostFilesLookedAt = 1_000
}
