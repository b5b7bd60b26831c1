import SegDiagnostics

extension Parser {
    /// One statement, without what separates it from the next.
    mutating func parseStatement() throws(Abort) -> Statement {
        let start = current.range.lowerBound
        let (kind, depth) = try parseStatementKind()
        return Statement(kind: kind, span: span(from: start), depth: depth)
    }

    private mutating func parseStatementKind() throws(Abort) -> (Statement.Kind, depth: Int) {
        switch current.keyword {
        case .let, .var: return try parseBinding()
        case .func: return try parseFunction()
        case .for: return try parseFor()
        case .while: return try parseWhile()
        case .break, .continue: return try parseLoopJump()
        case .return: return try parseReturn()
        case .expect: return try parseExpect()
        case .if, .match, .try:
            let branch = try parsePrimary()
            return (.expression(branch), branch.depth)
        default: break
        }
        if isNext(.leftBrace) { throw fail(.bareBlock) }
        if isClosingBracket {
            throw fail(
                .unseparated(found: describe(current), hint: "there is no bracket that it closes"))
        }
        if let declaration = try parseWordDeclaration() { return declaration }
        return try parseExpressionStatement()
    }

    // MARK: Bindings and assignments

    private mutating func parseBinding() throws(Abort) -> (Statement.Kind, depth: Int) {
        let isVariable = isNext(.var)
        advance()
        let target = try parseBindingTarget()
        let annotation = accept(.colon) ? try parseKind() : nil
        try expect(.assign, hint: "a binding has a value: let name = value")
        let value = try parseExpression()
        let binding = Binding(
            isVariable: isVariable, target: target, annotation: annotation, value: value)
        return (.binding(binding), value.depth)
    }

    private mutating func parseBindingTarget() throws(Abort) -> Binding.Target {
        guard isNext(.leftBracket) else { return .name(try expectName("a name")) }
        let opening = try open(.leftBracket)
        var names: [Name] = []
        repeat {
            if isNext(.rightBracket), !names.isEmpty { break }
            names.append(try expectName("a name"))
        } while accept(.comma)
        try close(.rightBracket, opening)
        return .list(names)
    }

    private mutating func parseExpressionStatement() throws(Abort) -> (Statement.Kind, depth: Int) {
        let expression = try parseExpression()
        guard !isAfterLineEnd, let operation = assignmentOperator else {
            try refuseLeftArrow(after: expression)
            return (.expression(expression), expression.depth)
        }
        guard let target = expression.path else {
            report(.invalidTarget, at: expression.span)
            throw Abort()
        }
        advance()
        let value = try parseExpression()
        let assignment = Assignment(target: target, operation: operation, value: value)
        return (.assignment(assignment), max(expression.depth, value.depth))
    }

    private var assignmentOperator: AssignmentOperator? {
        current.symbol.flatMap { AssignmentOperator(rawValue: $0.rawValue) }
    }

    /// `x <- 3` reads as a comparison with -3 whose result nobody uses.
    private mutating func refuseLeftArrow(after expression: Expression) throws(Abort) {
        guard case .binary(.less, let left, let right) = expression.kind, left.path != nil,
            case .unary(.negate, _) = right.kind
        else { return }
        let minus = right.span.range.lowerBound
        guard file.text(in: left.span.range.upperBound..<minus).hasSuffix("<") else { return }
        report(.foreign(.leftArrow), at: Span(file, minus - 1..<minus + 1))
        throw Abort()
    }

    // MARK: Loops and jumps

    private mutating func parseFor() throws(Abort) -> (Statement.Kind, depth: Int) {
        advance()
        if isNext(.leftBracket) { throw fail(.severalLoopNames(found: describe(current))) }
        let name = try expectName("the name of the loop's variable")
        if isNext(.comma) { throw fail(.severalLoopNames(found: describe(current))) }
        try expect(.in)
        let sequence = try parseHead()
        let body = try parseBlock(.loop)
        try refuseSecondBlock(after: body)
        let loop = ForLoop(name: name, sequence: sequence, body: body)
        return (.forLoop(loop), max(sequence.depth, body.depth))
    }

