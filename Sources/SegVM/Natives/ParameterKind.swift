/// What a parameter takes, precise enough to check literal arguments before the run.
public indirect enum ParameterKind: Hashable, Sendable {
    case any
    case bool
    case int
    /// A Float; an Int is widened to one.
    case float
    /// An Int or a Float, as it is.
    case number
    case string
    /// One of a list of texts.
    case choice([String])
    /// A path of a file or folder, as text.
    case path
    case duration
    case date
    case dateTime
    case range
    case list(of: ParameterKind)
    /// A dictionary with values of one kind.
    case dictionary(of: ParameterKind)
    case function
    /// An object of the host by the name of its kind: `Table`, `Learner`, `Column`.
    case host(String)
    case either([ParameterKind])
    /// The kind or `nil`.
    case optional(ParameterKind)

    /// A column expression.
    public static let column = ParameterKind.host("Column")
}

extension ParameterKind {
    /// As documentation and messages write it: `Int`, `[String]`, `Table`, `"mean" | "median"`.
    public var name: String {
        switch self {
        case .any: "Any"
        case .bool: "Bool"
        case .int: "Int"
        case .float: "Float"
        case .number: "Number"
        case .string: "String"
        case .choice(let texts): texts.map { "\"\($0)\"" }.joined(separator: " | ")
        case .path: "Path"
        case .duration: "Duration"
        case .date: "Date"
        case .dateTime: "DateTime"
        case .range: "Range"
        case .list(let kind): "[\(kind.name)]"
        case .dictionary(let kind): "[String: \(kind.name)]"
        case .function: "Function"
        case .host(let name): name
        case .either(let kinds): kinds.map(\.name).joined(separator: " | ")
        case .optional(let kind): kind.name + "?"
        }
    }

    /// Whether a value fits without any change.
    public func accepts(_ value: Value) -> Bool {
        switch (self, value) {
        case (.any, _), (.bool, .bool), (.int, .int), (.float, .double), (.number, .int),
            (.number, .double), (.string, .string), (.path, .string), (.duration, .duration),
            (.date, .date), (.dateTime, .dateTime), (.range, .range), (.function, .function),
            (.function, .native), (.optional, .null):
            true
        case (.optional(let kind), _): kind.accepts(value)
        case (.choice(let texts), .string(let text)): texts.contains(text.text)
        case (.list(let kind), .list(let list)): kind.acceptsAll(list)
        case (.dictionary(let kind), .dictionary(let entries)):
            kind == .any || entries.values.allSatisfy(kind.accepts)
        case (.host(let name), .host(let object)): object.kindName == name
        case (.either(let kinds), _): kinds.contains { $0.accepts(value) }
        default: false
        }
    }

    private func acceptsAll(_ list: ListObject) -> Bool {
        if self == .any { return true }
        for index in 0..<list.count where !accepts(list[index]) { return false }
        return true
    }

    /// The names of host kinds that occur in it.
    public var hostNames: [String] {
        switch self {
        case .host(let name): [name]
        case .list(let kind), .dictionary(let kind), .optional(let kind): kind.hostNames
        case .either(let kinds): kinds.flatMap(\.hostNames)
        default: []
        }
    }
}
