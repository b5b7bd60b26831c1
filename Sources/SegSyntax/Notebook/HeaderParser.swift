import SegDiagnostics

/// Reads the line `%% [kind] [name] [(option: value, …)]`.
struct HeaderParser {
    let file: SourceFile
    let line: Range<Int>
    private var tokens: [Token]
    private var index = 0
    private(set) var diagnostics: [Diagnostic]

    init(_ file: SourceFile, line: Range<Int>) {
        self.file = file
        self.line = line
        let start = min(line.lowerBound + 2, line.upperBound)
        let (tokens, problems) = Lexer.tokenize(file, range: start..<line.upperBound)
        self.tokens = tokens
        diagnostics = problems.map(\.diagnostic)
    }

    /// Whether the first word should have been a kind: what the cell holds is then unknown.
    private(set) var hasUnknownKind = false

    /// The header, as far as it can be read.
    mutating func parse() -> CellHeader {
        var kind: Name?
        var name: Name?
        var options: [CellOption] = []
        do throws(Abort) {
            kind = takeKind()
            name = takeName()
            options = try parseOptions()
            guard current.isEnd else { throw unexpectedWord() }
        } catch {
            // Reported; what was read before stands.
        }
        return CellHeader(kind: kind, name: name, options: options, span: Span(file, line))
    }

    private var current: Token { tokens[index] }

    private mutating func advance() { index = min(index + 1, tokens.count - 1) }

    private mutating func accept(_ symbol: Symbol) -> Bool {
        guard current.symbol == symbol else { return false }
        advance()
        return true
    }

    private mutating func fail(_ message: String, hint: String, at token: Token? = nil) -> Abort {
        if case .malformed = current.kind, !diagnostics.isEmpty { return Abort() }
        let error = SyntaxError.badHeader(message, hint: hint)
        diagnostics.append(error.diagnostic(at: Span(file, (token ?? current).range)))
        return Abort()
    }

    // MARK: Words

    /// A first word that is a kind is the kind.
    private mutating func takeKind() -> Name? {
        guard let word = current.plainWord, CellKind(rawValue: word) != nil else { return nil }
        return takeName()
    }

    private mutating func takeName() -> Name? {
        guard let word = current.anyWord else { return nil }
        let name = Name(word, at: Span(file, current.range))
        advance()
        return name
    }

    private mutating func unexpectedWord() -> Abort {
        let kinds = CellKind.allCases.map(\.rawValue)
        let first = tokens.first?.anyWord ?? ""
        let found = file.text(in: current.range)
        if index == 1, current.anyWord != nil {
            let guess = Suggestion.hint(for: first, among: kinds)
            hasUnknownKind = true
            return fail(
                "'\(first)' is no kind of cell",
                hint: guess ?? "the kinds are \(kinds.joined(separator: ", ")); a name is one word", at: tokens.first)
        }
        return fail(
            "unexpected '\(found)' in the header of a cell",
            hint: "a header is %% kind name (option: value); all options stand in one ( )")
    }

    // MARK: Options

    private mutating func parseOptions() throws(Abort) -> [CellOption] {
        guard accept(.leftParenthesis) else { return [] }
        var options: [CellOption] = []
        while current.symbol != .rightParenthesis {
            let option = try parseOption()
            if options.contains(where: { $0.name.text == option.name.text }) {
                throw fail(
                    "the option '\(option.name.text)' is given twice", hint: "keep one of them")
            }
            options.append(option)
            guard accept(.comma) else { break }
        }
        guard accept(.rightParenthesis) else {
            throw fail("expected ',' or ')' in the options", hint: "close the options with )")
        }
        return options
    }

    private mutating func parseOption() throws(Abort) -> CellOption {
        guard let name = takeName() else {
            throw fail("expected the name of an option", hint: "options are written cache: true")
        }
        guard accept(.colon) else {
            throw fail(
                "the option '\(name.text)' has no value",
                hint: "write \(name.text): value, as in cache: true")
        }
        let start = current.range.lowerBound
        let value = try parseValue(of: name.text)
        let end = tokens[index - 1].range.upperBound
        return CellOption(name: name, value: value, valueSpan: Span(file, start..<end))
    }

    private mutating func parseValue(of option: String) throws(Abort) -> CellOption.Value {
        let isNegative = accept(.minus)
        if let literal = literal(isNegative: isNegative) {
            advance()
            return .literal(literal)
        }
        if !isNegative, let name = takeName() { return .name(name.text) }
        guard !isNegative, accept(.leftBracket) else {
            throw fail(
                "the option '\(option)' has no value that can be read",
                hint:
                    "a value is a number, duration, text, true, false, name or [list, of, names]"
            )
        }
        return .names(try parseNames())
    }

    private mutating func parseNames() throws(Abort) -> [Name] {
        var names: [Name] = []
        while current.symbol != .rightBracket {
            guard let name = takeName() else {
                throw fail("expected a name in the list", hint: "lists hold names: reads: [a, b]")
            }
            names.append(name)
            guard accept(.comma) else { break }
        }
        guard accept(.rightBracket) else {
            throw fail("expected ',' or ']' in the list", hint: "close the list with ]")
        }
        return names
    }

    private func literal(isNegative: Bool) -> Literal? {
        switch current.kind {
        case .integer(let number): Int(exactly: number).map { .integer(isNegative ? -$0 : $0) }
        case .float(let number): .float(isNegative ? -number : number)
        case .duration(let nanoseconds) where !isNegative: .duration(nanoseconds)
        case .string(let segments) where !isNegative: Parser.plainText(segments).map { .string($0) }
        case .keyword(.true) where !isNegative: .bool(true)
        case .keyword(.false) where !isNegative: .bool(false)
        case .keyword(.nil) where !isNegative: .null
        default: nil
        }
    }
}
