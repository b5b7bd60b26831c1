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
            let before = relation
            relation = typed
            // Rows that a filter leaves out may hold what is no number.
            if let numbers = try? rows() { table = numbers } else { relation = before }
        }
        table.notes += relation.columnNotes(table.names, connection) + relation.oddNotes(table, connection)
        return table
    }

    private func rows() throws(Failure) -> Table {
        guard let filter = options.filter else { return try unfiltered(options) }
        try filter.requireElementwise(in: "filter")
        do throws(Failure) {
            try guessTypesOfAllRows()
            let condition = try filter.sql(in: try schema(of: filter.referencedColumns))
            return try checked(run { self.query($0, options, condition: condition) })
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
        guard relation.isCSV else { return try checked(run { self.query($0, options, condition: nil) }) }
        if let table = try sampledTable(options) { return table }
        let result: DuckDBResult
        do throws(DuckDBError) {
            relation.guesses = try relation.guessed(sampled: false, connection)
            result = try fittingResult { self.query($0, options, condition: nil) }
        } catch {
            throw relation.explained(error, connection)
        }
        return try checked(result)
    }

    /// Takes the columns of CSV files for what all their rows say, also those that a filter leaves out.
    private func guessTypesOfAllRows() throws(Failure) {
        guard relation.isCSV else { return }
        do throws(DuckDBError) {
            relation.guesses = try relation.guessed(sampled: false, connection)
            let wanted = options.columns.map { Set($0 + (options.filter?.referencedColumns ?? [])) }
            let names = relation.guesses.filter { $0.value != .text && wanted?.contains($0.key) ?? true }.keys.sorted { $0.precedesByBytes($1) }
            guard !names.isEmpty else { return }
            let counts = names.map { "count(\(SQLText.name($0)))" }.joined(separator: ", ")
            _ = try fittingResult { "SELECT \(counts) FROM (\($0.rows))" }
        } catch {
            throw relation.explained(error, connection)
        }
    }

    /// Runs a query over CSV files, where a text isn't of its column's guessed type with the next wider one.
    private func fittingResult(_ sql: (SourceRelation) -> String) throws(DuckDBError) -> DuckDBResult {
        while true {
            do throws(DuckDBError) { return try connection.run(sql(relation)) } catch {
                guard let column = Misfit(error)?.column, relation.options.types[column] == nil,
                    let wider = relation.guesses[column]?.wider
                else { throw error }
                relation.guesses[column] = wider
            }
        }
    }

    /// These columns as reading all rows gives them; others may be of types that tables don't have.
    private func schema(of names: [String]) throws(Failure) -> Schema {
        let wanted = names.isEmpty ? "*" : "COLUMNS(lambda name: name IN (\(names.map(SQLText.literal).joined(separator: ", "))))"
        return try run { "SELECT \(wanted) FROM (\($0.rows)) LIMIT 0" }.table(text: relation.text).schema
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

    /// Reads a CSV file with types that its first rows suggest; nil where later rows may give other types.
    ///
    /// The outcome is that of looking at all rows: a type that later rows break gives way to a wider one, and a column that is
    /// all missing in the sample is looked at again.
    private func sampledTable(_ options: SourceOptions) throws(Failure) -> Table? {
        guard let guesses = try? relation.guessed(sampled: true, connection) else { return nil }
        relation.guesses = guesses
        guard let result = try? fittingResult({ self.query($0, options, condition: nil) }) else { return nil }
        let table = try checked(result)
        let sample = SourceRelation.sampleSize
        let isUndecided = table.columns.contains { column in
            column.type.isText && column.count > sample && (0..<sample).allSatisfy(column.isMissing)
        }
        return isUndecided ? nil : table
    }

    private func query(_ relation: SourceRelation, _ options: SourceOptions, condition: String?) -> String {
        let columns = options.columns.map { relation.expanded($0).map(SQLText.name).joined(separator: ", ") } ?? "*"
        var sql = "SELECT \(columns) FROM (\(relation.rows))"
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
