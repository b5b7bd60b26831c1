import CDuckDB
import SegDiagnostics
import Synchronization

/// A database in memory of its own, with one connection to it.
///
/// The time zone is UTC, whatever the machine's is. Queries of one connection run one after another;
/// different connections are independent.
public final class DuckDBConnection: Sendable {
    let library: DuckDBLibrary
    private let handles: Handles
    private let turn = Mutex<Void>(())

    // SAFETY: made once, closed in deinit; DuckDB's connection is used under `turn`, and `interrupt` may
    // be called from any thread.
    private struct Handles: @unchecked Sendable {
        var database: duckdb_handle?
        var connection: duckdb_handle?
    }

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - threads: how many threads a query may use; nil for as many as there are cores. With one thread,
    ///     sums of floating-point numbers are the same in each run.
    ///   - readsFiles: whether a query may read and write files.
    public init(threads: Int? = nil, readsFiles: Bool = true) throws(Failure) {
        library = try DuckDBLibrary.shared()
        handles = try DuckDBConnection.open(library, threads: threads)
        do throws(DuckDBError) {
            for setting in DuckDBConnection.settings(readsFiles: readsFiles) { _ = try run(setting) }
        } catch {
            throw Failure("E420", "DuckDB can't be set up: \(error.readable)")
        }
    }

    deinit {
        var handles = handles
        library.api.disconnect(&handles.connection)
        library.api.close(&handles.database)
    }

    private static func settings(readsFiles: Bool) -> [String] {
        var statements = ["SET TimeZone = 'UTC'", "SET preserve_insertion_order = true"]
        statements += ["autoinstall_known_extensions", "autoload_known_extensions"].map { "SET \($0) = false" }
        if !readsFiles { statements.append("SET enable_external_access = false") }
        return statements + ["SET lock_configuration = true"]
    }

    private static func open(_ library: DuckDBLibrary, threads: Int?) throws(Failure) -> Handles {
        let api = library.api
        var handles = Handles()
        var configuration: duckdb_handle?
        _ = api.create_config(&configuration)
        defer { api.destroy_config(&configuration) }
        if let threads { _ = api.set_config(configuration, "threads", String(max(1, threads))) }
        var message: UnsafeMutablePointer<CChar>?
        guard api.open_ext(nil, &handles.database, configuration, &message) == 0,
            api.connect(handles.database, &handles.connection) == 0
        else {
            defer { api.free(message) }
            let reason = message.map { String(cString: $0) } ?? "unknown reason"
            api.close(&handles.database)
            throw Failure("E420", "DuckDB can't open a database in memory: \(reason)")
        }
        return handles
    }

    /// Stops the query that is running, from another thread; it then fails.
    public func interrupt() { library.api.interrupt(handles.connection) }

    /// Runs a closure with the connection's handle, one caller at a time.
    func withHandle<Value: Sendable, Problem: Error>(
        _ body: (duckdb_handle?) throws(Problem) -> Value
    ) throws(Problem) -> Value {
        try turn.withLock { _ throws(Problem) in try body(handles.connection) }
    }
}
