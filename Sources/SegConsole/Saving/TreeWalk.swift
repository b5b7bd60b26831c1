import SegSyntax

/// Goes through statements and expressions in the order in which they are written, with those inside of them: blocks, closures and
/// functions.
struct TreeWalk {
    var onStatement: (Statement) -> Void = { _ in }
    var onExpression: (Expression) -> Void = { _ in }

    func walk(_ statements: [Statement]) {
        for statement in statements {
            onStatement(statement)
            walkParts(of: statement)
        }
    }

    private func walkParts(of statement: Statement) {
        switch statement.kind {
        case .binding(let binding): walk(binding.value)
        case .assignment(let assignment):
            for case .index(let key) in assignment.target.steps { walk(key) }
            walk(assignment.value)
        case .function(let declaration):
            walk(declaration.parameters.map(\.defaultValue))
            walk(declaration.body.statements)
        case .forLoop(let loop):
            walk(loop.sequence)
            walk(loop.body.statements)
        case .whileLoop(let loop):
            walk(loop.condition)
            walk(loop.body.statements)
        case .returnValue(let value): walk(value)
        case .param(let parameter): walk(parameter.defaultValue)
        case .expect(let expectation): walk([expectation.condition, expectation.message])
        case .expression(let expression): walk(expression)
        case .breakLoop, .continueLoop, .use: break
        }
    }

    private func walk(_ expressions: [Expression?]) { expressions.forEach(walk) }

    private func walk(_ expression: Expression?) {
        guard let expression else { return }
        onExpression(expression)
        switch expression.kind {
        case .literal, .column, .name: break
        case .interpolation(let parts): for case .expression(let part) in parts { walk(part) }
        case .call(let call): walk(call)
        case .field(let base, _): walk(base)
        case .unary(_, let operand): walk(operand)
        case .index(let left, let right), .binary(_, let left, let right), .range(let left, let right, _): walk([left, right])
        case .list(let items): walk(items)
        case .dictionary(let entries): for entry in entries { walk([entry.key, entry.value]) }
        case .closure(let closure): walk(closure.body.statements)
        case .ifElse(let branching):
            for branch in branching.branches {
                walk(branch.condition)
                walk(branch.body.statements)
            }
            walk(branching.otherwise?.statements ?? [])
        case .match(let match):
            walk(match.subject)
            match.arms.forEach(walk)
        case .tryCatch(let attempt): walk(attempt.body.statements + attempt.handler.statements)
        }
    }

    private func walk(_ call: Call) {
        if case .expression(let callee) = call.callee { walk(callee) }
        walk(call.arguments.map(\.value))
        walk(call.trailingClosure?.body.statements ?? [])
    }

    private func walk(_ arm: MatchArm) {
        for case .value(let pattern) in arm.patterns.map(\.kind) { walk(pattern) }
        walk(arm.condition)
        walk(arm.body.statements)
    }
}
