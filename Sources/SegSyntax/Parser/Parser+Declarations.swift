import SegDiagnostics

extension Parser {
    /// Declarations whose first word is a name elsewhere; nil when the next statement is none.
    mutating func parseWordDeclaration() throws(Abort) -> (Statement.Kind, depth: Int)? {
        guard let word = current.plainWord, !peek(1).startsLine else { return nil }
        switch word {
        case "use":
            return try parseUse()
        case "param" where peek(1).name != nil:
            return try parseParam()
        case "step", "learner", "metric", "loss", "splitter":
            guard peek(1).name != nil else { return nil }
            throw fail(.userModule(word))
        default:
            try refuseForeignStatement(word)
            return nil
        }
    }

    private mutating func refuseForeignStatement(_ word: String) throws(Abort) {
        guard let habit = ForeignHabit.statements[word] else { return }
        let next = peek(1)
        let openers: [Keyword] = [.not, .true, .false, .nil, .let, .var, .if]
        if next.name != nil || next.keyword.map(openers.contains) == true {
            throw fail(.foreign(habit))
        }
    }

    // MARK: Functions

    mutating func parseFunction() throws(Abort) -> (Statement.Kind, depth: Int) {
        advance()
        let name = try expectName("the name of the function")
        let (parameters, defaultsDepth) = try parseParameters()
        let result = accept(.arrow) ? try parseKind() : nil
        let body = try parseBlock(.function)
        let function = FunctionDeclaration(
            name: name, parameters: parameters, result: result, body: body)
        return (.function(function), max(defaultsDepth, body.depth))
    }

    private mutating func parseParameters() throws(Abort) -> ([Parameter], depth: Int) {
        let saved = context
        context = .brackets
        defer { context = saved }
        scopes.append(Scope(kind: .function))
        defer { scopes.removeLast() }
        let opening = try open(.leftParenthesis)
        var parameters: [Parameter] = []
        while !isNext(.rightParenthesis) {
            parameters.append(try parseParameter())
            guard accept(.comma) else { break }
        }
        try close(.rightParenthesis, opening)
        return (parameters, parameters.compactMap(\.defaultValue?.depth).max() ?? 0)
    }

    private mutating func parseParameter() throws(Abort) -> Parameter {
        let name = try expectName("the name of a parameter")
        let annotation = accept(.colon) ? try parseKind() : nil
        let value = accept(.assign) ? try parseExpression() : nil
        return Parameter(name: name, annotation: annotation, defaultValue: value)
    }

    // MARK: use and param

    private mutating func parseUse() throws(Abort) -> (Statement.Kind, depth: Int)? {
        let isPython = peek(1).plainWord == "python" && !peek(2).startsLine
        guard case .string(let segments) = peek(isPython ? 2 : 1).kind else {
            guard peek(1).name != nil else { return nil }
            advance()
            throw expected(
                "a path in quotes", hint: "write use \"lib/file.seg\" or use python \"file.py\"")
        }
        advance()
        if isPython { advance() }
        let path = current
        guard let text = Self.plainText(segments) else {
            throw expected(
                "a path without \\( )", hint: "a path that is used is known before the run")
        }
        advance()
        var alias: Name?
        if current.plainWord == "as", !current.startsLine {
            advance()
            alias = try expectName("a name after 'as'")
        }
        let use = UseDeclaration(
            isPython: isPython, path: text, pathSpan: span(path), alias: alias)
        return (.use(use), 0)
    }

    /// The text of a literal without expressions.
    static func plainText(_ segments: [StringSegment]) -> String? {
        guard let first = segments.first else { return "" }
        guard segments.count == 1, case .text(let text) = first else { return nil }
        return text
    }

    private mutating func parseParam() throws(Abort) -> (Statement.Kind, depth: Int) {
        advance()
        let name = try expectName("the name of the parameter")
        guard accept(.colon) else {
            throw expected("':' and a kind", hint: "write param \(name.text): Int = 10")
        }
        let annotation = try parseKind()
        let value = accept(.assign) ? try parseExpression() : nil
        let param = ParamDeclaration(name: name, annotation: annotation, defaultValue: value)
        return (.param(param), value?.depth ?? 0)
    }

    // MARK: Kinds

    /// `Int`, `[Int]`, `[String: Int]`, `"a" | "b"`, each with `?` where nil is allowed.
    mutating func parseKind() throws(Abort) -> KindAnnotation {
        try enter()
        defer { leave() }
        let start = current.range.lowerBound
        let kind = try parseKindWithoutMark()
        let isOptional = !isAfterLineEnd && accept(.question)
        return KindAnnotation(kind: kind, isOptional: isOptional, span: span(from: start))
    }

    private mutating func parseKindWithoutMark() throws(Abort) -> KindAnnotation.Kind {
        if case .string = current.kind { return try parseChoices() }
        guard isNext(.leftBracket) else {
            return .named(try expectName("a kind, such as Int").text)
        }
        let opening = try open(.leftBracket)
        let first = try parseKind()
        guard accept(.colon) else {
            try close(.rightBracket, opening)
            return .list(first)
        }
        let value = try parseKind()
        try close(.rightBracket, opening)
        return .dictionary(key: first, value: value)
    }

    private mutating func parseChoices() throws(Abort) -> KindAnnotation.Kind {
        var choices: [String] = []
        repeat {
            guard case .string(let segments) = current.kind, let text = Self.plainText(segments)
            else {
                throw expected("a text", hint: "choices are texts: \"ridge\" | \"gbdt\"")
            }
            choices.append(text)
            advance()
        } while accept(.bar)
        return .choices(choices)
    }
}
