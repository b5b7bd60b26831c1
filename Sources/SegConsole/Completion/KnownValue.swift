import SegLibrary
import SegVM

/// What can be said of an operand without running it.
struct KnownValue {
    /// The value itself, where the operand is a name or a field.
    var value: Value?
    /// The name of its kind.
    var kind: String?
    /// The columns that column expressions on it may name.
    var columns: [String] = []

    static let unknown = KnownValue(nil)

    init(_ value: Value?) {
        self.value = value
        kind = value?.kindName
        switch value?.asHost {
        case let table as TableValue: columns = table.table.names
        case let grouped as GroupedTableValue: columns = grouped.grouped.table.names
        case let task as TaskValue: columns = task.task.table.names
        default: break
        }
    }

    init(kind: String?, columns: [String] = []) {
        self.kind = kind
        self.columns = columns
    }

    /// The fields that it has.
    var fields: [String] {
        switch value {
        case .host(let object): object.fieldNames
        case .dictionary(let entries): entries.keys.compactMap(\.asString)
        default: []
        }
    }

    /// A field's value; unknown where it can't be told.
    func field(_ name: String) -> KnownValue {
        switch value {
        case .host(let python as PythonObjectValue):
            // A property of Python would run code.
            KnownValue(python.plainMember(name).map { Value.host($0) })
        case .host(let object): KnownValue((try? object.field(name)) ?? nil)
        case .dictionary(let entries): KnownValue(entries[name])
        default: .unknown
        }
    }

    /// Whether a parameter may take it; one that takes anything counts only if `orAnything`.
    func fits(_ parameter: ParameterKind, orAnything: Bool) -> Bool {
        if case .any = parameter { return orAnything }
        if let value { return parameter.accepts(value) }
        guard let kind else { return true }
        return parameter.mayTake(kind)
    }
}

extension ParameterKind {
    /// Whether some value of a kind fits.
    fileprivate func mayTake(_ kindName: String) -> Bool {
        switch self {
        case .any: true
        case .either(let kinds): kinds.contains { $0.mayTake(kindName) }
        case .optional(let kind): kind.mayTake(kindName)
        case .list: kindName == "List"
        case .dictionary: kindName == "Dictionary"
        case .choice, .path: kindName == "String"
        case .number: kindName == "Int" || kindName == "Float"
        default: name == kindName
        }
    }
}
