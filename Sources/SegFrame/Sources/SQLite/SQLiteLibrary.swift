import CSQLite
import Glibc
import SegDiagnostics

/// SQLite's C interface, loaded at first use: DuckDB's own reader of SQLite files is not built in.
struct SQLiteLibrary: @unchecked Sendable {
    // SAFETY: the table is static, filled once before it is shared.
    let api: SQLiteAPI

    /// The library, or E420 where it isn't installed.
    static func shared() throws(Failure) -> SQLiteLibrary { try bound.get() }

    private static let bound: Result<SQLiteLibrary, Failure> = {
        guard let library = dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL),
            let api = sqlite_api_bind(library)
        else {
            return .failure(
                Failure(
                    "E420", "SQLite, which reads database files, isn't installed",
                    hint: "apt install libsqlite3-0"))
        }
        return .success(SQLiteLibrary(api: api.pointee))
    }()
}
