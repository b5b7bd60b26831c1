extension TreePrinter {
    static func print(_ expression: Expression) -> String {
        switch expression.kind {
        case .literal(let literal): print(literal)
        case .interpolation(let parts): "(text " + parts.map(print).joined(separator: " ") + ")"
        case .column(let name): "." + quote(name)
        case .name(let name, let version): quote(name) + print(version)
        case .call(let call): print(call)
        case .field(let base, let name): list("field", print(base), quote(name))
        case .index(let base, let index): list("index", print(base), print(index))
        case .unary(let operation, let operand): list(operation.rawValue, print(operand))
        case .binary(let operation, let left, let right):
            list(operation.rawValue, print(left), print(right))
        case .range(let lower, let upper, let isClosed):
            list(isClosed ? "..." : "..<", print(lower), print(upper))
        case .list(let elements): "[" + elements.map { print($0) }.joined(separator: ", ") + "]"
        case .dictionary(let entries): print(entries)
        case .closure(let closure): print(closure)
        case .ifElse(let branch): print(branch)
        case .match(let match): print(match)
        case .tryCatch(let attempt):
            list(
                "try", print(attempt.body), "catch", attempt.errorName.map(quote),
                print(attempt.handler))
        }
    }

    private static func print(_ literal: Literal) -> String {
        switch literal {
        case .null: "nil"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .float(let value): "\(value)"
        case .string(let text): escape(text)
        case .duration(let nanoseconds): "\(nanoseconds)ns"
        }
    }

    private static func print(_ part: StringPart) -> String {
        switch part {
        case .text(let text): escape(text)
        case .expression(let expression): print(expression)
        }
    }

    private static func print(_ version: Int?) -> String { version.map { "@\($0)" } ?? "" }

    private static func print(_ entries: [DictionaryEntry]) -> String {
        if entries.isEmpty { return "[:]" }
        let texts = entries.map { print($0.key) + ": " + print($0.value) }
        return "[" + texts.joined(separator: ", ") + "]"
    }

    // MARK: Calls

    /// `(call f x)`, `(call .f x)` for a method and `(call |>f x)` for a pipe.
    private static func print(_ call: Call) -> String {
        let callee =
            switch call.callee {
            case .path(let names): names.map(quote).joined(separator: ".")
            case .expression(let expression): print(expression)
            }
        let arguments = call.arguments.map { argument in
            (argument.label.map { quote($0) + ": " } ?? "") + print(argument.value)
        }
        let style =
            switch call.style {
            case .function: ""
            case .method: "."
            case .pipe: "|>"
            }
        let parts = [style + callee + print(call.version)] + arguments
        let closure = call.trailingClosure.map { [print($0)] } ?? []
        return "(call " + (parts + closure).joined(separator: " ") + ")"
    }

    private static func print(_ closure: Closure) -> String {
        let implicit = closure.implicitParameterCount
        let head =
            if closure.parameters.isEmpty { implicit > 0 ? "$\(implicit)" : nil as String? } else {
                "[" + closure.parameters.map(quote).joined(separator: " ") + "]"
            }
        return list("closure", head, print(closure.body))
    }

    // MARK: Branches

    private static func print(_ branch: IfExpression) -> String {
        let branches = branch.branches.map { print($0.condition) + " " + print($0.body) }
        let otherwise = branch.otherwise.map { [print($0)] } ?? []
        return "(if " + (branches + otherwise).joined(separator: " else ") + ")"
    }

    private static func print(_ match: MatchExpression) -> String {
        let arms = match.arms.map { arm in
            let patterns = arm.patterns.map(print).joined(separator: " ")
            let condition = arm.condition.map { " if " + print($0) } ?? ""
            return "(\(patterns)\(condition) => \(print(arm.body)))"
        }
        return "(match " + ([print(match.subject)] + arms).joined(separator: " ") + ")"
    }

    private static func print(_ pattern: Pattern) -> String {
        switch pattern.kind {
        case .otherwise: "else"
        case .binding(let name): "(let \(quote(name)))"
        case .isKind(let annotation): "(is \(print(annotation)))"
        case .value(let value): print(value)
        }
    }
}
