import CDuckDB
import SegDiagnostics

/// The table function through which DuckDB reads tables in memory: `segnb_table(number)`.
///
/// Rows come in order, in one thread; only the columns that a query needs are read. A scan has its
/// own position, so a query may read one table several times.
enum TableScan {
    static let functionName = "segnb_table"

    /// Makes the function known to a database.
    static func register(_ library: DuckDBLibrary, _ connection: duckdb_handle) -> Bool {
        let api = library.api
        var function = api.create_table_function()
        defer { api.destroy_table_function(&function) }
        var number = api.create_logical_type(DuckDBType.int64.rawValue)
        defer { api.destroy_logical_type(&number) }
        api.table_function_set_name(function, functionName)
        api.table_function_add_parameter(function, number)
        api.table_function_set_bind(function, bindScan)
        api.table_function_set_init(function, startScan)
        api.table_function_set_function(function, continueScan)
        api.table_function_supports_projection_pushdown(function, true)
        return api.register_table_function(connection, function) == 0
    }
}

/// One scan of a table: the columns that it gives and how far it is.
private final class Scan {
    private let rowCount: Int
    private let writers: [ColumnWriter]
    private var position = 0

    init(_ table: Table, columns: [Int]) {
        rowCount = table.rowCount
        // DuckDB asks for a column that doesn't exist when it only counts rows.
        writers = columns.map {
            table.columns.indices.contains($0) ? ColumnWriter(table, $0) : .nothing
        }
    }

    func fill(_ chunk: duckdb_handle, _ api: DuckDBAPI) {
        let rows = position..<min(rowCount, position + Int(api.vector_size()))
        for (index, writer) in writers.enumerated() {
            guard let vector = api.data_chunk_get_vector(chunk, UInt64(index)) else { continue }
            writer.write(rows, to: vector, api)
        }
        api.data_chunk_set_size(chunk, UInt64(rows.count))
        position = rows.upperBound
    }
}

// SAFETY: the callbacks run only once a library is loaded, so `shared()` gives it; what they are
// handed lives for the call. Bind and init data are retained objects that DuckDB gives back to
// `release`.

private let release: duckdb_delete_callback = { pointer in
    guard let pointer else { return }
    Unmanaged<AnyObject>.fromOpaque(pointer).release()
}

private let bindScan: duckdb_info_callback = { info in
    guard let api = try? DuckDBLibrary.shared().api, let info else { return }
    var parameter = api.bind_get_parameter(info, 0)
    defer { api.destroy_value(&parameter) }
    guard let shared = SharedTable.numbered(api.get_int64(parameter)) else {
        return api.bind_set_error(info, "there is no such table")
    }
    for field in shared.table.schema.fields {
        var type = api.create_logical_type(ColumnWriter.type(of: field).rawValue)
        defer { api.destroy_logical_type(&type) }
        api.bind_add_result_column(info, field.name, type)
    }
    api.bind_set_cardinality(info, UInt64(shared.table.rowCount), true)
    api.bind_set_bind_data(info, Unmanaged.passRetained(shared as AnyObject).toOpaque(), release)
}

private let startScan: duckdb_info_callback = { info in
    guard let api = try? DuckDBLibrary.shared().api, let info,
        let data = api.init_get_bind_data(info),
        let shared = Unmanaged<AnyObject>.fromOpaque(data).takeUnretainedValue() as? SharedTable
    else { return }
    let columns = (0..<api.init_get_column_count(info)).map {
        Int(clamping: api.init_get_column_index(info, $0))
    }
    let scan = Scan(shared.table, columns: columns)
    api.init_set_init_data(info, Unmanaged.passRetained(scan as AnyObject).toOpaque(), release)
}

private let continueScan: duckdb_scan_callback = { info, chunk in
    guard let api = try? DuckDBLibrary.shared().api, let info, let chunk,
        let data = api.function_get_init_data(info),
        let scan = Unmanaged<AnyObject>.fromOpaque(data).takeUnretainedValue() as? Scan
    else { return }
    scan.fill(chunk, api)
}
