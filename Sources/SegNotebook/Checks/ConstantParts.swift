import SegLibrary
import SegSyntax

/// Tells expressions that can be computed before the run: constants, columns, known names, and
/// calls of functions that neither learn nor depend on rows.
enum ConstantParts {
    /// Groups of builtins that make values out of their arguments alone, quickly.
    private static let groups: Set<String> = [
        "column functions", "selectors", "time", "math", "conversion", "tables", "steps", "estimators", "pipelines",
        "wrappers", "metrics", "splitters", "text",
    ]

    static func isComputable(_ expression: Expression, in scope: RehearsedScope) -> Bool {
        func all(_ parts: Expression...) -> Bool { parts.allSatisfy { isComputable($0, in: scope) } }
        switch expression.kind {
        case .literal, .column: return true
        case .name(let name, let version):
            return version == nil && scope.values[name.text] != nil || scope.builtin(name.text) != nil
        case .unary(_, let operand): return all(operand)
        case .binary(_, let left, let right), .range(let left, let right, _): return all(left, right)
        case .list(let items): return items.allSatisfy { isComputable($0, in: scope) }
        case .dictionary(let entries): return entries.allSatisfy { all($0.key, $0.value) }
        case .call(let call): return isComputable(call, in: scope)
        case .interpolation, .field, .index, .closure, .ifElse, .match, .tryCatch: return false
        }
    }

    private static func isComputable(_ call: Call, in scope: RehearsedScope) -> Bool {
        guard let name = call.simpleName?.text, call.trailingClosure == nil, let native = scope.builtin(name),
            native.overloads.contains(where: { groups.contains($0.group) }) || name == "load" || name == "table"
        else { return false }
        return call.arguments.allSatisfy { isComputable($0.value, in: scope) }
    }
}
