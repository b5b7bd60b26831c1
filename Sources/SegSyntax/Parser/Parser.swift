import SegDiagnostics

/// Builds a syntax tree from tokens by recursive descent, with operators by precedence.
///
/// An error is reported where it is found; the parser then unwinds with `Abort` to the statement
/// that it is in, skips to where the next one starts, and goes on: one run shows several errors.
struct Parser {
    let file: SourceFile
    /// Without comments; the last is `end`.
    var tokens: [Token]
    var index = 0
    /// Where the innermost statement starts.
    var statementStart = 0
    var problems: [Problem] = []
    var context = Context.statement
    /// How many recursive productions the parser is in.
    var nesting = 0
    /// The opening brackets whose closing ones are still to come.
    var openBrackets: [Symbol] = []
    /// What `$n`, `break` and `return` may mean here, innermost last.
    var scopes: [Scope] = [Scope(kind: .program)]
    /// Where the source ends.
    let limit: Int
    /// Whether the input may start with `|>`, going on from the REPL's last value.
    let continuesLastValue: Bool

    /// What the surroundings of an expression say about how it is read.
    struct Context {
        /// Whether a line's end ends a statement; not inside `( )` and `[ ]`.
        var newlinesCount: Bool
        /// Whether `{` is the block of an `if`, `for`, `while` or `match`, hence no closure.
        var isHead: Bool
        /// The operator to the left that binds less tightly than a pipe seems to.
        var operatorBeforePipe: OperatorBeforePipe?

        /// An operator whose right operand may not be piped without parentheses.
        enum OperatorBeforePipe {
            case minusSign
            case infix(String)
        }

        static let statement = Context(newlinesCount: true, isHead: false)
        static let brackets = Context(newlinesCount: false, isHead: false)
        static let head = Context(newlinesCount: true, isHead: true)
    }

    /// A body of statements that gives `$n`, `break` and `return` their meaning.
    struct Scope {
        enum Kind { case program, function, closure, namedClosure, loop }

        let kind: Kind
        /// One more than the highest `$n` seen.
        var placeholderCount = 0
    }

    init(_ file: SourceFile, range: Range<Int>, continuesLastValue: Bool) {
        self.file = file
        self.continuesLastValue = continuesLastValue
        limit = range.upperBound
        let (tokens, problems) = Lexer.tokenize(file, range: range)
        self.tokens = tokens.filter { !$0.isComment }
        self.problems = problems
    }

    // MARK: Tokens

    /// The token that is next.
    var current: Token { tokens[index] }

    /// The token `offset` after the next; the last one past the end.
    func peek(_ offset: Int) -> Token { tokens[min(index + offset, tokens.count - 1)] }

    /// Where the last token that was taken ends.
    var previousEnd: Int {
        index > 0 ? tokens[index - 1].range.upperBound : current.range.lowerBound
    }

    func span(_ token: Token) -> Span { Span(file, token.range) }

    /// From an offset to the end of the last token taken.
    func span(from start: Int) -> Span { Span(file, start..<max(start, previousEnd)) }

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    /// Whether the next token follows the one before without a space.
    var touches: Bool {
        index > 0 && tokens[index - 1].range.upperBound == current.range.lowerBound
    }

    /// Whether the next token is on a new line that ends what stands before it.
    var isAfterLineEnd: Bool { context.newlinesCount && current.startsLine }

    func isNext(_ symbol: Symbol) -> Bool { current.symbol == symbol }

    func isNext(_ keyword: Keyword) -> Bool { current.keyword == keyword }

    /// Takes the symbol when it is next.
    mutating func accept(_ symbol: Symbol) -> Bool {
        guard isNext(symbol) else { return false }
        advance()
        return true
    }

    mutating func accept(_ keyword: Keyword) -> Bool {
        guard isNext(keyword) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: Symbol, hint: String? = nil) throws(Abort) {
        guard accept(symbol) else { throw expected("'\(symbol.rawValue)'", hint: hint) }
    }

    mutating func expect(_ keyword: Keyword, hint: String? = nil) throws(Abort) {
        guard accept(keyword) else { throw expected("'\(keyword.rawValue)'", hint: hint) }
    }

