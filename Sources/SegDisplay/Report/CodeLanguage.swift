/// The languages of cells, for colouring.
public enum CodeLanguage: String, Hashable, Sendable, Codable {
    case segnb, sql, python, plain

    var keywords: Set<String> {
        switch self {
        case .segnb: Self.segnbKeywords
        case .sql: Self.sqlKeywords
        case .python: Self.pythonKeywords
        case .plain: []
        }
    }

    var lineComment: String? {
        switch self {
        case .segnb: "//"
        case .sql: "--"
        case .python: "#"
        case .plain: nil
        }
    }

    /// The quotes that begin strings.
    var quotes: [Character] {
        switch self {
        case .segnb: ["\""]
        case .sql: ["'"]
        case .python: ["\"", "'"]
        case .plain: []
        }
    }

    /// Keywords of SQL mean the same in capitals.
    var ignoresCase: Bool { self == .sql }

    private static let segnbKeywords: Set<String> = [
        "and", "break", "catch", "continue", "else", "expect", "false", "for", "func", "if", "in",
        "is",
        "learner", "let", "loss", "match", "metric", "nil", "not", "or", "param", "return",
        "splitter",
        "step", "true", "try", "use", "var", "while",
    ]
    private static let sqlKeywords: Set<String> = [
        "all", "and", "as", "asc", "between", "by", "case", "cast", "create", "cross", "desc",
        "distinct", "else", "end", "except", "exists", "false", "from", "full", "group", "having",
        "in",
        "inner", "intersect", "is", "join", "left", "like", "limit", "not", "null", "offset", "on",
        "or",
        "order", "outer", "over", "partition", "qualify", "right", "select", "then", "true",
        "union",
        "using", "values", "when", "where", "window", "with",
    ]
    private static let pythonKeywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
        "continue",
        "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
        "in",
        "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with",
        "yield",
    ]
}
