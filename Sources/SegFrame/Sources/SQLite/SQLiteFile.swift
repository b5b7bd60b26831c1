import CSQLite
import SegDiagnostics

/// A SQLite database file, open.
final class SQLiteFile {
    enum Access: Int32 {
        /// SQLITE_OPEN_READONLY
        case reading = 1
        /// SQLITE_OPEN_READWRITE and SQLITE_OPEN_CREATE
        case writing = 6
    }

    private let api: SQLiteAPI
    private let path: String
    private let access: Access
    private var database: UnsafeMutableRawPointer?

    init(_ path: String, _ access: Access = .reading) throws(Failure) {
        api = try SQLiteLibrary.shared().api
        self.path = path
        self.access = access
        guard api.open_v2(path, &database, access.rawValue, nil) == 0 else { throw failure() }
    }

    deinit { _ = api.close_v2(database) }

    private func failure() -> Failure {
        let reason = api.errmsg(database).map { String(cString: $0) } ?? "unknown reason"
        return access == .reading
            ? Failure("E422", "\"\(path)\" can't be read: \(reason)")
            : Failure("E424", "the database can't be written: \(reason)")
    }

    /// Runs a statement without parameters and results.
    func execute(_ sql: String) throws(Failure) { _ = try columns(of: sql) }

    /// Runs a statement once a row, with the row's values in place of its parameters.
    func run(_ sql: String, for rows: Range<Int>, values: [(Int) -> Scalar]) throws(Failure) {
        var statement: UnsafeMutableRawPointer?
        guard api.prepare_v2(database, sql, -1, &statement, nil) == 0 else { throw failure() }
        defer { _ = api.finalize(statement) }
        for row in rows {
            for (position, value) in values.enumerated() {
                guard bind(value(row), to: statement, Int32(position + 1)) == 0 else { throw failure() }
            }
            guard api.step(statement) == Step.done else { throw failure() }
            _ = api.reset(statement)
        }
    }

    private func bind(_ value: Scalar, to statement: UnsafeMutableRawPointer?, _ position: Int32) -> Int32 {
        switch value {
        case .null: return api.bind_null(statement, position)
        case .int(let number): return api.bind_int64(statement, position, Int64(number))
        case .double(let number): return api.bind_double(statement, position, number)
        case .bool(let flag): return api.bind_int64(statement, position, flag ? 1 : 0)
        default:
            let text = value.description
            // SAFETY: -1 is SQLITE_TRANSIENT, which makes SQLite copy the bytes before the call returns.
            let copied = UnsafeMutableRawPointer(bitPattern: -1)
            return api.bind_text(statement, position, text, Int32(clamping: text.utf8.count), copied)
        }
    }

    /// The names of tables and views, sorted.
    func tableNames() throws(Failure) -> [String] {
        let sql = """
            SELECT name FROM sqlite_master
            WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
            ORDER BY name
            """
        return try column(0, of: sql)
    }

    /// The names of a table's columns in order.
    func columnNames(of table: String) throws(Failure) -> [String] {
        try column(1, of: "PRAGMA table_info(\(SQLText.name(table)))")
    }

    private func column(_ index: Int, of sql: String) throws(Failure) -> [String] {
        let columns = try columns(of: sql)
        guard columns.indices.contains(index) else { return [] }
        return columns[index].cells.map { $0.text ?? "" }
    }

    /// All rows of a query, column by column.
    func columns(of sql: String) throws(Failure) -> [SQLiteColumn] {
        var statement: UnsafeMutableRawPointer?
        guard api.prepare_v2(database, sql, -1, &statement, nil) == 0 else { throw failure() }
        defer { _ = api.finalize(statement) }
        var columns = (0..<api.column_count(statement)).map { index in
            SQLiteColumn(
                name: api.column_name(statement, index).map { String(cString: $0) } ?? "",
                declared: api.column_decltype(statement, index).map { String(cString: $0) } ?? "")
        }
        while true {
            switch api.step(statement) {
            case Step.row:
                for index in columns.indices {
                    append(statement, Int32(index), to: &columns[index])
                }
            case Step.done: return columns
            default: throw failure()
            }
        }
    }

    private enum Step {
        static let row: Int32 = 100
        static let done: Int32 = 101
    }

    private func append(
        _ statement: UnsafeMutableRawPointer?, _ index: Int32, to column: inout SQLiteColumn
    ) {
        switch api.column_type(statement, index) {
        case 1: column.cells.append(.int(Int(api.column_int64(statement, index))))
        case 2: column.cells.append(.double(api.column_double(statement, index)))
        case 3:
            column.cells.append(.string(String(decoding: bytes(statement, index), as: UTF8.self)))
        case 4:
            column.holdsBytes = true
            column.cells.append(.null)
        default: column.cells.append(.null)
        }
    }

    private func bytes(_ statement: UnsafeMutableRawPointer?, _ index: Int32)
        -> UnsafeRawBufferPointer
    {
        // SAFETY: valid until the next step; the caller copies.
        let start = api.column_blob(statement, index)
        return UnsafeRawBufferPointer(start: start, count: Int(api.column_bytes(statement, index)))
    }
}
