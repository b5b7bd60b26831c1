import SegDiagnostics

extension Lexer {
    /// Whether an identifier may start at the position.
    func isIdentifierStart() -> Bool {
        let byte = peek()
        guard byte >= 0x80 else { return byte == UInt8(ascii: "_") || Self.isLetter(byte) }
        return peekScalar().scalar.properties.isXIDStart
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Passes the letters, digits and underscores at the position.
    mutating func skipIdentifier() {
        while position < limit {
            let byte = peek()
            if byte < 0x80 {
                guard byte == UInt8(ascii: "_") || Self.isLetter(byte) || Self.isDigit(byte) else {
                    return
                }
                position += 1
            } else {
                let (scalar, length) = peekScalar()
                guard scalar.properties.isXIDContinue else { return }
                position += length
            }
        }
    }

    mutating func scanWord() {
        let start = position
        skipIdentifier()
        let text = file.text(in: start..<position)
        if let keyword = Keyword.bySpelling[text] {
            add(.keyword(keyword), from: start)
        } else {
            add(.word(text), from: start)
        }
    }

    /// A name in back-quotes, which may hold anything but a back-quote or a line end.
    mutating func scanQuotedWord() {
        let start = position
        position += 1
        while position < limit, peek() != UInt8(ascii: "`"), peek() != UInt8(ascii: "\n") {
            position += 1
        }
        let text = file.text(in: start + 1..<position)
        guard peek() == UInt8(ascii: "`"), !text.isEmpty else {
            if peek() == UInt8(ascii: "`") { position += 1 }
            report(
                .expected("a name in back-quotes", found: "none", hint: "close it with `"),
                at: start..<position)
            return add(.malformed, from: start)
        }
        position += 1
        add(.quotedWord(text), from: start)
    }

    /// `$0`; at most three digits.
    mutating func scanPlaceholder() {
        let start = position
        position += 1
        let digits = position
        skipIdentifier()
        let text = file.text(in: digits..<position)
        guard text.utf8.allSatisfy(Self.isDigit), text.utf8.count <= 3, let number = Int(text)
        else {
            report(
                .expected(
                    "a number after '$'", found: "'\(text)'",
                    hint: "$0 is the first parameter of a closure; names need no '$'"),
                at: start..<position)
            return add(.malformed, from: start)
        }
        add(.placeholder(number), from: start)
    }

    // MARK: Comments

    /// Passes the rest of the line, without its line ending.
    mutating func skipLine() {
        while position < limit, peek() != UInt8(ascii: "\n") { position += 1 }
        if position > 0, position <= limit, file.bytes[position - 1] == UInt8(ascii: "\r") {
            position -= 1
        }
    }

    /// A comment; `n // 2` is taken for what it was meant as.
    mutating func scanComment() {
        let start = position
        skipLine()
        let isAfterOperand = !isLineStart && tokens.last?.endsOperand == true
        if isAfterOperand, Self.isBareNumber(file.bytes[start + 2..<position]) {
            report(.foreign(.floorDivision), at: start..<position)
            // Where it hides a bracket too, that is no mistake of its own.
            return add(.malformed, from: start)
        }
        add(.comment, from: start)
    }

    /// Whether a comment is a number, and perhaps the brackets that close behind it.
    private static func isBareNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t")]
        let closing = blanks + [UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}")]
        let text = bytes.drop { blanks.contains($0) }
        let digits = text.prefix {
            isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
        }
        return digits.contains(where: isDigit)
            && text.dropFirst(digits.count).allSatisfy { closing.contains($0) }
    }

    /// `# comment`: reported, and passed over like a comment.
    mutating func scanHashComment() {
        let start = position
        skipLine()
        report(.foreign(.hashComment), at: start..<start + 1)
        add(.comment, from: start)
    }

    private static let blockCommentEnd = Array("*/".utf8)

    /// `/* … */`: reported, and passed over.
    mutating func scanBlockComment() {
        let start = position
        position += 2
        while position < limit, !isNext(Self.blockCommentEnd) {
            if peek() == UInt8(ascii: "\n") { isLineStart = true }
            position += 1
        }
        position = min(position + 2, limit)
        report(.foreign(.blockComment), at: start..<start + 2)
    }

    // MARK: Habits

    /// Operators of other languages: reported, and read as what they mean.
    mutating func scanForeignSymbol() -> Bool {
        guard Self.foreignStarts.contains(peek()) else { return false }
        for (spelling, habit, kind) in Self.foreignSymbols where isNext(spelling) {
            if isLonger(habit, next: peek(spelling.count)) { continue }
            let start = position
            position += spelling.count
            report(.foreign(habit), at: start..<position)
            add(kind, from: start)
            return true
        }
        return false
    }

    private static let foreignSymbols: [([UInt8], ForeignHabit, Token.Kind)] = [
        (Array("%>%".utf8), .rPipe, .symbol(.pipe)),
        (Array("%in%".utf8), .rNativeIn, .keyword(.in)),
        (Array("===".utf8), .strictEquality, .symbol(.equal)),
        (Array("!==".utf8), .strictEquality, .symbol(.notEqual)),
        (Array("&&".utf8), .ampersands, .keyword(.and)),
        (Array("||".utf8), .bars, .keyword(.or)),
        (Array(":=".utf8), .walrus, .symbol(.assign)),
        (Array("&".utf8), .ampersand, .keyword(.and)),
        (Array("^".utf8), .caret, .symbol(.power)),
        (Array("!".utf8), .exclamation, .keyword(.not)),
        (Array("..".utf8), .twoDots, .symbol(.closedRange)),
    ]

    private static let foreignStarts = Array("%=!&|:^.".utf8)

    /// `!=`, `...` and `..<` are operators of the language.
    private func isLonger(_ habit: ForeignHabit, next: UInt8) -> Bool {
        switch habit {
        case .exclamation: next == UInt8(ascii: "=")
        case .twoDots: next == UInt8(ascii: ".") || next == UInt8(ascii: "<")
        default: false
        }
    }
}
