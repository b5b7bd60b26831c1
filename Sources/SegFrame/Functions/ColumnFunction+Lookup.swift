import SegDiagnostics

extension ColumnFunction {
    /// Every column function, by topic. `min` and `max` stand twice: over rows and over arguments.
    public static let all: [ColumnFunction] =
        mathematics + choices + conversions + texts + times + calendar + buckets
        + aggregates + statistics + selections + shifts + rollings + cumulations

    /// Functions by name; those of one name differ in their number of arguments.
    private static let byName = Dictionary(grouping: all, by: \.name)

    /// The function of this name that takes so many arguments, or any of the name.
    public static func find(_ name: String, arguments: Int) -> ColumnFunction? {
        let candidates = byName[name] ?? []
        return candidates.first { $0.arity.contains(arguments) } ?? candidates.first
    }

    /// The function of this name; E409 with the nearest name where there is none.
    static func named(_ name: String, arguments: Int) throws(Failure) -> ColumnFunction {
        if let function = find(name, arguments: arguments) { return function }
        throw Failure(
            "E409", "there is no column function '\(name)'",
            hint: Suggestion.hint(for: name, among: all.map(\.name)))
    }

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        let needed = parameters.filter { $0.defaultValue == nil && !$0.isConstant }.count
        let most = parameters.contains(where: \.isRepeated) ? 1_000 : parameters.count
        return needed...most
    }

    /// How it is called: `round(x, digits: 0)`.
    public var signature: String {
        let parts = parameters.map { parameter in
            if let value = parameter.defaultValue { return "\(parameter.name): \(value.literal)" }
            return parameter.isRepeated ? "\(parameter.name), …" : parameter.name
        }
        return "\(name)(\(parts.joined(separator: ", ")))"
    }

    /// The type it gives for these arguments. E409 for a wrong number of arguments or an unknown
    /// label, E402 for types that it doesn't take.
    func resultType(
        _ arguments: [TypedExpression], _ options: [String: Scalar]
    ) throws(Failure) -> ColumnType {
        guard arity.contains(arguments.count) else {
            throw Failure(
                "E409", "'\(name)' can't take \(arguments.count) arguments",
                hint: "write \(signature)")
        }
        try checkOptions(options, given: arguments.count)
        for (place, argument) in arguments.enumerated() {
            try check(argument, parameters[min(place, parameters.count - 1)])
        }
        return try type.type(arguments)
    }

    private func checkOptions(_ options: [String: Scalar], given: Int) throws(Failure) {
        let labels = parameters.filter(\.isConstant).map(\.name)
        for name in options.keys.sorted() where !labels.contains(name) {
            throw Failure(
                "E409", "'\(self.name)' has no option '\(name)'",
                hint: Suggestion.hint(for: name, among: labels) ?? "write \(signature)")
        }
        for (place, parameter) in parameters.enumerated() where parameter.isConstant {
            guard let value = options[parameter.name] else {
                guard place < given || parameter.defaultValue != nil else {
                    throw Failure(
                        "E409", "'\(self.name)' needs '\(parameter.name)'",
                        hint: "write \(signature)")
                }
                continue
            }
            try check(TypedExpression(expression: .literal(value), type: value.type), parameter)
        }
    }

    private func check(_ argument: TypedExpression, _ parameter: Parameter) throws(Failure) {
        guard !parameter.isConstant || argument.isLiteral else {
            throw FrameError.types(
                "'\(parameter.name)' of '\(name)' is one value for all rows, not "
                    + "'\(argument.expression)'", hint: "write \(signature)")
        }
        guard let type = argument.type, !parameter.accepts.contains(type.accepted) else { return }
        throw FrameError.types(
            "'\(name)' takes \(parameter.accepts) for '\(parameter.name)', "
                + "not \(argument.described)",
            hint: argument.asTime.map { "write \($0)" })
    }
}

extension ColumnType {
    fileprivate var accepted: ColumnFunction.Accepted {
        switch self {
        case .int64, .float64, .float32: .number
        case .bool: .truth
        case .string, .category: .text
        case .date: .date
        case .dateTime: .instant
        case .duration: .duration
        }
    }
}

extension ColumnFunction.Accepted: CustomStringConvertible {
    /// For messages: `a number or true/false`.
    public var description: String {
        if self == .any { return "any value" }
        let names: [(Self, String)] = [
            (.number, "a number"), (.text, "text"), (.truth, "true/false"), (.date, "a date"),
            (.instant, "a date with time"), (.duration, "a duration"),
        ]
        return names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }
}
