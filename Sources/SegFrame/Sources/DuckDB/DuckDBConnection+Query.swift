import CDuckDB
import SegDiagnostics

extension DuckDBConnection {
    /// Runs one statement and gives its rows as a table; values enter as `$name`.
    ///
    /// Fails with E430 and DuckDB's message, with the place in the statement where it points at
    /// one.
    public func query(
        _ sql: String, parameters: [String: Scalar] = [:]
    ) throws(Failure) -> Table {
        try result(of: sql, parameters).table(isQuery: true)
    }

    /// A table of no rows with the columns that one statement would give; the statement isn't run.
    func schema(of sql: String, parameters: [String: Scalar]) throws(Failure) -> Table {
        try withHandle { (connection) throws(Failure) in
            try Self.prepared(library, connection, sql, parameters).schema()
        }
    }

    private static func prepared(
        _ library: DuckDBLibrary, _ connection: duckdb_handle, _ sql: String, _ parameters: [String: Scalar]
    ) throws(Failure) -> PreparedStatement {
        do throws(DuckDBError) {
            let statement = try PreparedStatement(library, connection, sql)
            try statement.bind(parameters)
            return statement
        } catch {
            throw error.failure
        }
    }

    private func result(
        of sql: String, _ parameters: [String: Scalar]
    ) throws(Failure) -> DuckDBResult {
        do throws(DuckDBError) { return try run(sql, parameters: parameters) } catch {
            throw error.failure
        }
    }
}
