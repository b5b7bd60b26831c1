import SegDiagnostics

/// Runs the query of one load.
struct SourceReader {
    private let relation: SourceRelation
    private let options: SourceOptions
    private let connection: DuckDBConnection

    init(_ relation: SourceRelation, _ options: SourceOptions) throws(Failure) {
        self.relation = relation
        self.options = options
        connection = try DuckDBConnection()
    }

    func table() throws(Failure) -> Table {
        var table = try rows()
        table.notes += relation.columnNotes(table.names, connection)
        return table
    }

    private func rows() throws(Failure) -> Table {
        guard let filter = options.filter else { return try unfiltered(options) }
        try filter.requireElementwise(in: "filter")
        do throws(Failure) {
            let condition = try filter.sql(in: try wholeSchema())
            return try checked(run(query(options, condition: condition, sampled: false)))
        } catch  where error.code == "E410" {
            return try filteredHere(filter)
        }
    }

    /// For a predicate that DuckDB can't compute with the same results: reads all rows, filters
    /// them here.
    private func filteredHere(_ filter: ColumnExpression) throws(Failure) -> Table {
        var all = options
        all.limit = nil
        all.columns = options.columns.map { names in
            names + filter.referencedColumns.filter { !names.contains($0) }
        }
        var table = try unfiltered(all).filter(filter)
        if let limit = options.limit { table = table.head(limit) }
        if let columns = options.columns { table = try table.selecting(columns) }
        return table
    }

    private func unfiltered(_ options: SourceOptions) throws(Failure) -> Table {
        if relation.isCSV, let table = try sampledTable(options) { return table }
        return try checked(run(query(options, condition: nil, sampled: false)))
    }

    /// The columns as reading all rows gives them.
    private func wholeSchema() throws(Failure) -> Schema {
        try run(relation.rows(sampled: false) + " LIMIT 0").table(text: relation.text).schema
    }

    private func run(_ sql: String) throws(Failure) -> DuckDBResult {
        do throws(DuckDBError) { return try connection.run(sql) } catch {
            throw relation.explained(error, connection)
        }
    }

    /// Reads a CSV file with types from its first rows; nil where later rows may give other types.
    ///
    /// The outcome is that of looking at all rows: a type that later rows break raises an error,
    /// and a column that is all missing in the sample is looked at again.
    private func sampledTable(_ options: SourceOptions) throws(Failure) -> Table? {
        let sql = query(options, condition: nil, sampled: true)
        guard let result = try? connection.run(sql) else { return nil }
        let table = try checked(result)
        let sample = SourceRelation.sampleSize
        let isUndecided = table.columns.contains { column in
            column.type.isText && column.count > sample && (0..<sample).allSatisfy(column.isMissing)
        }
        return isUndecided ? nil : table
    }

    private func query(_ options: SourceOptions, condition: String?, sampled: Bool) -> String {
        let columns = options.columns.map { $0.map(SQLText.name).joined(separator: ", ") } ?? "*"
        var sql = "SELECT \(columns) FROM (\(relation.rows(sampled: sampled)))"
        if let condition { sql += " WHERE \(condition)" }
        if let limit = options.limit { sql += " LIMIT \(max(0, limit))" }
        return sql
    }

    /// The table, if its columns are called as the user wrote (DuckDB itself ignores case).
    private func checked(_ result: DuckDBResult) throws(Failure) -> Table {
        let table = try result.table(text: relation.text)
        for name in options.columns ?? [] where table.schema[name] == nil {
            throw FrameError.unknownColumn(name, among: table.names)
        }
        return table
    }
}
