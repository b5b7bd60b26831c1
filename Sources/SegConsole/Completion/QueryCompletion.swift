import SegFrame
import SegLibrary
import SegVM

/// Completes a query of SQL: columns and names of the session's tables, and the words of the language.
enum QueryCompletion {
    private static let words = [
        "all", "and", "as", "asc", "avg", "between", "by", "case", "count", "desc", "distinct", "else", "end", "exists", "from", "full",
        "group", "having", "in", "inner", "is", "join", "left", "like", "limit", "max", "min", "not", "null", "on", "or", "order",
        "over", "partition", "select", "sum", "then", "union", "using", "when", "where", "with",
    ]

    /// Of the tables that the query names their columns, of a query that names none yet those of all; within quotes nothing.
    static func candidates(for query: String, in scope: CompletionScope) -> Completions {
        guard query.count(where: { $0 == "'" }).isMultiple(of: 2) else { return .none }
        let typed = String(query.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
        let tables = scope.names.compactMap { name in (scope.values[name]?.asHost as? TableValue).map { (name, $0.table) } }
        let said = Set(query.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
        let named = tables.filter { said.contains($0.0.lowercased()) }
        let columns = (named.isEmpty ? tables : named).flatMap { $0.1.names }.filter { $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } }
        return Completions(typed: typed, among: columns + tables.map(\.0) + words)
    }
}
