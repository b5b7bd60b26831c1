import CDuckDB
import SegDiagnostics

extension DuckDBConnection {
    /// Runs one statement with named parameters (`$name`) and gives its result, held in memory.
    ///
    /// Names in `parameters` that the statement doesn't use are ignored; a name that it uses and
    /// that isn't given is an error.
    func run(
        _ sql: String, parameters: [String: Scalar] = [:]
    ) throws(DuckDBError) -> DuckDBResult {
        try withHandle { (connection) throws(DuckDBError) in
            let statement = try PreparedStatement(library, connection, sql)
            try statement.bind(parameters)
            return try statement.execute()
        }
    }
}

extension DuckDBConnection {
    /// Runs one statement, unless a column that it would give is nested: then nil, and nothing was read.
    func runUnlessNested(_ sql: String) throws(DuckDBError) -> DuckDBResult? {
        try withHandle { (connection) throws(DuckDBError) in
            let statement = try PreparedStatement(library, connection, sql)
            return statement.hasNestedColumns ? nil : try statement.execute()
        }
    }

    /// The columns that one statement would give, nested ones taken apart; it isn't run.
    func flatColumns(of sql: String, texts: Set<String>) throws(DuckDBError) -> [FlatColumn] {
        try withHandle { (connection) throws(DuckDBError) in
            try PreparedStatement(library, connection, sql).flatColumns(texts: texts)
        }
    }
}

/// A statement that DuckDB has parsed and bound to tables.
final class PreparedStatement {
    private let library: DuckDBLibrary
    private let sql: String
    private var handle: duckdb_handle?

    init(_ library: DuckDBLibrary, _ connection: duckdb_handle, _ sql: String) throws(DuckDBError) {
        self.library = library
        self.sql = sql
        guard library.api.prepare(connection, sql, &handle) == 0 else {
            throw DuckDBError(raw: message(library.api.prepare_error(handle)), sql: sql)
        }
    }

    deinit { library.api.destroy_prepare(&handle) }

    private func message(_ text: UnsafePointer<CChar>?) -> String {
        text.map { String(cString: $0) } ?? "unknown error"
    }

    func bind(_ parameters: [String: Scalar]) throws(DuckDBError) {
        let count = library.api.nparams(handle)
        guard count > 0 else { return }
        for index in 1...count {
            let name = library.api.parameter_name(handle, index)
            defer { library.api.free(UnsafeMutableRawPointer(mutating: name)) }
            let key = message(name)
            guard let value = parameters[key] else {
                throw DuckDBError(
                    raw: "Invalid Input Error: no value is given for the parameter $\(key)",
                    sql: sql)
            }
            guard bind(value, at: index) == 0 else {
                throw DuckDBError(
                    raw: "Invalid Input Error: the parameter $\(key) can't be bound", sql: sql)
            }
        }
    }

    private func bind(_ value: Scalar, at index: UInt64) -> Int32 {
        let api = library.api
        switch value {
        case .null: return api.bind_null(handle, index)
        case .bool(let value): return api.bind_boolean(handle, index, value)
        case .int(let value): return api.bind_int64(handle, index, Int64(value))
        case .double(let value): return api.bind_double(handle, index, value)
        case .string(let value): return bind(text: value, at: index)
        case .date(let days): return bind(owned: api.create_date(days), at: index)
        case .dateTime(let microseconds, let zone):
            let create = zone == nil ? api.create_timestamp : api.create_timestamp_tz
            return bind(owned: create(microseconds), at: index)
        case .duration(let nanoseconds): return bind(duration: nanoseconds, at: index)
        }
    }

    private func bind(text: String, at index: UInt64) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                library.api.bind_varchar_length(handle, index, $0.baseAddress, UInt64($0.count))
            }
        }
    }

    private func bind(owned value: duckdb_handle?, at index: UInt64) -> Int32 {
        var value = value
        defer { library.api.destroy_value(&value) }
        return library.api.bind_value(handle, index, value)
    }

    /// An interval of microseconds, the finest that DuckDB has.
    private func bind(duration nanoseconds: Int64, at index: UInt64) -> Int32 {
        let interval = duckdb_interval_value(months: 0, days: 0, micros: nanoseconds / 1000)
        return library.api.bind_interval(handle, index, interval)
    }

    /// A table of no rows with the columns that the statement would give, unless a type is only known once it runs.
    func schema() throws(Failure) -> Table {
        let api = library.api
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        for index in 0..<api.prepared_statement_column_count(handle) {
            let text = api.prepared_statement_column_name(handle, index)
            defer { api.free(UnsafeMutableRawPointer(mutating: text)) }
            var logical = api.prepared_statement_column_logical_type(handle, index)
            defer { api.destroy_logical_type(&logical) }
            let type = LogicalType(library: library, handle: logical)
            guard type.type != nil else {
                throw Failure("E422", "the type of column '\(message(text))' is known when the query is run")
            }
            let builder = try type.builder(message(text), rows: 0, text: .automatic, isQuery: true)
            columns.append((message(text), builder.kind, try builder.finish()))
        }
        return try Table(columns)
    }

    /// Whether a column that it would give is nested.
    var hasNestedColumns: Bool {
        (0..<library.api.prepared_statement_column_count(handle)).contains { withColumn($0) { _, type in type.isNested } }
    }

    /// The columns that it would give, nested ones taken apart.
    func flatColumns(texts: Set<String>) -> [FlatColumn] {
        (0..<library.api.prepared_statement_column_count(handle)).flatMap { index in
            withColumn(index) { name, type in type.flat(name, SQLText.name(name), texts: texts) }
        }
    }

    private func withColumn<Result>(_ index: UInt64, _ body: (String, LogicalType) -> Result) -> Result {
        let api = library.api
        let text = api.prepared_statement_column_name(handle, index)
        defer { api.free(UnsafeMutableRawPointer(mutating: text)) }
        var logical = api.prepared_statement_column_logical_type(handle, index)
        defer { api.destroy_logical_type(&logical) }
        return body(message(text), LogicalType(library: library, handle: logical))
    }

    func execute() throws(DuckDBError) -> DuckDBResult {
        var result = duckdb_query_result()
        guard library.api.execute_prepared(handle, &result) == 0 else {
            defer { library.api.destroy_result(&result) }
            throw DuckDBError(raw: message(library.api.result_error(&result)), sql: sql)
        }
        return DuckDBResult(library, result)
    }
}
