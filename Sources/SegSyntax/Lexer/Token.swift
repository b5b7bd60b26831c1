import SegDiagnostics

/// The smallest piece of a source: a word, number, text, symbol or comment.
public struct Token: Sendable {
    public let kind: Kind
    /// Byte offsets into the source.
    public let range: Range<Int>
    /// Whether a line ends between the token before and this one; true of the first.
    public let startsLine: Bool

    public indirect enum Kind: Sendable {
        /// An identifier that is not reserved.
        case word(String)
        /// A name in back-quotes, given without them.
        case quotedWord(String)
        case keyword(Keyword)
        /// `$0`, `$1`, …
        case placeholder(Int)
        /// A whole number without its sign.
        case integer(UInt64)
        case float(Double)
        /// In nanoseconds.
        case duration(Int)
        /// Text in quotes: its pieces in order; empty for `""`.
        case string([StringSegment])
        case symbol(Symbol)
        /// From `//` to the end of the line.
        case comment
        /// Something whose error has been reported already.
        case malformed
        case end
    }
}

/// A piece of a text literal.
public enum StringSegment: Sendable {
    /// Text with escapes resolved.
    case text(String)
    /// The tokens between `\(` and `)`, closed by one of kind `end`.
    case code([Token])
}

/// A reserved word.
public enum Keyword: String, Sendable, CaseIterable {
    case and, `break`, `catch`, `continue`, `else`, expect, `false`, `for`, `func`, `if`, `in`,
        `let`
    case match, `nil`, not, or, `return`, `true`, `try`, `var`, `while`

    static let bySpelling = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}

/// Punctuation and operators.
public enum Symbol: String, Sendable, CaseIterable {
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
    case comma = ","
    case colon = ":"
    case semicolon = ";"
    case dot = "."
    case at = "@"
    case question = "?"
    case bar = "|"
    case pipe = "|>"
    case closedRange = "..."
    case openRange = "..<"
    case coalesce = "??"
    case arrow = "->"
    case fatArrow = "=>"
    case assign = "="
    case addAssign = "+="
    case subtractAssign = "-="
    case multiplyAssign = "*="
    case divideAssign = "/="
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case power = "**"

    /// By first byte, longest first, so that the first that matches is the one meant.
    static let byFirstByte: [[(spelling: [UInt8], symbol: Symbol)]] = {
        var table = [[(spelling: [UInt8], symbol: Symbol)]](repeating: [], count: 256)
        for symbol in allCases.sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count }) {
            let spelling = Array(symbol.rawValue.utf8)
            table[Int(spelling[0])].append((spelling, symbol))
        }
        return table
    }()
}

extension Token {
    /// The tokens of a source, comments included, the last of kind `end`; for colours and the like.
    public static func scan(_ file: SourceFile) -> [Token] {
        Lexer.tokenize(file, range: 0..<file.bytes.count).tokens
    }

    /// The keyword that this is, if any.
    var keyword: Keyword? {
        if case .keyword(let keyword) = kind { keyword } else { nil }
    }

    /// The symbol that this is, if any.
    var symbol: Symbol? {
        if case .symbol(let symbol) = kind { symbol } else { nil }
    }

    /// The name that this is where reserved words are not names.
    var name: String? {
        switch kind {
        case .word(let text), .quotedWord(let text): text
        default: nil
        }
    }

    /// The name that this is after a dot or before a colon, where every word is one.
    var anyWord: String? {
        if case .keyword(let keyword) = kind { keyword.rawValue } else { name }
    }

    /// The unquoted, unreserved word that this is: `param`, `use`, `step`, … are recognised by it.
    var plainWord: String? {
        if case .word(let text) = kind { text } else { nil }
    }

    var isEnd: Bool {
        if case .end = kind { true } else { false }
    }

    var isComment: Bool {
        if case .comment = kind { true } else { false }
    }

    /// Whether an operand may end here.
    var endsOperand: Bool {
        switch kind {
        case .word, .quotedWord, .placeholder, .integer, .float, .duration, .string: true
        case .keyword(let word): [.true, .false, .nil].contains(word)
        case .symbol(let symbol): [.rightParenthesis, .rightBracket, .rightBrace].contains(symbol)
        case .comment, .malformed, .end: false
        }
    }

    /// Whether an operand may start here.
    var startsOperand: Bool {
        switch kind {
        case .word, .quotedWord, .placeholder, .integer, .float, .duration, .string: true
        case .keyword(let word): [.true, .false, .nil, .if, .match, .try, .not].contains(word)
        case .symbol(let symbol):
            [.leftParenthesis, .leftBracket, .leftBrace, .dot].contains(symbol)
        case .comment, .malformed, .end: false
        }
    }
}
