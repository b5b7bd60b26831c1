import SegSyntax
import SegVM

/// The names whose values statements may change: `k` in `k += 1`, `k["a"] = 2` and `k.rows.append(3)`.
enum ChangedNames {
    static func of(_ statements: [Statement]) -> Set<String> {
        var names: Set<String> = []
        let walk = TreeWalk(
            onStatement: { statement in
                if case .assignment(let assignment) = statement.kind { names.insert(assignment.target.root.text) }
            },
            onExpression: { expression in
                guard case .call(let call) = expression.kind, let method = call.simpleName?.text, PathMethod(rawValue: method) != nil,
                    let root = call.arguments.first?.value.path?.root
                else { return }
                names.insert(root.text)
            })
        walk.walk(statements)
        return names
    }
}

extension Program {
    /// The names that its own statements, not those in blocks, declare with `var`.
    var declaredVariables: Set<String> {
        statements.reduce(into: []) { names, statement in
            guard case .binding(let binding) = statement.kind, binding.isVariable else { return }
            names.formUnion(binding.names.map(\.text))
        }
    }
}
