import SegDiagnostics

/// One SQL query over tables in memory, checked without running it.
///
/// Only queries that read are allowed (`select`, `with`, `from`, `values`, `describe`,
/// `summarize`); files are out of reach. Values enter as `$name`.
public struct SQLQuery: Hashable, Sendable {
    /// The query as written.
    public let text: String
    /// The tables that it reads, sorted by name; names defined by `with` are not among them.
    public let tablesRead: [String]
    /// The parameters `$name` that it uses, without the sign, sorted by name.
    public let parameters: [String]
    /// Whether it may give something else each time it is run: it asks for the time, or for numbers that no seed decides.
    public let readsClock: Bool

    private static let clockWords: Set<String> = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"]
    private static let clockFunctions: Set<String> = [
        "now", "today", "age", "current_localtime", "current_localtimestamp", "get_current_time", "get_current_timestamp",
        "transaction_timestamp", "txid_current", "uuid", "uuidv4", "uuidv7", "gen_random_uuid",
        // Runs a text of SQL, whatever that asks for.
        "query",
    ]

    /// Checks a query. Fails with E430 where DuckDB can't parse it, E431 where it isn't one reading
    /// query.
    public init(_ text: String) throws(Failure) {
        let connection = try DuckDBConnection(threads: 1, readsFiles: false)
        let summary = try StatementSummary(text, connection)
        self.text = text
        parameters = summary.parameters
        tablesRead = try TableReferences(connection.syntax(of: text)).names
        let words = SQLWords(text)
        readsClock = !words.all.isDisjoint(with: Self.clockWords) || !words.called.isDisjoint(with: Self.clockFunctions)
    }

    /// The tables that a query reads, sorted by name.
    public static func tablesRead(_ text: String) throws(Failure) -> [String] {
        try SQLQuery(text).tablesRead
    }
}

extension SQLQuery {
    /// How the message of a column that no table has begins.
    public static let unknownColumn = DuckDBError.unknownColumn

    /// Runs the query over tables by their names; names match as SQL has it, regardless of case.
    ///
    /// The result carries the marks of the tables read whose columns it still has, and `sql` as an
    /// origin that can't be checked for leaks. With one thread the same query over the same rows
    /// gives the same bits; more are faster.
    ///
    /// - Parameters:
    ///   - seed: what `random()` starts from.
    ///   - isStopped: asked from another thread while the query runs; once it is true the query fails soon.
    public func run(
        on tables: [String: Table], parameters: [String: Scalar] = [:], threads: Int = 1,
        seed: UInt64 = 0, isStopped: (@Sendable () -> Bool)? = nil
    ) throws(Failure) -> Table {
        let connection = try DuckDBConnection(threads: threads, readsFiles: false)
        let shared = try share(tables, with: connection)
        // A number in -1 ... 1, as DuckDB wants it.
        let start = Double(seed % 1_000_003) / 1_000_003
        _ = try connection.query("SELECT setseed(\(start))")
        let watch = isStopped.map { QueryWatch(connection, isStopped: $0) }
        defer { watch?.end() }
        return try withExtendedLifetime(shared) { () throws(Failure) in
            let result = try connection.query(text, parameters: parameters)
            return Self.marked(result, by: shared.map(\.table))
        }
    }

    /// A table of no rows with the columns that the query would give, and the marks of the tables that it reads; nothing is
    /// run, so that it takes no time whatever the query asks for.
    ///
    /// Fails as `run` does, and with E422 where only the rows tell what columns there are.
    public func schema(on tables: [String: Table], parameters: [String: Scalar] = [:]) throws(Failure) -> Table {
        guard !text.lowercased().contains("pivot") else {
            throw Failure("E422", "the columns of a pivot are known when it is run")
        }
        let connection = try DuckDBConnection(threads: 1, readsFiles: false)
        let shared = try share(tables, with: connection)
        return try withExtendedLifetime(shared) { () throws(Failure) in
            Self.marked(try connection.schema(of: text, parameters: parameters), by: shared.map(\.table))
        }
    }

    private func share(_ tables: [String: Table], with connection: DuckDBConnection) throws(Failure) -> [SharedTable] {
        var shared: [SharedTable] = []
        for name in tablesRead {
            guard let table = Self.table(name, in: tables) else {
                throw Self.missing(name, among: tables)
            }
            shared.append(try connection.share(table, as: name))
        }
        return shared
    }

    private static func table(_ name: String, in tables: [String: Table]) -> Table? {
        if let exact = tables[name] { return exact }
        let folded = name.lowercased()
        return tables.keys.sorted { $0.precedesByBytes($1) }.first { $0.lowercased() == folded }
            .flatMap { tables[$0] }
    }

    private static func missing(_ name: String, among tables: [String: Table]) -> Failure {
        if SourceFormat(path: name) != nil {
            return Failure(
                "E430", "SQL here doesn't read files such as '\(name)'",
                hint: "read the file with load(path) and query the table")
        }
        let known = tables.keys.sorted { $0.precedesByBytes($1) }
        let listed = known.isEmpty ? nil : "tables: " + known.prefix(12).joined(separator: ", ")
        return Failure(
            "E430", "there is no table '\(name)'",
            hint: Suggestion.hint(for: name, among: known) ?? listed)
    }

    private static func marked(_ result: Table, by tables: [Table]) -> Table {
        var result = result
        for table in tables { result.adoptMarks(of: table) }
        result.marks = result.marks.filter { $0.column.isEmpty || result[$0.column] != nil }
        if !result.uncheckedOrigins.contains("sql") { result.uncheckedOrigins.append("sql") }
        return result
    }
}

extension DuckDBConnection {
    /// Makes a table readable under a name in this connection, for as long as the result is kept.
    func share(_ table: Table, as name: String) throws(Failure) -> SharedTable {
        if let (first, second) = table.schema.namesAlikeButForCase {
            throw Failure(
                "E430", "columns '\(first)' and '\(second)' of '\(name)' differ in case only, which SQL doesn't tell apart",
                hint: "rename one: rename(\(second)_2: .\(second))")
        }
        let shared = SharedTable(table)
        _ = try query("CREATE TEMP VIEW \(SQLText.name(name)) AS SELECT * FROM \(shared.sql)")
        return shared
    }

    /// The parts of a statement's syntax tree that name tables.
    func syntax(of sql: String) throws(Failure) -> [(path: String, value: String)] {
        let nodes = "WITH nodes AS (SELECT json_serialize_sql(CAST($text AS VARCHAR)) AS tree) "
        let rows = try query(nodes + TableReferences.sql, parameters: ["text": .string(sql)])
        let paths = rows["fullkey"]?.strings() ?? []
        let values = rows["value"]?.strings() ?? []
        return zip(paths, values).map { ($0 ?? "", $1 ?? "") }
    }
}
