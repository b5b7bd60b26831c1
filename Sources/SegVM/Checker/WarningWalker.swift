import SegDiagnostics
import SegSyntax

/// Walks statements and notes unused results, hidden builtins and values that are never read.
struct WarningWalker {
    let checker: Checker
    private(set) var warnings: [Diagnostic] = []

    init(checker: Checker) { self.checker = checker }

    private mutating func warn(_ code: String, _ message: String, at span: Span, hint: String?) {
        warnings.append(
            Diagnostic(.warning, code: code, message, at: span, hint: hint, cell: checker.cell))
    }

    mutating func walkTop(_ statements: [Statement]) {
        walk(statements, hasValue: true)
        reportHiddenValues(statements)
        for statement in statements {
            guard case .function(let declaration) = statement.kind else { continue }
            if checker.registry[declaration.name.text] != nil {
                warn(
                    "W102", "the function \"\(declaration.name.text)\" hides a builtin",
                    at: declaration.name.span,
                    hint: "std.\(declaration.name.text) still reaches the builtin")
            }
        }
    }

    /// A `let` of the top that is bound again before anything reads it.
    private mutating func reportHiddenValues(_ statements: [Statement]) {
        var unread: [String: Span] = [:]
        for statement in statements {
            let used = NameCollector.names(in: statement)
            for name in used { unread[name] = nil }
            guard case .binding(let binding) = statement.kind, !binding.isVariable else { continue }
            for name in binding.names where name.text != "_" {
                if let earlier = unread[name.text] {
                    warn(
                        "W103",
                        "this value of \"\(name.text)\" is never read: a later let hides it",
                        at: earlier, hint: "leave it out, or give one of them another name")
                }
                unread[name.text] = name.span
            }
        }
    }

    // MARK: Unused results

    private mutating func walk(_ statements: [Statement], hasValue: Bool) {
        for (index, statement) in statements.enumerated() {
            let isLast = index == statements.count - 1
            if case .expression(let expression) = statement.kind {
                if !(isLast && hasValue) { reportUnused(expression) }
                walk(expression, hasValue: isLast && hasValue)
            } else {
                walk(statement)
            }
        }
    }

    private mutating func walk(_ statement: Statement) {
        switch statement.kind {
        case .binding(let binding): walk(binding.value, hasValue: true)
        case .assignment(let assignment): walk(assignment.value, hasValue: true)
        case .function(let declaration): walk(declaration.body.statements, hasValue: true)
        case .forLoop(let loop): walk(loop.body.statements, hasValue: false)
        case .whileLoop(let loop): walk(loop.body.statements, hasValue: false)
        case .returnValue(let value?): walk(value, hasValue: true)
        default: break
        }
    }

    private mutating func walk(_ expression: Expression, hasValue: Bool) {
        switch expression.kind {
        case .ifElse(let branching):
            for branch in branching.branches { walk(branch.body.statements, hasValue: hasValue) }
            if let otherwise = branching.otherwise {
                walk(otherwise.statements, hasValue: hasValue)
            }
        case .match(let match):
            for arm in match.arms { walk(arm.body.statements, hasValue: hasValue) }
        case .tryCatch(let attempt):
            walk(attempt.body.statements, hasValue: hasValue)
            walk(attempt.handler.statements, hasValue: hasValue)
        case .closure(let closure): walk(closure.body.statements, hasValue: true)
        case .call(let call):
            for argument in call.arguments { walk(argument.value, hasValue: true) }
            if let closure = call.trailingClosure { walk(closure.body.statements, hasValue: true) }
        default: break
        }
    }

    private mutating func reportUnused(_ expression: Expression) {
        switch expression.kind {
        case .ifElse, .match, .tryCatch: return
        case .call(let call):
            guard let name = call.simpleName?.text, PathMethod(rawValue: name) == nil,
                checker.visible[name] == nil, let native = checker.registry[name],
                native.overloads.allSatisfy({ $0.effect == .pure && $0.result != "Nil" })
            else { return }
            warn(
                "W101", "the result of \"\(name)\" is not used", at: expression.span,
                hint: name == "sort" || name == "reversed" || name == "shuffle"
                    ? "\(name) gives a new list: bind it with let"
                    : "bind it with let, or leave it out")
        case .binary(.equal, _, _):
            warn(
                "W101", "this comparison is not used", at: expression.span,
                hint: "\"=\" assigns to a var, \"==\" compares")
        default:
            warn("W101", "this value is not used", at: expression.span, hint: nil)
        }
    }
}
