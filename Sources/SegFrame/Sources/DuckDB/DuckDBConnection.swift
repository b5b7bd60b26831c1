import CDuckDB
import SegDiagnostics
import Synchronization

/// A connection to a database in memory.
///
/// The time zone is UTC, whatever the machine's is. Queries of one connection run one after
/// another; different connections are independent.
public final class DuckDBConnection: Sendable {
    let database: DuckDBDatabase
    private let handle: Handle
    private let turn = Mutex<Void>(())
    private let number: Int

    // SAFETY: used under `turn`, except for `interrupt`, which DuckDB allows from any thread.
    private struct Handle: @unchecked Sendable { let connection: duckdb_handle }

    var library: DuckDBLibrary { database.library }

    /// Opens a connection; E420 where DuckDB is missing.
    ///
    /// - Parameters:
    ///   - threads: how many threads a query may use; nil for as many as there are cores. With one
    ///     thread, sums of floating-point numbers are the same in each run.
    ///   - readsFiles: whether a query may read and write files.
    public init(threads: Int? = nil, readsFiles: Bool = true) throws(Failure) {
        database = try .shared(.init(threads: threads, readsFiles: readsFiles))
        var connection: duckdb_handle?
        guard database.library.api.connect(database.handle, &connection) == 0, let connection else {
            throw Failure("E420", "DuckDB refuses another connection")
        }
        handle = Handle(connection: connection)
        number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        Self.open.withLock { $0[number] = OpenConnection(connection: self) }
        do throws(DuckDBError) { _ = try run("SET TimeZone = 'UTC'") } catch {
            throw Failure("E420", "DuckDB can't be set up: \(error.firstLine)")
        }
    }

    deinit {
        _ = Self.open.withLock { $0.removeValue(forKey: number) }
        var connection: duckdb_handle? = handle.connection
        library.api.disconnect(&connection)
    }

    /// Stops the query that is running, from another thread; it then fails.
    public func interrupt() { library.api.interrupt(handle.connection) }

    /// Stops the queries that are running on any connection, as Ctrl-C does; they then fail.
    public static func interruptAll() {
        let connections = open.withLock { $0.values.compactMap(\.connection) }
        for connection in connections { connection.interrupt() }
    }

    /// The connections that are open, by number.
    private static let open = Mutex<[Int: OpenConnection]>([:])
    private static let counter = Atomic<Int>(0)

    private struct OpenConnection: Sendable { weak var connection: DuckDBConnection? }

    /// Runs a closure with the connection's handle, one caller at a time.
    func withHandle<Value: Sendable, Problem: Error>(
        _ body: (duckdb_handle) throws(Problem) -> Value
    ) throws(Problem) -> Value {
        try turn.withLock { _ throws(Problem) in try body(handle.connection) }
    }
}
