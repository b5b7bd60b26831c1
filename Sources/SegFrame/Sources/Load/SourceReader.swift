import SegDiagnostics

/// Runs the query of one load.
final class SourceReader {
    /// The files, with nested columns taken apart once one was asked for.
    private(set) var relation: SourceRelation
    private let options: SourceOptions
    private let connection: DuckDBConnection

    init(_ relation: SourceRelation, _ options: SourceOptions) throws(Failure) {
        self.relation = relation
        self.options = options
        connection = try DuckDBConnection()
    }

    func table() throws(Failure) -> Table {
        var table = try rows()
        if let typed = relation.withInfinities(in: table) {
            relation = typed
            table = try rows()
        }
        table.notes += relation.columnNotes(table.names, connection) + relation.oddNotes(table, connection)
        return table
    }

    private func rows() throws(Failure) -> Table {
        guard let filter = options.filter else { return try unfiltered(options) }
        try filter.requireElementwise(in: "filter")
        do throws(Failure) {
            let condition = try filter.sql(in: try schema(of: filter.referencedColumns))
            return try checked(run { self.query($0, options, condition: condition, sampled: false) })
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
        if let columns = options.columns { table = try table.selecting(relation.expanded(columns)) }
        return table
    }

    private func unfiltered(_ options: SourceOptions) throws(Failure) -> Table {
        if relation.isCSV, let table = try sampledTable(options) { return table }
        return try checked(run { self.query($0, options, condition: nil, sampled: false) })
    }

    /// These columns as reading all rows gives them; others may be of types that tables don't have.
    private func schema(of names: [String]) throws(Failure) -> Schema {
        let wanted = names.isEmpty ? "*" : "COLUMNS(lambda name: name IN (\(names.map(SQLText.literal).joined(separator: ", "))))"
        return try run { "SELECT \(wanted) FROM (\($0.rows(sampled: false))) LIMIT 0" }.table(text: relation.text).schema
    }

    /// Runs a query over the files, with nested columns taken apart where it reads one.
    private func run(_ sql: (SourceRelation) -> String) throws(Failure) -> DuckDBResult {
        do throws(DuckDBError) {
            if relation.mayBeNested {
                if !relation.hasTextTypes, let result = try flatResult(of: sql(relation)) { return result }
                relation = try relation.flattened(connection)
            }
            return try connection.run(sql(relation))
        } catch {
            throw relation.explained(error, connection)
        }
    }

    /// Nil where a column is nested, or has the name of a part.
    private func flatResult(of sql: String) throws(DuckDBError) -> DuckDBResult? {
        do throws(DuckDBError) { return try connection.runUnlessNested(sql) } catch {
            guard error.category == "Binder" else { throw error }
            return nil
        }
    }

    /// Reads a CSV file with types from its first rows; nil where later rows may give other types.
    ///
    /// The outcome is that of looking at all rows: a type that later rows break raises an error,
    /// and a column that is all missing in the sample is looked at again.
    private func sampledTable(_ options: SourceOptions) throws(Failure) -> Table? {
        let sql = query(relation, options, condition: nil, sampled: true)
        guard let result = try? connection.run(sql) else { return nil }
        let table = try checked(result)
        let sample = SourceRelation.sampleSize
        let isUndecided = table.columns.contains { column in
            column.type.isText && column.count > sample && (0..<sample).allSatisfy(column.isMissing)
        }
        return isUndecided ? nil : table
    }

    private func query(_ relation: SourceRelation, _ options: SourceOptions, condition: String?, sampled: Bool) -> String {
        let columns = options.columns.map { relation.expanded($0).map(SQLText.name).joined(separator: ", ") } ?? "*"
        var sql = "SELECT \(columns) FROM (\(relation.rows(sampled: sampled)))"
        if let condition { sql += " WHERE \(condition)" }
        if let limit = options.limit { sql += " LIMIT \(max(0, limit))" }
        return sql
    }

    /// The table, if its columns are called as the user wrote (DuckDB itself ignores case).
    private func checked(_ result: DuckDBResult) throws(Failure) -> Table {
        let table = try result.table(text: relation.text)
        for name in relation.expanded(options.columns ?? []) where table.schema[name] == nil {
            throw FrameError.unknownColumn(name, among: table.names)
        }
        return table
    }
}
