/// Code with its parts marked for colouring: keywords, strings, numbers, comments, columns.
///
/// Reads any text, also code that is not valid; what it can't name stays plain.
public struct CodeHTML: Sendable {
    /// The language of the code.
    public let language: CodeLanguage

    /// A renderer for code of a language.
    public init(_ language: CodeLanguage) { self.language = language }

    /// The code as the content of a `pre` element.
    public func render(_ code: String) -> String {
        var scanner = CodeScanner(code, language)
        var html = ""
        while let token = scanner.next() {
            let text = HTMLText.escaped(token.text)
            html += token.kind.map { Markup.element("span", ["class": $0.rawValue], text) } ?? text
        }
        return html
    }
}

/// Cuts code into coloured parts and the plain text between them.
struct CodeScanner {
    enum Kind: String {
        case keyword = "k"
        case string = "s"
        case number = "m"
        case comment = "c"
        case column = "col"
    }

    struct Token {
        let text: String
        let kind: Kind?
    }

    private let characters: [Character]
    private let language: CodeLanguage
    private var position = 0
    /// Whether a name or a closing bracket stands before: then a dot begins a member, not a column.
    private var followsOperand = false

    init(_ code: String, _ language: CodeLanguage) {
        characters = Array(code)
        self.language = language
    }

    mutating func next() -> Token? {
        guard let first = peek(0) else { return nil }
        if let comment = language.lineComment, starts(with: comment) {
            return token(.comment) { $0.skip { !$0.isNewline } }
        }
        if language.quotes.contains(first) { return string(first) }
        if first == "%", isLineStart, starts(with: "%%") {
            return token(.comment) { $0.skip { !$0.isNewline } }
        }
        if first.isNumber, first.isASCII { return operand(token(.number) { $0.skipNumber() }) }
        if first.isLetter || first == "_" || first == "$" { return word() }
        if first == ".", language == .segnb { return dot() }
        if first == "`" { return operand(token(nil) { $0.skipQuoted("`") }) }
        if !first.isWhitespace { followsOperand = ")]}".contains(first) }
        position += 1
        return Token(text: String(first), kind: nil)
    }

    private mutating func word() -> Token {
        let start = position
        // The first character begins a word even where it can't go on one, as in `$0`.
        position += 1
        skip(Self.isWord)
        let text = String(characters[start..<position])
        let lookup = language.ignoresCase ? text.lowercased() : text
        let isKeyword = language.keywords.contains(lookup) && !isLabel
        followsOperand = !isKeyword
        return Token(text: text, kind: isKeyword ? .keyword : nil)
    }

    /// Whether the word just read is a label of an argument, such as `in:`.
    private var isLabel: Bool { language == .segnb && peek(0) == ":" }

    private mutating func dot() -> Token {
        let isColumn =
            !followsOperand && peek(1).map { $0.isLetter || $0 == "_" || $0 == "`" } ?? false
        guard isColumn else {
            let start = position
            position += 1
            // The word after a member's dot is no keyword, whatever it is.
            if followsOperand { skip(Self.isWord) }
            if position == start + 1 { followsOperand = false }
            return Token(text: String(characters[start..<position]), kind: nil)
        }
        return operand(
            token(.column) { scanner in
                scanner.position += 1
                if scanner.peek(0) == "`" {
                    scanner.skipQuoted("`")
                } else {
                    scanner.skip(Self.isWord)
                }
            })
    }

    private mutating func string(_ quote: Character) -> Token {
        let triple = String(repeating: quote, count: 3)
        return operand(
            token(.string) { scanner in
                guard scanner.language != .sql, scanner.starts(with: triple) else {
                    return scanner.skipQuoted(quote)
                }
                scanner.position += 3
                while scanner.peek(0) != nil, !scanner.starts(with: triple) {
                    scanner.position += 1
                }
                scanner.position = min(scanner.characters.count, scanner.position + 3)
            })
    }

    private mutating func operand(_ token: Token) -> Token {
        followsOperand = true
        return token
    }

    private mutating func token(_ kind: Kind?, _ advance: (inout CodeScanner) -> Void) -> Token {
        let start = position
        advance(&self)
        if position == start { position += 1 }
        return Token(text: String(characters[start..<position]), kind: kind)
    }

    /// Digits with underscores, a fraction, an exponent or the unit of a duration.
    private mutating func skipNumber() {
        skip { $0.isNumber || $0 == "_" }
        if peek(0) == ".", peek(1)?.isNumber ?? false {
            position += 1
            skip { $0.isNumber || $0 == "_" }
        }
        if peek(0) == "e" || peek(0) == "E", peek(1) == "-" || peek(1) == "+" { position += 2 }
        skip(Self.isWord)
    }

    /// A text up to its closing quote or the end of the line; a backslash guards what follows it,
    /// and an interpolation may hold quotes of its own.
    private mutating func skipQuoted(_ quote: Character) {
        position += 1
        while let character = peek(0), !character.isNewline {
            if character == "\\", language == .segnb, peek(1) == "(" {
                skipInterpolation()
                continue
            }
            position += character == "\\" && language != .sql ? 2 : 1
            if character == quote { break }
        }
        position = min(position, characters.count)
    }

    private mutating func skipInterpolation() {
        position += 2
        var depth = 1
        while depth > 0, let character = peek(0), !character.isNewline {
            if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
            position += 1
        }
    }

    private mutating func skip(_ matches: (Character) -> Bool) {
        while let character = peek(0), matches(character) { position += 1 }
    }

    private func peek(_ offset: Int) -> Character? {
        let index = position + offset
        return characters.indices.contains(index) ? characters[index] : nil
    }

    private func starts(with text: String) -> Bool { characters[position...].starts(with: text) }

    private var isLineStart: Bool { position == 0 || characters[position - 1].isNewline }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