    private mutating func parseWhile() throws(Abort) -> (Statement.Kind, depth: Int) {
        advance()
        let condition = try parseHead()
        let body = try parseBlock(.loop)
        try refuseSecondBlock(after: body)
        return (
            .whileLoop(WhileLoop(condition: condition, body: body)),
            max(condition.depth, body.depth)
        )
    }

    private mutating func parseLoopJump() throws(Abort) -> (Statement.Kind, depth: Int) {
        let isBreak = isNext(.break)
        if scopes.last?.kind != .loop {
            report(
                .misplacedJump(isBreak ? "break" : "continue", place: "a loop"), at: span(current))
        }
        advance()
        return (isBreak ? .breakLoop : .continueLoop, 0)
    }

    private mutating func parseReturn() throws(Abort) -> (Statement.Kind, depth: Int) {
        if !scopes.contains(where: { $0.kind != .loop && $0.kind != .program }) {
            report(.misplacedJump("return", place: "a function"), at: span(current))
        }
        advance()
        let isBare =
            current.isEnd || current.startsLine || isNext(.semicolon) || isNext(.rightBrace)
        if isBare { return (.returnValue(nil), 0) }
        let value = try parseExpression()
        return (.returnValue(value), value.depth)
    }

    private mutating func parseExpect() throws(Abort) -> (Statement.Kind, depth: Int) {
        advance()
        let condition = try parseExpression()
        guard accept(.comma) else {
            return (.expect(Expectation(condition: condition, message: nil)), condition.depth)
        }
        guard case .string = current.kind else { throw expected("a text after the comma") }
        let message = try parsePrimary()
        let expectation = Expectation(condition: condition, message: message)
        return (.expect(expectation), max(condition.depth, message.depth))
    }

    // MARK: Blocks

    /// The expression before a block.
    mutating func parseHead() throws(Abort) -> Expression {
        let saved = context
        context = .head
        defer { context = saved }
        let head = try parseExpression()
        if isNext(.colon) { throw fail(.foreign(.colonBlock)) }
        if isNext(.assign) { throw fail(.unseparated(found: "'='", hint: "to compare, write ==")) }
        return head
    }

    /// `{ … }`
    mutating func parseBlock(_ scope: Scope.Kind) throws(Abort) -> Block {
        if isNext(.colon) { throw fail(isKindNext ? .kindAfterColon : .foreign(.colonBlock)) }
        scopes.append(Scope(kind: scope))
        defer { scopes.removeLast() }
        return try parseBracedStatements(from: try open(.leftBrace))
    }

    /// Whether a word and a block follow the colon, as in `func f(x): Int { … }`.
    private var isKindNext: Bool {
        tokens.indices.contains(index + 2) && tokens[index + 1].plainWord != nil && tokens[index + 2].symbol == .leftBrace
    }

    /// A block that leaves `break`, `return` and `$n` their meaning, as that of an `if` does.
    mutating func parsePlainBlock() throws(Abort) -> Block {
        if isNext(.colon) { throw fail(.foreign(.colonBlock)) }
        return try parseBracedStatements(from: try open(.leftBrace))
    }

    /// A block that was meant as a closure of the head before it: what is wrong with it as a block is not the mistake.
    mutating func refuseSecondBlock(after body: Block) throws(Abort) {
        guard isNext(.leftBrace), !current.startsLine else { return }
        problems.removeAll { problem in
            problem.diagnostic.code == "E124" && problem.diagnostic.span.map { body.span.range.contains($0.range.lowerBound) } ?? false
        }
        throw fail(.closureInHead)
    }

    /// The statements after `{`, and `}`.
    mutating func parseBracedStatements(from opening: Token) throws(Abort) -> Block {
        try enter()
        defer { leave() }
        let statements = parseStatements(until: .rightBrace)
        try close(.rightBrace, opening)
        let depth = 1 + (statements.map(\.depth).max() ?? 0)
        return Block(
            statements: statements, span: span(from: opening.range.lowerBound), depth: depth)
    }
}
