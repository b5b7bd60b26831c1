import SegDiagnostics

/// Cuts a range of a source into tokens, comments included.
///
/// It never fails: what it can't read it reports, and goes on behind it. Text with expressions in
/// it becomes one token that holds the tokens of those expressions.
struct Lexer {
    let file: SourceFile
    /// Where the range ends, or within a text of one line the line.
    var limit: Int
    /// A part of a line, from some place on to its end.
    var knownLine = 0..<0
    var position: Int
    var tokens: [Token] = []
    var problems: [Problem] = []
    /// Whether a line has ended since the last token.
    var isLineStart = true
    /// How many texts the current position is inside of.
    var textNesting = 0

    /// How deeply texts may stand in each other's `\( )`.
    static let maximumTextNesting = 20

    init(_ file: SourceFile, range: Range<Int>) {
        self.file = file
        position = range.lowerBound
        limit = min(range.upperBound, file.bytes.count)
        if position == 0, file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = min(3, limit) }
    }

    /// All tokens of the range; the last is `end`.
    static func tokenize(
        _ file: SourceFile, range: Range<Int>
    ) -> (tokens: [Token], problems: [Problem]) {
        var lexer = Lexer(file, range: range)
        if let invalid = lexer.firstInvalidByte() {
            lexer.report(.invalidUTF8, at: invalid..<min(invalid + 1, lexer.limit))
            lexer.position = lexer.limit
        }
        while lexer.skipSpace() { lexer.scanToken() }
        lexer.add(.end, from: lexer.limit)
        return (lexer.tokens, lexer.problems)
    }

    // MARK: Bytes

    /// The byte at an offset from the position; 0 past the end.
    func peek(_ offset: Int = 0) -> UInt8 {
        let index = position + offset
        return index < limit ? file.bytes[index] : 0
    }

    func isNext(_ spelling: [UInt8]) -> Bool {
        guard position + spelling.count <= limit else { return false }
        for (offset, byte) in spelling.enumerated() where file.bytes[position + offset] != byte {
            return false
        }
        return true
    }

    /// The scalar at the position and how many bytes it takes.
    func peekScalar() -> (scalar: Unicode.Scalar, length: Int) {
        let first = peek()
        let length =
            switch first {
            case 0..<0x80: 1
            case 0x80..<0xE0: 2
            case 0xE0..<0xF0: 3
            default: 4
            }
        let end = min(position + length, limit)
        let scalars = file.text(in: position..<end).unicodeScalars
        return (scalars.first ?? "\u{FFFD}", max(1, end - position))
    }

    // MARK: Output

    mutating func add(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, range: start..<position, startsLine: isLineStart))
        isLineStart = false
    }

    mutating func report(_ error: SyntaxError, at range: Range<Int>, isAtEnd: Bool = false) {
        guard problems.count < ParserLimits.problems else { return }
        problems.append(
            Problem(diagnostic: error.diagnostic(at: Span(file, range)), isAtEnd: isAtEnd))
    }

    // MARK: Scanning

    /// Passes blanks and line ends; false at the end.
    mutating func skipSpace() -> Bool {
        while position < limit {
            switch file.bytes[position] {
            case UInt8(ascii: "\n"): isLineStart = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: return true
            }
            position += 1
        }
        return false
    }

    /// Reads one token, or reports what is none.
    mutating func scanToken() {
        let byte = peek()
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
        case UInt8(ascii: "\""): scanString()
        case UInt8(ascii: "`"): scanQuotedWord()
        case UInt8(ascii: "$"): scanPlaceholder()
        case UInt8(ascii: "#"): scanHashComment()
        case UInt8(ascii: "'"): scanSingleQuotes()
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): scanComment()
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): scanBlockComment()
        case UInt8(ascii: "r") where peek(1) == UInt8(ascii: "\""): scanRawString()
        case UInt8(ascii: "f") where peek(1) == UInt8(ascii: "\""): scanFormatString()
        default:
            if isIdentifierStart() {
                scanWord()
            } else if !scanForeignSymbol(), !scanSymbol() {
                scanUnexpected()
            }
        }
    }

    private mutating func scanSymbol() -> Bool {
        for (spelling, symbol) in Symbol.byFirstByte[Int(peek())] where isNext(spelling) {
            let start = position
            position += spelling.count
            add(.symbol(symbol), from: start)
            return true
        }
        return false
    }

    private mutating func scanUnexpected() {
        let start = position
        let (scalar, length) = peekScalar()
        position += length
        let shown =
            scalar.value < 0x20 || scalar.value == 0x7F
            ? "U+" + String(scalar.value, radix: 16, uppercase: true) : String(scalar)
        report(
            .unexpectedCharacter(shown, hint: Self.likeness[scalar]), at: start..<position)
        add(.malformed, from: start)
    }

    /// Characters that word processors put for others.
    private static let likeness: [Unicode.Scalar: String] = [
        "\u{201C}": "write \" for it", "\u{201D}": "write \" for it", "\u{2018}": "write \" for it",
        "\u{2019}": "write \" for it", "\u{00A0}": "replace this no-break space by a space",
        "\u{2013}": "write - for it", "\u{2014}": "write - for it", "\u{2212}": "write - for it",
        "\u{00D7}": "write * for it", "\u{00F7}": "write / for it", "\u{2264}": "write <= for it",
        "\u{2265}": "write >= for it", "\u{2260}": "write != for it",
        "\u{2026}": "write ... for it",
        "\\": "a line goes on by itself after an operator or before |>",
    ]
}
