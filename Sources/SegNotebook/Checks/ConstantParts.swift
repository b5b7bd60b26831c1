import SegLibrary
import SegSyntax
import SegVM

/// Tells expressions that can be computed before the run: constants, columns, known names, and
/// calls of functions that neither learn nor depend on rows.
enum ConstantParts {
    /// Groups of builtins that make values out of their arguments alone, quickly.
    private static let groups: Set<String> = [
        "column functions", "selectors", "time", "math", "conversion", "tables", "steps", "estimators", "pipelines",
        "wrappers", "metrics", "splitters", "text",
    ]

    static func isComputable(_ expression: Expression, names: [String: Value]) -> Bool {
        func all(_ parts: Expression...) -> Bool { parts.allSatisfy { isComputable($0, names: names) } }
        switch expression.kind {
        case .literal, .column: return true
        case .name(let name, let version):
            return version == nil && (names[name.text] ?? nil) != nil || Library.registry[name.text] != nil
        case .unary(_, let operand): return all(operand)
        case .binary(_, let left, let right), .range(let left, let right, _): return all(left, right)
        case .list(let items): return items.allSatisfy { isComputable($0, names: names) }
        case .dictionary(let entries): return entries.allSatisfy { all($0.key, $0.value) }
        case .call(let call): return isComputable(call, names: names)
        case .interpolation, .field, .index, .closure, .ifElse, .match, .tryCatch: return false
        }
    }

    private static func isComputable(_ call: Call, names: [String: Value]) -> Bool {
        guard let name = call.simpleName?.text, names[name] == nil, call.trailingClosure == nil,
            let native = Library.registry[name],
            native.overloads.contains(where: { groups.contains($0.group) }) || name == "load" || name == "table"
        else { return false }
        return call.arguments.allSatisfy { isComputable($0.value, names: names) }
    }
}
