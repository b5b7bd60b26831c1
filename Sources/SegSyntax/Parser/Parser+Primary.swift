import SegDiagnostics

extension Parser {
    /// An operand without what may follow it.
    mutating func parsePrimary() throws(Abort) -> Expression {
        let start = current.range.lowerBound
        switch current.kind {
        case .integer, .float, .duration, .keyword(.true), .keyword(.false), .keyword(.nil):
            return try parseLiteral()
        case .string(let segments): return try parseString(segments)
        case .word, .quotedWord: return try parseName()
        case .placeholder(let number): return try parsePlaceholder(number)
        case .symbol(.dot): return try parseColumn()
        case .symbol(.leftParenthesis): return try parseParenthesized()
        case .symbol(.leftBracket): return try parseListOrDictionary()
        case .symbol(.leftBrace) where !context.isHead:
            let closure = try parseClosure()
            return try make(.closure(closure), from: start, over: closure.body.depth)
        case .keyword(.if): return try parseIf()
        case .keyword(.match): return try parseMatch()
        case .keyword(.try): return try parseTry()
        default: throw expectedOperand()
        }
    }

    private mutating func expectedOperand() -> Abort {
        if isNext(.leftBrace), context.isHead {
            return expected("an expression", hint: "a closure needs parentheses before a block")
        }
        if isNext(.pipe) { return fail(.nothingToContinue) }
        let before = index > 0 ? tokens[index - 1].symbol : nil
        if before == .closedRange || before == .openRange {
            return expected("an expression", hint: "a range has two bounds: a...b, a..<b")
        }
        return expected("an expression")
    }

    // MARK: Literals and names

    private mutating func parseLiteral() throws(Abort) -> Expression {
        let token = current
        guard let literal = literal(token) else {
            throw fail(.integerOutOfRange(file.text(in: token.range)))
        }
        advance()
        return try make(.literal(literal), from: token.range.lowerBound)
    }

    /// The value of a literal; nil when it is an integer out of range.
    private func literal(_ token: Token) -> Literal? {
        switch token.kind {
        case .integer(let number): Int(exactly: number).map(Literal.integer)
        case .float(let number): .float(number)
        case .duration(let nanoseconds): .duration(nanoseconds)
        case .keyword(.true): .bool(true)
        case .keyword(.false): .bool(false)
        default: .null
        }
    }

    private mutating func parseString(_ segments: [StringSegment]) throws(Abort) -> Expression {
        let token = current
        let start = token.range.lowerBound
        if let text = Self.plainText(segments) {
            advance()
            return try make(.literal(.string(text)), from: start)
        }
        var parts: [StringPart] = []
        var depth = 0
        for segment in segments {
            switch segment {
            case .text(let text): parts.append(.text(text))
            case .code(let tokens):
                let expression = try parseInterpolated(tokens)
                depth = max(depth, expression.depth)
                parts.append(.expression(expression))
            }
        }
        advance()
        return try make(.interpolation(parts), from: start, over: depth)
    }

    /// The expression between `\(` and `)`, which has tokens of its own.
    private mutating func parseInterpolated(_ inner: [Token]) throws(Abort) -> Expression {
        let outer = (tokens, index, context)
        tokens = inner.filter { !$0.isComment }
        index = 0
        context = .brackets
        defer { (tokens, index, context) = outer }
        let expression = try parseExpression()
        guard current.isEnd else {
            throw fail(.unseparated(found: describe(current), hint: "\\( ) holds one expression"))
        }
        return expression
    }

    private mutating func parseName() throws(Abort) -> Expression {
        let token = current
        if let word = token.plainWord {
            if let habit = ForeignHabit.values[word] { throw fail(.foreign(habit)) }
            if word == "lambda", peek(1).name != nil { throw fail(.foreign(.lambda)) }
        }
        let name = try expectName("a name")
        let version = try parseVersion()
        return try make(.name(name, version: version), from: token.range.lowerBound)
    }

    /// `$n` belongs to the innermost closure, which must have no parameters of its own.
    private mutating func parsePlaceholder(_ number: Int) throws(Abort) -> Expression {
        let token = current
        let place = scopes.lastIndex { $0.kind != .loop } ?? 0
        if scopes[place].kind == .closure {
            scopes[place].placeholderCount = max(scopes[place].placeholderCount, number + 1)
        } else {
            report(.placeholderOutside("$\(number)"), at: span(token))
        }
        advance()
        let name = Name("$\(number)", at: span(token))
        return try make(.name(name, version: nil), from: token.range.lowerBound)
    }