    /// Takes a name that is not reserved.
    mutating func expectName(_ what: String) throws(Abort) -> Name {
        let token = current
        if let text = token.name {
            advance()
            return Name(text, at: span(token))
        }
        if let keyword = token.keyword { throw fail(.reservedName(keyword.rawValue)) }
        throw expected(what)
    }

    /// Takes a word, reserved or not.
    mutating func expectWord(_ what: String) throws(Abort) -> Name {
        let token = current
        guard let text = token.anyWord else { throw expected(what) }
        advance()
        return Name(text, at: span(token))
    }

    // MARK: Brackets

    /// Takes an opening bracket, for `close` to refer to.
    mutating func open(_ symbol: Symbol) throws(Abort) -> Token {
        let token = current
        try expect(symbol)
        openBrackets.append(symbol)
        return token
    }

    /// Takes the bracket that closes `opening`.
    mutating func close(_ symbol: Symbol, _ opening: Token) throws(Abort) {
        guard accept(symbol) else {
            let note = Diagnostic.Note("the bracket was opened here", at: span(opening))
            if isNext(.question) { throw fail(.foreign(.ternary)) }
            if current.plainWord == "is" { throw fail(.foreign(.isTest)) }
            if isNext(.fatArrow) || isNext(.arrow) { throw fail(.foreign(.arrowFunction)) }
            if isOperandNext {
                // On another line the bracket itself was forgotten more likely than a comma.
                throw fail(.unseparated(found: describe(current), hint: commaHint), notes: isOnLaterLine(than: opening) ? [note] : [])
            }
            if isHidden(symbol) { throw fail(.hidden(symbol.rawValue), notes: [note]) }
            throw fail(.unclosed(symbol.rawValue, found: describe(current)), notes: [note])
        }
        openBrackets.removeLast()
    }

    private func isOnLaterLine(than opening: Token) -> Bool {
        let (start, end) = (span(opening).range.lowerBound, span(current).range.lowerBound)
        return start < end && file.bytes[start..<end].contains(UInt8(ascii: "\n"))
    }

    /// Whether a comment behind the last token holds the bracket, as in `f(n // k)`.
    private func isHidden(_ symbol: Symbol) -> Bool {
        let rest = file.bytes[min(previousEnd, limit)..<limit].prefix { $0 != UInt8(ascii: "\n") }
        let comment = String(decoding: rest, as: UTF8.self).drop { $0 == " " }
        return comment.hasPrefix("//") && comment.contains(symbol.rawValue)
    }

    private var isOperandNext: Bool { current.startsOperand && !isNext(.leftBrace) }

    private var commaHint: String {
        if let word = current.plainWord, let remedy = Self.wordsOfQueries[word.lowercased()] { return remedy }
        return isNext(.leftParenthesis) || isNext(.leftBracket)
            ? "is a comma missing before it? A call or an index touches its bracket"
            : "is a comma missing before it?"
    }

    /// Operators of SQL, with what is written here.
    private static let wordsOfQueries = [
        "like": "write starts_with(.x, \"a\"), contains(.x, \"a\") or matches(.x, r\"…\")",
        "ilike": "write contains(lower(.x), \"a\") or matches(.x, r\"(?i)…\")",
        "between": "write .x in low...high",
    ]

    // MARK: Nesting

    /// Guards a recursive production; each call is matched by `leave`.
    mutating func enter() throws(Abort) {
        guard nesting < ParserLimits.nesting else {
            throw fail(.nestedTooDeeply(limit: ParserLimits.nesting))
        }
        nesting += 1
    }

    mutating func leave() { nesting -= 1 }

    /// Makes an expression, unless that would make too deep a tree.
    mutating func make(
        _ kind: Expression.Kind, from start: Int, over depths: Int...
    ) throws(Abort) -> Expression {
        let depth = 1 + (depths.max() ?? 0)
        guard depth <= ParserLimits.depth else {
            throw fail(.treeTooDeep(limit: ParserLimits.depth))
        }
        return Expression(kind: kind, span: span(from: start), depth: depth)
    }
}
