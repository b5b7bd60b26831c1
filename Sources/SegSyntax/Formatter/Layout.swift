import SegDiagnostics

/// Writes tokens with uniform spaces between them, and lines with uniform indents.
///
/// A line inside brackets is indented four spaces further than the line that opened them, and a
/// line that goes on from the one above four more.
struct Layout {
    let file: SourceFile
    /// With comments, without the end.
    let tokens: [Token]
    /// For each token, the index of the last before it that is no comment.
    let previous: [Int?]
    /// Offsets of brackets that are moved to what they call or index.
    let joinedBrackets: Set<Int>
    /// The indices of each `in` that ends the parameters of a closure.
    let closureIns: Set<Int>
    private var open: [(symbol: Symbol, lineIndent: Int)] = []
    private var lineIndent = 0
    private var output = ""

    private static let indentWidth = 4

    init(_ file: SourceFile, range: Range<Int>, joinedBrackets: Set<Int>) {
        self.file = file
        self.joinedBrackets = joinedBrackets
        let tokens = Array(Lexer.tokenize(file, range: range).tokens.dropLast())
        self.tokens = tokens
        var last: Int?
        previous = tokens.indices.map { index in
            let before = last
            if !tokens[index].isComment { last = index }
            return before
        }
        closureIns = Self.findClosureIns(tokens.indices.filter { !tokens[$0].isComment }, tokens)
    }

    /// The formatted text; it ends with a line end unless it is empty.
    mutating func run() -> String {
        for index in tokens.indices {
            if index == 0 || tokens[index].startsLine {
                startLine(index)
            } else {
                output += space(before: index)
            }
            output += text(of: index)
            track(tokens[index].symbol)
        }
        return output.isEmpty ? "" : output + "\n"
    }

    // MARK: Lines

    private mutating func startLine(_ index: Int) {
        if index > 0 { output += String(repeating: "\n", count: 1 + blankLines(before: index)) }
        lineIndent = indent(of: index)
        output += String(repeating: " ", count: lineIndent)
    }

    /// One blank line at most, and none beside brackets.
    private func blankLines(before index: Int) -> Int {
        let before = tokens[index - 1]
        if before.symbol.map(Self.isOpening) == true
            || tokens[index].symbol.map(Self.isClosing) == true
        {
            return 0
        }
        let gap = file.bytes[before.range.upperBound..<tokens[index].range.lowerBound]
        return min(gap.count { $0 == UInt8(ascii: "\n") } - 1, 1)
    }

    private func indent(of index: Int) -> Int {
        let inside = open.last.map { $0.lineIndent + Self.indentWidth } ?? 0
        guard !tokens[index].isComment else {
            let next = tokens[index...].firstIndex { !$0.isComment }
            guard let next, tokens[next].symbol.map(Self.isClosing) != true else { return inside }
            return indent(of: next)
        }
        if tokens[index].symbol.map(Self.isClosing) == true { return open.last?.lineIndent ?? 0 }
        return isContinuation(index) ? inside + Self.indentWidth : inside
    }

    /// Whether the line that a token starts goes on from the one above.
    private func isContinuation(_ index: Int) -> Bool {
        guard let before = previous[index] else { return false }
        if tokens[before].symbol.map(Self.isOpening) == true { return false }
        if let bracket = open.last?.symbol, bracket != .leftBrace {
            return tokens[before].symbol != .comma
        }
        if continuesLine(index) { return true }
        if closureIns.contains(before) || tokens[index].symbol == .leftBrace { return false }
        switch tokens[before].kind {
        case .symbol(.semicolon), .symbol(.question): return false
        case .keyword(.break), .keyword(.continue), .keyword(.return): return false
        default: return !endsOperand(before)
        }
    }

    private func continuesLine(_ index: Int) -> Bool {
        switch tokens[index].kind {
        case .symbol(.pipe), .symbol(.coalesce), .keyword(.and), .keyword(.or): true
        case .symbol(.dot): isMethodCall(index)
        default: false
        }
    }

    /// `.name(`, `.name@2(` or `.name {`, as against a column.
    private func isMethodCall(_ dot: Int) -> Bool {
        let hasVersion = dot + 2 < tokens.count && tokens[dot + 2].symbol == .at
        let bracket = dot + (hasVersion ? 4 : 2)
        guard bracket < tokens.count, !tokens[bracket].startsLine else { return false }
        switch tokens[bracket].symbol {
        case .leftParenthesis: return touches(bracket)
        case .leftBrace: return true
        default: return false
        }
    }

    private mutating func track(_ symbol: Symbol?) {
        guard let symbol else { return }
        if Self.isOpening(symbol) { open.append((symbol, lineIndent)) }
        if Self.isClosing(symbol), !open.isEmpty { open.removeLast() }
    }

    // MARK: Tokens

    /// A token as it was written, without what Windows or a careless hand put at its lines' ends.
    private func text(of index: Int) -> String {
        let token = tokens[index]
        let text = file.text(in: token.range)
        if token.isComment {
            var bytes = Array(text.utf8)
            while let last = bytes.last, [9, 13, 32].contains(last) { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        }
        guard text.utf8.contains(13) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == 10, bytes.last == 13 { bytes.removeLast() }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func touches(_ index: Int) -> Bool {
        index > 0 && tokens[index - 1].range.upperBound == tokens[index].range.lowerBound
    }

    /// Whether an operand ends with a token; after a dot every word is a name.
    func endsOperand(_ index: Int) -> Bool {
        if tokens[index].endsOperand { return true }
        return tokens[index].keyword != nil && index > 0 && tokens[index - 1].symbol == .dot
    }

    static func isOpening(_ symbol: Symbol) -> Bool {
        [.leftParenthesis, .leftBracket, .leftBrace].contains(symbol)
    }

    static func isClosing(_ symbol: Symbol) -> Bool {
        [.rightParenthesis, .rightBracket, .rightBrace].contains(symbol)
    }

    /// Each `in` behind `{ a, b`.
    private static func findClosureIns(_ places: [Int], _ tokens: [Token]) -> Set<Int> {
        var found: Set<Int> = []
        for (order, place) in places.enumerated() where tokens[place].symbol == .leftBrace {
            var next = order + 1
            while next + 1 < places.count, tokens[places[next]].name != nil,
                tokens[places[next + 1]].symbol == .comma
            { next += 2 }
            guard next + 1 < places.count, tokens[places[next]].name != nil else { continue }
            if tokens[places[next + 1]].keyword == .in { found.insert(places[next + 1]) }
        }
        return found
    }

    /// The innermost open bracket.
    var innermost: Symbol? { open.last?.symbol }
}
