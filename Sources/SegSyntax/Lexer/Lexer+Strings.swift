import SegDiagnostics

extension Lexer {
    /// A piece of a text before its escapes are resolved.
    private enum RawSegment {
        case text(Range<Int>)
        case code([Token])
    }

    /// `"…"` or `"""…"""`.
    mutating func scanString() {
        let start = position
        let isMultiline = isNext(Self.tripleQuote)
        position += isMultiline ? 3 : 1
        guard textNesting < Self.maximumTextNesting else {
            report(.nestedTooDeeply(limit: Self.maximumTextNesting), at: start..<position)
            skipLine()
            return add(.malformed, from: start)
        }
        let (opensLine, known) = (isLineStart, problems.count)
        textNesting += 1
        let segments = scanSegments(isMultiline: isMultiline)
        textNesting -= 1
        isLineStart = opensLine
        guard let segments else {
            let error: SyntaxError = isMultiline ? .unterminatedMultilineText : .unterminatedText
            problems.removeLast(problems.count - known)
            report(error, at: start..<start + (isMultiline ? 3 : 1), isAtEnd: isMultiline)
            position = isMultiline ? limit : start
            if !isMultiline { skipLine() }
            return add(.malformed, from: start)
        }
        add(.string(resolve(segments, isMultiline: isMultiline)), from: start)
    }

    private static let tripleQuote = Array("\"\"\"".utf8)

    /// The pieces up to the closing quotes, which are passed; nil when there are none.
    private mutating func scanSegments(isMultiline: Bool) -> [RawSegment]? {
        var segments: [RawSegment] = []
        var textStart = position
        while position < limit {
            switch peek() {
            case UInt8(ascii: "\"") where !isMultiline || isNext(Self.tripleQuote):
                segments.append(.text(textStart..<position))
                position += isMultiline ? 3 : 1
                return segments
            case UInt8(ascii: "\n") where !isMultiline:
                return nil
            case UInt8(ascii: "\\") where peek(1) == UInt8(ascii: "("):
                segments.append(.text(textStart..<position))
                position += 2
                guard let code = scanInterpolation(isMultiline: isMultiline) else { return nil }
                segments.append(.code(code))
                textStart = position
            case UInt8(ascii: "\\") where peek(1) != UInt8(ascii: "\n"):
                position += 2
            default:
                position += 1
            }
        }
        position = limit
        return nil
    }

    /// The tokens up to the `)` that closes `\(`, which is passed.
    private mutating func scanInterpolation(isMultiline: Bool) -> [Token]? {
        let outer = (tokens, limit)
        tokens = []
        // Else a text of many lines within would be looked for to the end of the file, and again from the next line on.
        if !isMultiline { limit = endOfLine() }
        defer { (tokens, limit) = outer }
        isLineStart = false
        var depth = 1
        while skipSpace() {
            if isLineStart, !isMultiline { return nil }
            let start = position
            scanToken()
            switch tokens.last?.symbol {
            case .leftParenthesis: depth += 1
            case .rightParenthesis: depth -= 1
            default: break
            }
            guard depth == 0 else { continue }
            tokens.removeLast()
            tokens.append(Token(kind: .end, range: start..<start, startsLine: false))
            return tokens
        }
        return nil
    }

    /// The end of the line that the position is in, remembered for what else stands in it.
    private mutating func endOfLine() -> Int {
        if knownLine.lowerBound <= position, position <= knownLine.upperBound { return min(knownLine.upperBound, limit) }
        let end = file.bytes[position..<limit].firstIndex(of: UInt8(ascii: "\n")) ?? limit
        knownLine = position..<end
        return end
    }

    // MARK: Escapes

    private mutating func resolve(_ segments: [RawSegment], isMultiline: Bool) -> [StringSegment] {
        let indent = isMultiline ? closingIndent(segments) : nil
        var resolved: [StringSegment] = []
        for (index, segment) in segments.enumerated() {
            switch segment {
            case .code(let tokens):
                resolved.append(.code(tokens))
            case .text(var range):
                if isMultiline, index == 0 { range = withoutFirstLineEnd(range) }
                if let indent, index == segments.count - 1 {
                    range = range.lowerBound..<max(range.lowerBound, indent.lowerBound)
                }
                let stripped =
                    indent.map { Array(file.bytes[$0].drop { $0 == 13 || $0 == 10 }) } ?? []
                let text = decode(range, indent: stripped, startsLine: isMultiline && index == 0)
                if !text.isEmpty { resolved.append(.text(text)) }
            }
        }
        return resolved
    }

    /// The line end and blanks before closing quotes that stand alone on their line; nil otherwise.
    private func closingIndent(_ segments: [RawSegment]) -> Range<Int>? {
        guard case .text(let last) = segments.last else { return nil }
        var index = last.upperBound
        while index > last.lowerBound, [32, 9].contains(file.bytes[index - 1]) { index -= 1 }
        guard index > last.lowerBound, file.bytes[index - 1] == UInt8(ascii: "\n") else {
            return nil
        }
        index -= 1
        if index > last.lowerBound, file.bytes[index - 1] == UInt8(ascii: "\r") { index -= 1 }
        return index..<last.upperBound
    }

