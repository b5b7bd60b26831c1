import Glibc
import SegDiagnostics
import Synchronization

/// The one CPython library of this process.
///
/// Two libpythons in one process break each other, so whoever needs one (DuckDB's wheel, the Python
/// bridge) asks here, and the first one loaded stays.
public struct PythonLibrary: Hashable, Sendable {
    /// The absolute path of the shared library.
    public let path: String
    /// The environment it was loaded for.
    public let environment: PythonEnvironment

    private static let state = Mutex<PythonLibrary?>(nil)

    /// The library that is loaded, if any is.
    public static var loaded: PythonLibrary? { state.withLock { $0 } }

    /// Loads the library of an environment, with its symbols visible to extension modules.
    ///
    /// Loading the same library again gives the one that is loaded. Fails with E420 when the
    /// environment has no shared library, or when another one was loaded before. Python isn't
    /// started.
    public static func load(for environment: PythonEnvironment) throws(Failure) -> PythonLibrary {
        guard let path = environment.libraryPath else {
            throw Failure(
                "E420", "the Python in \"\(environment.root)\" has no shared library (libpython)",
                hint: "set SEGNB_PYTHON to a Python built with --enable-shared, or install libpython3-dev")
        }
        let outcome = state.withLock { loaded -> Result<PythonLibrary, Failure> in
            if let loaded { return reuse(loaded, for: path) }
            return open(path, for: environment).map {
                loaded = $0
                return $0
            }
        }
        return try outcome.get()
    }

    /// The library that is loaded, else that of the first environment which has one.
    public static func loadFirst() throws(Failure) -> PythonLibrary {
        // What was asked for is not passed over.
        if let name = FileSystem.environment("SEGNB_PYTHON"), PythonEnvironment.named(name)?.libraryPath == nil {
            throw Failure(
                "E420", "SEGNB_PYTHON is \"\(name)\", which is no Python that can be loaded into a program",
                hint: "name an interpreter of CPython 3.9 or later with a shared library (libpython), or the folder of its environment")
        }
        if let loaded { return loaded }
        let candidates = PythonEnvironment.candidates()
        guard let environment = candidates.first(where: { $0.libraryPath != nil }) else {
            let looked = candidates.isEmpty ? "" : ": " + candidates.map(\.root).joined(separator: ", ")
            throw Failure(
                "E420", "no Python was found that can be loaded into a program\(looked)",
                hint: "set SEGNB_PYTHON to a Python with a shared library (libpython)")
        }
        return try load(for: environment)
    }

    private static func reuse(_ loaded: PythonLibrary, for path: String) -> Result<
        PythonLibrary, Failure
    > {
        if loaded.path == path { return .success(loaded) }
        return .failure(
            Failure(
                "E420", "\"\(path)\" is needed, but \"\(loaded.path)\" is loaded already",
                hint: "one program holds one Python: set SEGNB_PYTHON to the one that has all"
            ))
    }

    private static func open(
        _ path: String, for environment: PythonEnvironment
    ) -> Result<PythonLibrary, Failure> {
        if dlopen(path, RTLD_NOW | RTLD_GLOBAL) != nil {
            return .success(PythonLibrary(path: path, environment: environment))
        }
        let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
        return .failure(Failure("E420", "\"\(path)\" can't be loaded: \(reason)"))
    }
}
