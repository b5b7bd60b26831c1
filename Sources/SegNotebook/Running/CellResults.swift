import SegDiagnostics
import SegIdentity
import SegLibrary
import SegVM

/// What the cells of a run have given so far: values that are there, and values that can be had.
final class CellResults {
    /// What a cell that is done has given. A notebook that is watched has it from run to run.
    final class Given {
        var values: [String: Value]
        /// Where values lie in the cache.
        var stored: [String: KeptValue] = [:]
        /// What readers know the names by, as far as it was asked.
        var identities: [String: String] = [:]
        /// The cell's own key, by which values without a content identity are known.
        let key: String?

        init(values: [String: Value], key: String?) {
            self.values = values
            self.key = key
        }
    }

    /// Bytes of a table up to which it is known by its content rather than by what made it.
    fileprivate static let contentLimit = 32 << 20

    private var given: [Int: Given] = [:]
    private let standard: [String: Value]

    init(standard: [String: Value]) { self.standard = standard }

    subscript(index: Int) -> Given? {
        get { given[index] }
        set { given[index] = newValue }
    }

    /// A name of the standard library.
    func standardValue(_ name: String) -> Value? { standard[name] }

    /// A name that a cell gave, if its value is there.
    func value(_ name: String, of index: Int) -> Value? { given[index]?.values[name] }

    /// What a name is known by in keys: its content, or the cell that gives it; nil where neither is known.
    func identity(_ name: String, of index: Int) -> String? {
        guard let cell = given[index] else { return nil }
        if let known = cell.identities[name] { return known }
        let identity = cell.values[name].flatMap { Self.identity(of: $0, name: name, key: cell.key) }
        given[index]?.identities[name] = identity
        return identity
    }

    func standardIdentity(_ name: String) -> String? { standard[name]?.identity }

    /// A large table is known by the cell that made it, which costs nothing to find out.
    private static func identity(of value: Value, name: String, key: String?) -> String? {
        let byPath = key.map { ContentHash.digest(of: ["path", $0, name]) }
        if let byPath, value.isLarge { return byPath }
        return value.identity ?? byPath
    }
}

extension Value {
    fileprivate var isLarge: Bool {
        guard let table = (asHost as? TableValue)?.table else { return false }
        let bytes = table.rowCount.multipliedReportingOverflow(by: 8 * max(1, table.columns.count))
        return bytes.overflow || bytes.partialValue > CellResults.contentLimit
    }
}
