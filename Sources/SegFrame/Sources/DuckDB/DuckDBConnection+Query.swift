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

    private func result(
        of sql: String, _ parameters: [String: Scalar]
    ) throws(Failure) -> DuckDBResult {
        do throws(DuckDBError) { return try run(sql, parameters: parameters) } catch {
            throw error.failure
        }
    }
}
