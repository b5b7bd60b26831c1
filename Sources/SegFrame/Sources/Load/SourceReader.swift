import SegDiagnostics

/// Runs the query of one load and explains what goes wrong.
struct SourceReader {
    private let relation: SourceRelation
    private let options: SourceOptions
    private let connection: DuckDBConnection

    /// How many rows DuckDB looks at to guess the types of CSV columns when it isn't asked for all.
    private static let sampleSize = 20_480

    init(_ relation: SourceRelation, _ options: SourceOptions, _ connection: DuckDBConnection) {
        self.relation = relation
        self.options = options
        self.connection = connection
    }

    func table() throws(Failure) -> Table {
        let isSampled = relation.format == .csv || relation.format == .tsv
        if isSampled, let table = try sampledTable() { return table }
        return try checked(run(try query(sampled: false)))
    }

    private func run(_ sql: String) throws(Failure) -> DuckDBResult {
        do throws(DuckDBError) { return try connection.run(sql) } catch { throw explained(error) }
    }

    /// Reads a CSV file with types from its first rows; nil where later rows may give other types.
    ///
    /// The outcome is that of looking at all rows: a type that later rows break raises an error, and a
    /// column that is all missing in the sample is looked at again.
    private func sampledTable() throws(Failure) -> Table? {
        guard let result = try? connection.run(try query(sampled: true)) else { return nil }
        let table = try checked(result)
        let isUndecided = table.columns.contains { column in
            column.type.isText && column.count > Self.sampleSize
                && (0..<Self.sampleSize).allSatisfy(column.isMissing)
        }
        return isUndecided ? nil : table
    }

    private func query(sampled: Bool) throws(Failure) -> String {
        let columns = options.columns.map { $0.map(SQLText.name).joined(separator: ", ") } ?? "*"
        let whole = relation.sql(sampled: sampled)
        let cast = casts
        let source = cast.isEmpty ? whole : "(SELECT * REPLACE (\(cast)) FROM \(whole))"
        var sql = "SELECT \(columns) FROM \(source)"
        if let limit = options.limit { sql += " LIMIT \(max(0, limit))" }
        return sql
    }

    /// Casts for the formats whose reader takes no types.
    private var casts: String {
        relation.casts.sorted { $0.key.precedesByBytes($1.key) }.compactMap { name, type in
            SQLText.type(type).map { "CAST(\(SQLText.name(name)) AS \($0)) AS \(SQLText.name(name))" }
        }.joined(separator: ", ")
    }

    /// The table, if its columns are called as the user wrote (DuckDB itself ignores case).
    private func checked(_ result: DuckDBResult) throws(Failure) -> Table {
        let table = try result.table(text: relation.text)
        for name in options.columns ?? [] where table.schema[name] == nil {
            throw FrameError.unknownColumn(name, among: table.names)
        }
        return table
    }

    private func explained(_ error: DuckDBError) -> Failure {
        if error.category == "Binder", let failure = unknownColumn() { return failure }
        if let sql = relation.strictCSV {
            do throws(DuckDBError) { _ = try connection.run(sql) } catch {
                return SourceError.unreadable(relation.path, error)
            }
        }
        return SourceError.unreadable(relation.path, error)
    }

    /// The column of the options that the file lacks, if that was it.
    private func unknownColumn() -> Failure? {
        var all = options
        (all.columns, all.types, all.limit) = (nil, [:], 0)
        guard let names = try? Source.schema(of: relation.path, all).names else { return nil }
        let wanted = (options.columns ?? []) + options.types.keys.sorted { $0.precedesByBytes($1) }
        let known = Set(names.map(Utf8Key.init))
        return wanted.first { !known.contains(Utf8Key($0)) }
            .map { FrameError.unknownColumn($0, among: names) }
    }
}
