/// A builtin's declaration with what its calls need computed once.
final class PreparedNative: Sendable {
    let declaration: NativeDeclaration
    let body: NativeDeclaration.Body
    let parameterCount: Int
    /// For each parameter a bit for each kind of value that it takes without a closer look.
    let masks: [UInt32]
    /// For each parameter the value that stands for a missing argument.
    let defaults: [Value]

    init(_ declaration: NativeDeclaration) {
        self.declaration = declaration
        body = declaration.body
        parameterCount = declaration.parameters.count
        masks = declaration.parameters.map { parameter in
            parameter.kind.mask | (parameter.default == .null ? ValueKind.null.bit : 0)
        }
        defaults = declaration.parameters.map(\.default.value)
    }

    /// The kind that a value at a position must have: that of the parameter, of the last one for
    /// variadic arguments, or of open labels at the end.
    func kind(at position: Int, openFrom firstOpen: Int) -> ParameterKind {
        let parameters = declaration.parameters
        if position >= firstOpen { return declaration.openLabels ?? .any }
        if position < parameters.count { return parameters[position].kind }
        return parameters.last?.kind ?? .any
    }
}

extension ValueKind {
    var bit: UInt32 { 1 << UInt32(rawValue) }
}

extension ParameterKind {
    /// The kinds of values that surely fit.
    var mask: UInt32 {
        switch self {
        case .any: ~0
        case .bool: ValueKind.bool.bit
        case .int: ValueKind.int.bit
        case .float: ValueKind.float.bit
        case .number: ValueKind.int.bit | ValueKind.float.bit
        case .string, .path: ValueKind.string.bit
        case .duration: ValueKind.duration.bit
        case .date: ValueKind.date.bit
        case .dateTime: ValueKind.dateTime.bit
        case .range: ValueKind.range.bit
        case .list(.any): ValueKind.list.bit
        case .dictionary(.any): ValueKind.dictionary.bit
        case .function: ValueKind.function.bit
        case .either(let kinds): kinds.reduce(0) { $0 | $1.mask }
        case .optional(let kind): kind.mask | ValueKind.null.bit
        case .choice, .list, .dictionary, .host: 0
        }
    }

    /// The kinds of values of which some may fit, as they are or widened.
    var reach: UInt32 {
        switch self {
        case .float: ValueKind.float.bit | ValueKind.int.bit
        case .choice: ValueKind.string.bit
        case .list: ValueKind.list.bit
        case .dictionary: ValueKind.dictionary.bit
        case .host: ValueKind.host.bit
        case .either(let kinds): kinds.reduce(0) { $0 | $1.reach }
        case .optional(let kind): kind.reach | ValueKind.null.bit
        default: mask
        }
    }
}
