import CDuckDB
import Glibc
import SegDiagnostics
import Synchronization

/// A database in memory that connections share: opening one takes longer than a small query.
final class DuckDBDatabase: @unchecked Sendable {
    // SAFETY: the handle is set once; DuckDB's database may be used from any thread.
    let library: DuckDBLibrary
    let handle: duckdb_handle

    /// What makes one database differ from another.
    struct Configuration: Hashable {
        /// Nil for as many as there are cores.
        let threads: Int?
        let readsFiles: Bool
    }

    private static let open = Mutex<[Configuration: DuckDBDatabase]>([:])

    /// The database of a configuration, opened at first use and kept.
    static func shared(_ configuration: Configuration) throws(Failure) -> DuckDBDatabase {
        let library = try DuckDBLibrary.shared()
        let outcome = open.withLock { open -> Result<DuckDBDatabase, Failure> in
            if let database = open[configuration] { return .success(database) }
            do throws(Failure) {
                let database = try DuckDBDatabase(library, configuration)
                open[configuration] = database
                return .success(database)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private init(_ library: DuckDBLibrary, _ configuration: Configuration) throws(Failure) {
        let api = library.api
        var options: duckdb_handle?
        _ = api.create_config(&options)
        defer { api.destroy_config(&options) }
        for (name, value) in DuckDBDatabase.settings(configuration) {
            _ = api.set_config(options, name, value)
        }
        var database: duckdb_handle?
        var message: UnsafeMutablePointer<CChar>?
        guard api.open_ext(nil, &database, options, &message) == 0, let database else {
            defer { api.free(message) }
            let reason = message.map { String(cString: $0) } ?? "unknown reason"
            throw Failure("E420", "DuckDB can't open a database in memory: \(reason)")
        }
        self.library = library
        handle = database
        try registerScan()
    }

    private func registerScan() throws(Failure) {
        var connection: duckdb_handle?
        defer { library.api.disconnect(&connection) }
        guard library.api.connect(handle, &connection) == 0, let connection,
            TableScan.register(library, connection)
        else { throw Failure("E420", "DuckDB refuses a function that reads tables in memory") }
    }

    /// Where queries larger than memory put what doesn't fit; made and removed by DuckDB.
    private static var spillFolder: String {
        let parent = FileSystem.environment("TMPDIR") ?? "/tmp"
        return FileSystem.join(parent, "segnb-duckdb-\(getpid())")
    }

    private static func settings(_ configuration: Configuration) -> [(String, String)] {
        var settings = [
            ("preserve_insertion_order", "true"), ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"), ("temp_directory", spillFolder),
        ]
        if let threads = configuration.threads {
            settings.append(("threads", String(max(1, threads))))
        }
        if !configuration.readsFiles { settings.append(("enable_external_access", "false")) }
        return settings
    }

    deinit {
        var handle: duckdb_handle? = handle
        library.api.close(&handle)
    }
}
