import SegDiagnostics

extension Parser {
    /// `if … else if … else …`: a loop, however many branches.
    mutating func parseIf() throws(Abort) -> Expression {
        let start = current.range.lowerBound
        var branches: [IfExpression.Branch] = []
        var otherwise: Block?
        var depth = 0
        repeat {
            try expect(.if)
            if isNext(.let) || isNext(.var) { throw fail(.foreign(.ifLet)) }
            let condition = try parseHead()
            let body = try parsePlainBlock()
            try refuseSecondBlock(after: body)
            depth = max(depth, condition.depth, body.depth)
            branches.append(IfExpression.Branch(condition: condition, body: body))
            try refuseElif()
            guard isElseNext, accept(.else) else { break }
            if isNext(.if) { continue }
            let block = try parsePlainBlock()
            depth = max(depth, block.depth)
            otherwise = block
        } while otherwise == nil
        let expression = IfExpression(branches: branches, otherwise: otherwise)
        return try make(.ifElse(expression), from: start, over: depth)
    }

    /// `else =>` is the next arm of a match.
    private var isElseNext: Bool { isNext(.else) && peek(1).symbol != .fatArrow }

    private mutating func refuseElif() throws(Abort) {
        if let word = current.plainWord, ForeignHabit.statements[word] == .elif {
            throw fail(.foreign(.elif))
        }
    }

    mutating func parseTry() throws(Abort) -> Expression {
        let start = current.range.lowerBound
        try expect(.try)
        if !isNext(.leftBrace), current.startsOperand { throw fail(.foreign(.tryCall)) }
        let body = try parsePlainBlock()
        try expect(.catch, hint: "write try { … } catch e { … }")
        let name = isNext(.leftBrace) ? nil : try expectName("a name for the error")
        let handler = try parsePlainBlock()
        let expression = TryExpression(body: body, errorName: name, handler: handler)
        return try make(.tryCatch(expression), from: start, over: body.depth, handler.depth)
    }

    // MARK: match

    mutating func parseMatch() throws(Abort) -> Expression {
        let start = current.range.lowerBound
        try expect(.match)
        let subject = try parseHead()
        let opening = try open(.leftBrace)
        let saved = context
        defer { context = saved }
        context = .statement
        var arms: [MatchArm] = []
        var depth = subject.depth
        while true {
            while accept(.semicolon) {}
            if isNext(.rightBrace) || current.isEnd { break }
            let (arm, armDepth) = try parseArm()
            arms.append(arm)
            depth = max(depth, armDepth)
            try expectArmEnd()
        }
        try close(.rightBrace, opening)
        let expression = MatchExpression(subject: subject, arms: arms)
        return try make(.match(expression), from: start, over: depth)
    }

    private mutating func expectArmEnd() throws(Abort) {
        if isNext(.semicolon) || isNext(.rightBrace) || current.startsLine || current.isEnd {
            return
        }
        if isNext(.comma) {
            throw fail(
                .unseparated(found: "','", hint: "arms are separated by ';' or a line's end"))
        }
        throw fail(
            .unseparated(
                found: describe(current), hint: "put each arm on its own line, or ';' between two"))
    }

    private mutating func parseArm() throws(Abort) -> (MatchArm, depth: Int) {
        let start = current.range.lowerBound
        var patterns: [Pattern] = []
        var depth = 0
        repeat {
            let pattern = try parsePattern()
            if case .value(let value) = pattern.kind { depth = max(depth, value.depth) }
            patterns.append(pattern)
        } while accept(.comma)
        var condition: Expression?
        if accept(.if) {
            let guardian = try parseHead()
            depth = max(depth, guardian.depth)
            condition = guardian
        }
        try expect(.fatArrow, hint: Self.armHint(patterns))
        let body = try parseArmBody()
        let arm = MatchArm(
            patterns: patterns, condition: condition, body: body, span: span(from: start))
        return (arm, max(depth, body.depth))
    }

    /// Other languages have a word before the pattern.
    private static func armHint(_ patterns: [Pattern]) -> String {
        guard case .value(let value)? = patterns.first?.kind, case .name(let name, version: nil) = value.kind, name.text == "case" else {
            return "an arm is pattern => value"
        }
        return "an arm is pattern => value, without 'case'"
    }

    /// A block, or an expression as the only statement of one.
    private mutating func parseArmBody() throws(Abort) -> Block {
        if isNext(.leftBrace) { return try parsePlainBlock() }
        let value = try parseExpression()
        let statement = Statement(kind: .expression(value), span: value.span, depth: value.depth)
        return Block(statements: [statement], span: value.span, depth: value.depth + 1)
    }

    private mutating func parsePattern() throws(Abort) -> Pattern {
        let start = current.range.lowerBound
        let kind = try parsePatternKind()
        return Pattern(kind: kind, span: span(from: start))
    }

    private mutating func parsePatternKind() throws(Abort) -> Pattern.Kind {
        if accept(.else) { return .otherwise }
        if accept(.let) { return .binding(try expectName("a name after 'let'")) }
        if isKindTestNext {
            advance()
            return .isKind(try parseKind())
        }
        let saved = context
        defer { context = saved }
        context = .head
        return .value(try parseExpression())
    }

    /// `is Kind`; alone, `is` is a name.
    private var isKindTestNext: Bool {
        guard current.plainWord == "is" else { return false }
        if peek(1).name != nil || peek(1).symbol == .leftBracket { return true }
        if case .string = peek(1).kind { return true }
        return false
    }
}