    /// Text starts on the line below `"""` when nothing follows the quotes.
    private func withoutFirstLineEnd(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        if start < range.upperBound, file.bytes[start] == UInt8(ascii: "\r") { start += 1 }
        guard start < range.upperBound, file.bytes[start] == UInt8(ascii: "\n") else {
            return range
        }
        return start + 1..<range.upperBound
    }

    /// Resolves escapes, takes the indent off each line, and makes line ends `\n`.
    private mutating func decode(_ range: Range<Int>, indent: [UInt8], startsLine: Bool) -> String {
        var output: [UInt8] = []
        var index = range.lowerBound
        if startsLine, index > 0, file.bytes[index - 1] == 10 {
            index = skipIndent(index, range, indent)
        }
        while index < range.upperBound {
            let byte = file.bytes[index]
            let next = index + 1 < range.upperBound ? file.bytes[index + 1] : 0
            if byte == UInt8(ascii: "\\") {
                index = decodeEscape(index, range, into: &output)
            } else if byte == UInt8(ascii: "\n") {
                output.append(byte)
                index = skipIndent(index + 1, range, indent)
            } else {
                if byte != UInt8(ascii: "\r") || next != UInt8(ascii: "\n") { output.append(byte) }
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The offset behind the indent of a line, and behind the backslash of `\%%` in column 1.
    private mutating func skipIndent(_ start: Int, _ range: Range<Int>, _ indent: [UInt8]) -> Int {
        let line = file.bytes[start..<max(start, range.upperBound)]
        if line.starts(with: indent) {
            let marker = Array("\\%%".utf8)
            return start + indent.count + (indent.isEmpty && line.starts(with: marker) ? 1 : 0)
        }
        let blank = line.prefix { $0 == 32 || $0 == 9 || $0 == 13 }
        let isBlank = line.dropFirst(blank.count).first.map { $0 == 10 } ?? false
        if !isBlank {
            report(.textIndentation, at: start..<min(start + max(1, blank.count), limit))
        }
        return start + blank.count
    }

    /// Resolves the escape at an offset and returns the offset behind it.
    private mutating func decodeEscape(
        _ index: Int, _ range: Range<Int>, into output: inout [UInt8]
    ) -> Int {
        let next = index + 1 < range.upperBound ? file.bytes[index + 1] : 0
        if let byte = Self.escapes[next] {
            output.append(byte)
            return index + 2
        }
        if next == UInt8(ascii: "u"), let (digits, end) = unicodeEscape(index + 2, range) {
            if let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) {
                output.append(contentsOf: String(scalar).utf8)
            } else {
                report(.noCharacter(digits), at: index..<end)
            }
            return end
        }
        let shown = file.text(in: index..<range.upperBound).unicodeScalars.prefix(2)
        let end = min(
            index + 1 + max(1, String(String.UnicodeScalarView(shown.dropFirst())).utf8.count),
            range.upperBound)
        report(.unknownEscape(String(String.UnicodeScalarView(shown))), at: index..<end)
        return end
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "0"): 0,
        UInt8(ascii: "\\"): 92, UInt8(ascii: "\""): 34,
    ]

    /// `{1F600}` at an offset: what is in the braces and the offset behind.
    private func unicodeEscape(_ start: Int, _ range: Range<Int>) -> (digits: String, end: Int)? {
        guard start < range.upperBound, file.bytes[start] == UInt8(ascii: "{") else { return nil }
        let rest = file.bytes[start + 1..<range.upperBound].prefix(9)
        guard let close = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
        return (file.text(in: start + 1..<close), close + 1)
    }

    // MARK: Other quotes

    /// `r"…"`: backslashes stand for themselves.
    mutating func scanRawString() {
        let start = position
        position += 2
        let textStart = position
        while position < limit, peek() != UInt8(ascii: "\""), peek() != UInt8(ascii: "\n") {
            position += 1
        }
        guard peek() == UInt8(ascii: "\"") else {
            report(.unterminatedText, at: start..<start + 2)
            return add(.malformed, from: start)
        }
        let text = file.text(in: textStart..<position)
        position += 1
        add(.string(text.isEmpty ? [] : [.text(text)]), from: start)
    }

    /// `'…'`: reported, and read as text.
    mutating func scanSingleQuotes() {
        let start = position
        position += 1
        while position < limit, peek() != UInt8(ascii: "'"), peek() != UInt8(ascii: "\n") {
            position += 1
        }
        let text = file.text(in: start + 1..<position)
        if peek() == UInt8(ascii: "'") { position += 1 }
        report(.foreign(.singleQuotes), at: start..<position)
        add(.string([.text(text)]), from: start)
    }

    /// `f"…"`: reported, and read as text.
    mutating func scanFormatString() {
        let start = position
        position += 1
        report(.foreign(.formatString), at: start..<start + 1)
        scanString()
    }
}
