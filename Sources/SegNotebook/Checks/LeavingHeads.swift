import SegSyntax

/// The conditions on which a statement leaves the block that it stands in, by `return`, `break`, `continue` or `fail`.
enum LeavingHeads {
    static func of(_ statement: Statement) -> [Expression] {
        switch statement.kind {
        case .expression(let expression): of(expression)
        case .forLoop(let loop): leaves(loop.body) ? [loop.sequence] + inside(loop.body) : []
        case .whileLoop(let loop): leaves(loop.body) ? [loop.condition] + inside(loop.body) : []
        default: []
        }
    }

    private static func of(_ expression: Expression) -> [Expression] {
        switch expression.kind {
        case .ifElse(let branching):
            let blocks = branching.branches.map(\.body) + [branching.otherwise].compactMap { $0 }
            return blocks.contains(where: leaves) ? branching.branches.map(\.condition) + blocks.flatMap(inside) : []
        case .match(let match):
            let blocks = match.arms.map(\.body)
            guard blocks.contains(where: leaves) else { return [] }
            return [match.subject] + match.arms.compactMap(\.condition) + blocks.flatMap(inside)
        case .tryCatch(let attempt):
            return [attempt.body, attempt.handler].filter(leaves).flatMap(inside)
        default: return []
        }
    }

    private static func inside(_ block: Block) -> [Expression] { block.statements.flatMap { of($0) } }

    private static func leaves(_ block: Block) -> Bool { block.statements.contains(where: leaves) }

    private static func leaves(_ statement: Statement) -> Bool {
        switch statement.kind {
        case .returnValue, .breakLoop, .continueLoop: true
        case .forLoop(let loop): leaves(loop.body)
        case .whileLoop(let loop): leaves(loop.body)
        case .expression(let expression): leaves(expression)
        default: false
        }
    }

    private static func leaves(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .call(let call): call.simpleName?.text == "fail"
        case .ifElse(let branching):
            branching.branches.contains { leaves($0.body) } || branching.otherwise.map(leaves) ?? false
        case .match(let match): match.arms.contains { leaves($0.body) }
        case .tryCatch(let attempt): leaves(attempt.body) || leaves(attempt.handler)
        default: false
        }
    }
}