    private mutating func parseColumn() throws(Abort) -> Expression {
        let dot = current
        if case .integer = peek(1).kind, peek(1).range.lowerBound == dot.range.upperBound {
            let number = "." + file.text(in: peek(1).range)
            throw fail(
                .badNumber(number, hint: "a point has digits on both sides: write 0\(number)"))
        }
        advance()
        guard !current.startsLine || current.isEnd else {
            throw expected("a column's name after '.'")
        }
        let name = try expectWord("a column's name after '.'")
        return try make(.column(name.text), from: dot.range.lowerBound)
    }

    // MARK: Brackets

    private mutating func parseParenthesized() throws(Abort) -> Expression {
        let saved = context
        defer { context = saved }
        let opening = try open(.leftParenthesis)
        context = .brackets
        if isNext(.rightParenthesis) { throw fail(.foreign(.tuple)) }
        let expression = try parseExpression()
        if isNext(.comma) { throw fail(.foreign(.tuple)) }
        try close(.rightParenthesis, opening)
        return expression
    }

    private mutating func parseListOrDictionary() throws(Abort) -> Expression {
        let saved = context
        defer { context = saved }
        let opening = try open(.leftBracket)
        context = .brackets
        if accept(.colon) {
            try close(.rightBracket, opening)
            return try make(.dictionary([]), from: opening.range.lowerBound)
        }
        guard !isNext(.rightBracket) else {
            try close(.rightBracket, opening)
            return try make(.list([]), from: opening.range.lowerBound)
        }
        let first = try parseExpression()
        return isNext(.colon)
            ? try parseDictionary(opening, firstKey: first) : try parseList(opening, first: first)
    }

    private mutating func parseList(
        _ opening: Token, first: Expression
    ) throws(Abort) -> Expression {
        var elements = [first]
        while accept(.comma), !isNext(.rightBracket) { elements.append(try parseExpression()) }
        if current.keyword == .for { throw fail(.foreign(.comprehension)) }
        if isNext(.colon) {
            throw fail(
                .unseparated(
                    found: "':'", hint: "the first entry has no key; write [a, b] or [k: a, l: b]"))
        }
        try close(.rightBracket, opening)
        let depth = elements.map(\.depth).max() ?? 0
        return try make(.list(elements), from: opening.range.lowerBound, over: depth)
    }

    private mutating func parseDictionary(
        _ opening: Token, firstKey: Expression
    ) throws(Abort) -> Expression {
        var entries: [DictionaryEntry] = []
        var key = firstKey
        while true {
            try expect(.colon, hint: "every entry of a dictionary is key: value")
            entries.append(DictionaryEntry(key: key, value: try parseExpression()))
            guard accept(.comma), !isNext(.rightBracket) else { break }
            key = try parseExpression()
        }
        try close(.rightBracket, opening)
        let depth = entries.map { max($0.key.depth, $0.value.depth) }.max() ?? 0
        return try make(.dictionary(entries), from: opening.range.lowerBound, over: depth)
    }

    // MARK: Closures

    /// `{ a, b in … }` or `{ … }`: names before `in` are always parameters.
    mutating func parseClosure() throws(Abort) -> Closure {
        let opening = try open(.leftBrace)
        if isDictionaryNext { throw fail(.foreign(.braceDictionary)) }
        let parameters = try parseClosureParameters()
        let saved = context
        defer { context = saved }
        context = .statement
        scopes.append(Scope(kind: parameters.isEmpty ? .closure : .namedClosure))
        defer { scopes.removeLast() }
        let body = try parseBracedStatements(from: opening)
        return Closure(
            parameters: parameters, implicitParameterCount: scopes.last?.placeholderCount ?? 0,
            body: body, span: body.span)
    }

    /// Whether a text and a colon come, as in a dictionary of Python.
    private var isDictionaryNext: Bool {
        if case .string = current.kind { return peek(1).symbol == .colon }
        return false
    }

    private mutating func parseClosureParameters() throws(Abort) -> [Name] {
        var offset = 0
        while peek(offset).name != nil, peek(offset + 1).symbol == .comma { offset += 2 }
        guard peek(offset).name != nil, peek(offset + 1).keyword == .in else { return [] }
        var names: [Name] = []
        repeat { names.append(try expectName("a parameter")) } while accept(.comma)
        try expect(.in)
        return names
    }
}
