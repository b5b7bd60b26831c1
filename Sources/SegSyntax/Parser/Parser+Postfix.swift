import SegDiagnostics

extension Parser {
    /// A primary with the calls, indices, members and pipes behind it, however long the chain.
    mutating func parsePostfix() throws(Abort) -> Expression {
        let start = current.range.lowerBound
        var base = try parsePipeHead()
        while let longer = try parseSuffix(of: base, from: start) { base = longer }
        return base
    }

    /// A primary, or `_` when the input starts with a pipe.
    private mutating func parsePipeHead() throws(Abort) -> Expression {
        guard isNext(.pipe), current.startsLine else { return try parsePrimary() }
        guard continuesLastValue, index == 0 else { throw fail(.nothingToContinue) }
        let start = current.range.lowerBound
        let span = Span(file, start..<start)
        return Expression(kind: .name(Name("_", at: span), version: nil), span: span, depth: 1)
    }

    private mutating func parseSuffix(
        of base: Expression, from start: Int
    ) throws(Abort) -> Expression? {
        if isAfterLineEnd, !continuesLine() { return nil }
        switch current.symbol {
        case .leftParenthesis: return try parseDirectCall(of: base, from: start)
        case .leftBracket: return try parseIndex(of: base, from: start)
        case .leftBrace: return try parseNameWithClosure(base, from: start)
        case .dot: return try parseMember(of: base, from: start)
        case .pipe: return try parsePipe(from: base, start: start)
        default: return nil
        }
    }

    /// Whether the bracket that is next belongs to what stands before it; a space before it is
    /// reported where no comma can be missing.
    private mutating func bracketBelongs(to base: Expression) -> Bool {
        if touches { return true }
        guard context.newlinesCount, !current.startsLine else { return false }
        switch base.kind {
        case .name, .field, .call:
            report(.spaceBeforeBracket(current.symbol?.rawValue ?? "("), at: span(current))
            return true
        default: return false
        }
    }

    // MARK: Calls

    private mutating func parseDirectCall(
        of base: Expression, from start: Int
    ) throws(Abort) -> Expression? {
        guard bracketBelongs(to: base) else { return nil }
        if case .column(let name) = base.kind {
            throw fail(
                .columnMember(
                    "'.\(name)' is a column and can't be called",
                    hint:
                        "to call a function write \(name)(…); a line .\(name)(…) needs a value above it"
                ))
        }
        let (callee, version): (Call.Callee, Int?) =
            if case .name(let name, let version) = base.kind { (.path([name]), version) } else {
                (.expression(base), nil)
            }
        return try parseCall(
            callee, version, receiver: nil, .function, from: start, calleeDepth: base.depth)
    }

    /// Arguments and trailing closure of a call, of which at least one is next.
    private mutating func parseCall(
        _ callee: Call.Callee, _ version: Int?, receiver: Expression?, _ style: Call.Style,
        from start: Int, calleeDepth: Int = 0
    ) throws(Abort) -> Expression {
        var arguments: [CallArgument] = []
        if let receiver {
            arguments.append(CallArgument(label: nil, value: receiver, span: receiver.span))
        }
        if isNext(.leftParenthesis) { arguments += try parseArguments() }
        let closure = isTrailingClosureNext ? try parseClosure() : nil
        let depth = arguments.map(\.value.depth).max() ?? 0
        let call = Call(
            callee: callee, version: version, arguments: arguments, trailingClosure: closure,
            style: style)
        return try make(
            .call(call), from: start, over: depth, calleeDepth, closure?.body.depth ?? 0)
    }

    private var isTrailingClosureNext: Bool {
        isNext(.leftBrace) && !current.startsLine && !context.isHead
    }

    private mutating func parseArguments() throws(Abort) -> [CallArgument] {
        let saved = context
        defer { context = saved }
        let opening = try open(.leftParenthesis)
        context = .brackets
        var arguments: [CallArgument] = []
        while !isNext(.rightParenthesis) {
            let argument = try parseArgument()
            if argument.label == nil, arguments.last?.label != nil {
                report(.positionalAfterLabelled, at: argument.span)
            }
            arguments.append(argument)
            guard accept(.comma) else { break }
        }
        try close(.rightParenthesis, opening)
        return arguments
    }

    private mutating func parseArgument() throws(Abort) -> CallArgument {
        let start = current.range.lowerBound
        var label: Name?
        if current.anyWord != nil, peek(1).symbol == .colon {
            label = try expectWord("a label")
            advance()
        }
        let value = try parseExpression()
        return CallArgument(label: label, value: value, span: span(from: start))
    }

    private mutating func parseNameWithClosure(
        _ base: Expression, from start: Int
    ) throws(Abort) -> Expression? {
        guard isTrailingClosureNext, case .name(let name, let version) = base.kind else {
            return nil
        }
        return try parseCall(.path([name]), version, receiver: nil, .function, from: start)
    }

