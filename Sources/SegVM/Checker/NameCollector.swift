import SegSyntax

/// The names that a statement or expression mentions, bound inside it or not.
struct NameCollector {
    private var names: Set<String> = []

    static func names(in statement: Statement) -> Set<String> {
        var collector = NameCollector()
        collector.collect(statement)
        return collector.names
    }

    private mutating func collect(_ statements: [Statement]) {
        for statement in statements { collect(statement) }
    }

    private mutating func collect(_ statement: Statement) {
        switch statement.kind {
        case .binding(let binding): collect(binding.value)
        case .assignment(let assignment):
            names.insert(assignment.target.root.text)
            for case .index(let key) in assignment.target.steps { collect(key) }
            collect(assignment.value)
        case .function(let declaration):
            for parameter in declaration.parameters {
                if let value = parameter.defaultValue { collect(value) }
            }
            collect(declaration.body.statements)
        case .forLoop(let loop):
            collect(loop.sequence)
            collect(loop.body.statements)
        case .whileLoop(let loop):
            collect(loop.condition)
            collect(loop.body.statements)
        case .returnValue(let value): if let value { collect(value) }
        case .param(let parameter): if let value = parameter.defaultValue { collect(value) }
        case .expect(let expectation):
            collect(expectation.condition)
            if let message = expectation.message { collect(message) }
        case .expression(let expression): collect(expression)
        case .breakLoop, .continueLoop, .use: break
        }
    }

    private mutating func collect(_ expression: Expression) {
        switch expression.kind {
        case .literal, .column: break
        case .name(let name, _): names.insert(name.text)
        case .interpolation(let parts):
            for case .expression(let part) in parts { collect(part) }
        case .call(let call): collect(call)
        case .field(let base, _): collect(base)
        case .unary(_, let operand): collect(operand)
        case .index(let left, let right), .binary(_, let left, let right),
            .range(let left, let right, _):
            collect(left)
            collect(right)
        case .list(let items): for item in items { collect(item) }
        case .dictionary(let entries):
            for entry in entries {
                collect(entry.key)
                collect(entry.value)
            }
        case .closure(let closure): collect(closure.body.statements)
        case .ifElse, .match, .tryCatch: collectBranches(expression)
        }
    }

    private mutating func collect(_ call: Call) {
        switch call.callee {
        case .path(let path): for name in path.prefix(1) { names.insert(name.text) }
        case .expression(let callee): collect(callee)
        }
        for argument in call.arguments { collect(argument.value) }
        if let closure = call.trailingClosure { collect(closure.body.statements) }
    }

    private mutating func collectBranches(_ expression: Expression) {
        switch expression.kind {
        case .ifElse(let branching):
            for branch in branching.branches {
                collect(branch.condition)
                collect(branch.body.statements)
            }
            if let otherwise = branching.otherwise { collect(otherwise.statements) }
        case .match(let match):
            collect(match.subject)
            for arm in match.arms {
                for case .value(let pattern) in arm.patterns.map(\.kind) { collect(pattern) }
                if let condition = arm.condition { collect(condition) }
                collect(arm.body.statements)
            }
        case .tryCatch(let attempt):
            collect(attempt.body.statements)
            collect(attempt.handler.statements)
        default: break
        }
    }
}
