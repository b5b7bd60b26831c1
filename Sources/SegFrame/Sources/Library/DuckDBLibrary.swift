import CDuckDB
import Glibc
import SegDiagnostics
import Synchronization

/// DuckDB's C interface, found and loaded at first use.
///
/// In this order: `SEGNB_DUCKDB` (path of a `libduckdb.so`), a system `libduckdb.so`, the shared
/// library in the PyPI wheel `duckdb` of a Python environment (see
/// `PythonEnvironment.candidates()`), wheels of version 1 after the others. The wheel leaves Python's
/// symbols undefined, so its libpython is loaded first; Python isn't started.
public struct DuckDBLibrary: @unchecked Sendable {
    // SAFETY: the table is static, filled before it is shared and never written again.
    let api: DuckDBAPI
    /// The file that was loaded.
    public let path: String
    /// Such as `v2.0.0`.
    public let version: String

    private static let state = Mutex<DuckDBLibrary?>(nil)

    /// Whether it is of version 1, the last one for Python 3.9 and 3.10: it guesses no whole numbers beyond 64 bits in texts, and
    /// no times with offsets in JSON.
    public var isOld: Bool { version.hasPrefix("v1.") }

    /// The same of the loaded library.
    static var isOld: Bool { (try? shared())?.isOld ?? false }

    /// The loaded library; loads it if need be. Fails with E420 when there is none.
    public static func shared() throws(Failure) -> DuckDBLibrary {
        let outcome = state.withLock { loaded -> Result<DuckDBLibrary, Failure> in
            if let loaded { return .success(loaded) }
            return find().map {
                loaded = $0
                return $0
            }
        }
        return try outcome.get()
    }

    /// What `segnb doctor` shows.
    public enum Status: Hashable, Sendable {
        case available(path: String, version: String)
        case missing(reason: String, remedy: String)
    }

    /// Whether DuckDB is there, and if not, what to do.
    public static func status() -> Status {
        do throws(Failure) {
            let library = try shared()
            return .available(path: library.path, version: library.version)
        } catch {
            return .missing(reason: error.message, remedy: error.hint ?? remedy)
        }
    }

    static let remedy =
        "install it into the product's environment (pip install duckdb), "
        + "set SEGNB_PYTHON to an environment that has it, or SEGNB_DUCKDB to a libduckdb.so"
}

extension DuckDBLibrary {
    /// The file that would be loaded, without loading it; nil where it is the system's or none.
    public static var file: String? {
        if let path = FileSystem.environment("SEGNB_DUCKDB") { return path }
        return wheels.first?.module
    }

    private static func find() -> Result<DuckDBLibrary, Failure> {
        if let path = FileSystem.environment("SEGNB_DUCKDB") { return load(path) }
        if case .success(let library) = load("libduckdb.so") { return .success(library) }
        var refusals: [Failure] = []
        for wheel in wheels {
            switch loadWheel(wheel.module) {
            case .success(let library): return .success(library)
            case .failure(let failure): refusals.append(failure)
            }
        }
        let absent = Failure(
            "E420", "DuckDB, which reads and queries data, isn't installed", hint: remedy)
        return .failure(refusals.first ?? absent)
    }

    private struct Wheel {
        /// `site-packages/_duckdb.cpython-311-….so`; before DuckDB 1.4 it lay in the package's own folder.
        let module: String
        let isOld: Bool
    }

    /// Those of all environments: a user's own environment may have an older one than the product's.
    private static var wheels: [Wheel] {
        let all = PythonEnvironment.candidates().compactMap(wheel)
        return all.filter { !$0.isOld } + all.filter(\.isOld)
    }

    private static func wheel(in environment: PythonEnvironment) -> Wheel? {
        for packages in environment.sitePackages {
            for folder in [packages, FileSystem.join(packages, "duckdb")] {
                if let name = FileSystem.entries(of: folder).first(where: isDuckDBModule) {
                    let isOld = FileSystem.entries(of: packages).contains { $0.hasPrefix("duckdb-1.") && $0.hasSuffix(".dist-info") }
                    return Wheel(module: FileSystem.join(folder, name), isOld: isOld)
                }
            }
        }
        return nil
    }

    private static func isDuckDBModule(_ name: String) -> Bool {
        (name.hasPrefix("_duckdb.") || name.hasPrefix("duckdb.")) && name.hasSuffix(".so")
    }

    private static func loadWheel(_ path: String) -> Result<DuckDBLibrary, Failure> {
        do throws(Failure) {
            // Any libpython will do: the wheel's own functions for Python are never called, and are
            // looked up when they are. So a user's Python and the product's wheel go together.
            _ = try PythonLibrary.loadFirst()
            return load(path, binding: RTLD_LAZY)
        } catch {
            return .failure(error)
        }
    }

    private static func load(
        _ path: String, binding: Int32 = RTLD_NOW
    ) -> Result<DuckDBLibrary, Failure> {
        guard let handle = dlopen(path, binding | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
            return .failure(
                Failure("E420", "DuckDB can't be loaded from \"\(path)\": \(reason)", hint: remedy))
        }
        var missing: UnsafePointer<CChar>?
        // SAFETY: the handle is open and never closed, so the functions stay valid.
        guard let api = duckdb_api_bind(handle, &missing) else {
            let symbol = missing.map { String(cString: $0) } ?? "a function"
            return .failure(
                Failure(
                    "E420", "\"\(path)\" is too old a DuckDB: it has no \(symbol)",
                    hint: "DuckDB 1.3 or later is needed"))
        }
        let version = api.pointee.library_version().map { String(cString: $0) } ?? "unknown"
        let file = duckdb_api_path().map { String(cString: $0) } ?? path
        return .success(
            DuckDBLibrary(api: api.pointee, path: FileSystem.resolved(file), version: version))
    }
}
