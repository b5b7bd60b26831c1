import SegDiagnostics

extension Parser {
    /// Reports at a place; the first errors only, each place once.
    mutating func report(
        _ error: SyntaxError, at span: Span, isAtEnd: Bool = false, notes: [Diagnostic.Note] = []
    ) {
        let place = span.range.lowerBound
        let isKnown = problems.contains { $0.diagnostic.span?.range.lowerBound == place }
        guard problems.count < ParserLimits.problems, !isKnown else { return }
        let diagnostic = error.diagnostic(at: span, notes: notes)
        problems.append(Problem(diagnostic: diagnostic, isAtEnd: isAtEnd))
    }

    /// Reports at the next token and gives the error to throw.
    ///
    /// A malformed token has been reported by the lexer; no more is said about it.
    mutating func fail(_ error: SyntaxError, notes: [Diagnostic.Note] = []) -> Abort {
        if case .malformed = current.kind { return Abort() }
        report(error, at: failureSpan, isAtEnd: isMendedByMore(error), notes: notes)
        return Abort()
    }

    /// Whether the input ends inside a bracket, after an operator, or before a block.
    private func isMendedByMore(_ error: SyntaxError) -> Bool {
        guard current.isEnd, current.range.lowerBound == limit else { return false }
        if error.asksForBlock { return true }
        return !openBrackets.isEmpty || index == 0 || !tokens[index - 1].endsOperand
    }

    /// Reports that something else should be next.
    mutating func expected(_ what: String, hint: String? = nil) -> Abort {
        failBehind(.expected(what, found: foundNext, hint: hint))
    }

    /// Reports where the line ended, if something is missing there, else at the next token.
    mutating func failBehind(_ error: SyntaxError) -> Abort {
        guard isLineCutShort else { return fail(error) }
        report(error, at: Span(file, previousEnd..<previousEnd))
        return Abort()
    }

    /// What a message says was found.
    var foundNext: String { isLineCutShort ? "the end of the line" : describe(current) }

    /// Whether the next token starts a line in the middle of a statement.
    private var isLineCutShort: Bool { isAfterLineEnd && index > statementStart && !current.isEnd }

    /// The next token; at the end, the last character of the source that is no space.
    private var failureSpan: Span {
        guard current.isEnd else { return span(current) }
        let end = current.range.lowerBound
        return Span(file, min(previousEnd, end)..<min(previousEnd, end))
    }

    /// What a message calls a token.
    func describe(_ token: Token) -> String {
        switch token.kind {
        case .word(let text): "'\(text)'"
        case .quotedWord(let text): "`\(text)`"
        case .keyword(let keyword): "'\(keyword.rawValue)'"
        case .placeholder(let number): "'$\(number)'"
        case .integer, .float: "the number \(file.text(in: token.range))"
        case .duration: "the duration \(file.text(in: token.range))"
        case .string: "a text"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .comment: "a comment"
        case .malformed: "something unreadable"
        case .end: token.range.lowerBound == limit ? "the end" : "the end of \\( )"
        }
    }

    // MARK: Recovery

    /// Skips to where the next statement of the block may start.
    ///
    /// That is a line which starts no further right than the failed statement did: what is indented
    /// below it belongs to it, as the body under a Python `def` does, and a bracket that was never
    /// closed hides the rest of its own statement only.
    mutating func synchronize(from start: Int, openBrackets outer: Int) {
        var open = Array(openBrackets.dropFirst(outer))
        openBrackets.removeLast(open.count)
        let margin = column(tokens[start])
        if index == start { skipToken(&open) }
        while !current.isEnd {
            if isNext(.rightBrace), !open.contains(.leftBrace) { return }
            if open.isEmpty, isNext(.semicolon) { return }
            let mayStart = current.startsLine && !isClosingBracket && !continuesLine()
            if mayStart, column(current) <= margin { return }
            skipToken(&open)
        }
    }

    private mutating func skipToken(_ open: inout [Symbol]) {
        switch current.symbol {
        case .leftParenthesis, .leftBracket, .leftBrace: open.append(current.symbol ?? .leftBrace)
        case .rightParenthesis: if open.last == .leftParenthesis { open.removeLast() }
        case .rightBracket: if open.last == .leftBracket { open.removeLast() }
        case .rightBrace:
            if let brace = open.lastIndex(of: .leftBrace) { open.removeSubrange(brace...) }
        default: break
        }
        advance()
    }

    var isClosingBracket: Bool {
        switch current.symbol {
        case .rightParenthesis, .rightBracket, .rightBrace: true
        default: false
        }
    }

    private func column(_ token: Token) -> Int { file.position(of: token.range.lowerBound).column }
}
