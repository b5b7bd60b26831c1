import SegDiagnostics

extension SourceRelation {
    /// What went wrong in a query over these files, found out with further queries where DuckDB's
    /// own message doesn't say.
    func explained(_ error: DuckDBError, _ connection: DuckDBConnection) -> Failure {
        if error.category == "Binder", let failure = unknownColumn() { return failure }
        if let sql = strictCSV {
            do throws(DuckDBError) { _ = try connection.run(sql) } catch {
                return SourceError.unreadable(path, error)
            }
        }
        return SourceError.unreadable(path, error)
    }

    /// The column of the options that the file lacks, if that was it.
    private func unknownColumn() -> Failure? {
        let wanted =
            (options.columns ?? []) + options.types.keys.sorted { $0.precedesByBytes($1) }
            + (options.filter?.referencedColumns ?? [])
        // Without columns of its own this can't be asked again of the query below.
        guard !wanted.isEmpty else { return nil }
        var all = options
        (all.columns, all.types, all.filter, all.limit) = (nil, [:], nil, 0)
        guard let names = try? Source.load(path, all).names else { return nil }
        let known = Set(names.map(Utf8Key.init))
        return wanted.first { !known.contains(Utf8Key($0)) }
            .map { FrameError.unknownColumn($0, among: names) }
    }
}