    private mutating func parseIndex(
        of base: Expression, from start: Int
    ) throws(Abort) -> Expression? {
        guard bracketBelongs(to: base) else { return nil }
        if case .column(let name) = base.kind {
            throw fail(
                .columnMember(
                    "'.\(name)' is a column and can't be indexed", hint: "columns have methods only"
                ))
        }
        let saved = context
        defer { context = saved }
        let opening = try open(.leftBracket)
        context = .brackets
        if isNext(.minus), case .integer = peek(1).kind, peek(2).symbol == .rightBracket {
            throw fail(.foreign(.negativeIndex))
        }
        let index = try parseExpression()
        try close(.rightBracket, opening)
        return try make(.index(base, index), from: start, over: base.depth, index.depth)
    }

    // MARK: Members and pipes

    private mutating func parseMember(
        of base: Expression, from start: Int
    ) throws(Abort) -> Expression {
        let dot = current
        let touchesBase = touches
        advance()
        let name = try expectMemberName(after: dot)
        let version = try parseVersion()
        if isCallNext() {
            return try parseCall(.path([name]), version, receiver: base, .method, from: start)
        }
        if version != nil {
            throw expected(
                "'(' after the version", hint: "a member with a version is called: add ()")
        }
        if case .column(let column) = base.kind {
            report(columnField(column, name.text, touchesBase: touchesBase), at: span(dot))
        }
        return try make(.field(base, name), from: start, over: base.depth)
    }

    private mutating func expectMemberName(after dot: Token) throws(Abort) -> Name {
        if current.anyWord == nil || current.startsLine, !current.isEnd {
            throw expected(
                "a name after '.'", hint: "names with spaces stand in back-quotes: .`Dep Time`")
        }
        return try expectWord("a name after '.'")
    }

    private func columnField(_ column: String, _ name: String, touchesBase: Bool) -> SyntaxError {
        if touchesBase {
            return .columnMember(
                "a column has methods but no fields",
                hint: "for a part of a structured column write .\(column).part(\"\(name)\")")
        }
        return .columnMember(
            "two columns stand side by side", hint: "is a comma missing before '.\(name)'?")
    }

    /// Whether arguments or a trailing closure follow the name that was taken.
    private mutating func isCallNext() -> Bool {
        if isTrailingClosureNext { return true }
        guard isNext(.leftParenthesis) else { return false }
        if touches { return true }
        guard context.newlinesCount, !current.startsLine else { return false }
        report(.spaceBeforeBracket("("), at: span(current))
        return true
    }

    private mutating func parsePipe(from base: Expression, start: Int) throws(Abort) -> Expression {
        if let operation = context.operatorBeforePipe {
            report(ambiguousPipe(after: operation), at: span(current))
        }
        advance()
        let (path, version) = try parsePipeTarget()
        guard isCallNext() else {
            let name = path.map(\.text).joined(separator: ".")
            throw failBehind(
                .pipeNeedsCall(
                    "expected '(' after '\(name)', found \(foundNext)",
                    hint:
                        "add () to call a function; a pipeline in a variable is |> then(\(name))"
                ))
        }
        return try parseCall(.path(path), version, receiver: base, .pipe, from: start)
    }

    private func ambiguousPipe(after operation: Context.OperatorBeforePipe) -> SyntaxError {
        switch operation {
        case .minusSign:
            .parenthesesNeeded(
                "a pipe after a minus needs parentheses", hint: "write (-a) |> f() or -(a |> f())")
        case .infix(let spelling):
            .parenthesesNeeded(
                "a pipe after '\(spelling)' needs parentheses",
                hint: "write (a \(spelling) b) |> f() or a \(spelling) (b |> f())")
        }
    }

    private mutating func parsePipeTarget() throws(Abort) -> ([Name], version: Int?) {
        guard current.name != nil else {
            if let keyword = current.keyword { throw fail(.reservedName(keyword.rawValue)) }
            throw expected("a function after '|>'", hint: "its right side is a call: x |> f()")
        }
        var path = [try expectName("a function")]
        while isNext(.dot), !isAfterLineEnd {
            advance()
            path.append(try expectWord("a name after '.'"))
        }
        return (path, try parseVersion())
    }

    /// `@2`, touching the name before it.
    mutating func parseVersion() throws(Abort) -> Int? {
        guard isNext(.at) else { return nil }
        let isTouching = touches
        advance()
        guard isTouching, touches, case .integer(let number) = current.kind, number <= 1_000_000
        else {
            throw expected("a version such as name@2", hint: "name, '@' and a whole number touch")
        }
        advance()
        return Int(number)
    }
}
