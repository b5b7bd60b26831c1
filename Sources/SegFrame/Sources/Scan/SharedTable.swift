import CDuckDB
import Synchronization

/// A table in memory that DuckDB may scan by its number, for as long as this object lives.
///
/// Columns aren't copied beforehand: each scan writes the rows asked for into DuckDB's vectors,
/// text as references into the table's own memory. So the table must outlive the reading of a
/// query's result.
final class SharedTable: Sendable {
    let table: Table
    let number: Int64

    private struct Entry: Sendable { weak var shared: SharedTable? }
    private static let registry = Mutex<(next: Int64, entries: [Int64: Entry])>((1, [:]))

    init(_ table: Table) {
        self.table = table
        number = Self.registry.withLock { registry in
            defer { registry.next += 1 }
            return registry.next
        }
        Self.registry.withLock { $0.entries[number] = Entry(shared: self) }
    }

    deinit { _ = Self.registry.withLock { $0.entries.removeValue(forKey: number) } }

    static func numbered(_ number: Int64) -> SharedTable? {
        registry.withLock { $0.entries[number]?.shared }
    }

    /// How a query reads it.
    var sql: String { "\(TableScan.functionName)(\(number))" }
}
