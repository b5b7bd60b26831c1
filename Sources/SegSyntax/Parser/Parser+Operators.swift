import SegDiagnostics

/// An expression with the precedence of its outermost operator; parentheses make it primary.
struct Operand {
    let expression: Expression
    let precedence: Precedence
}

extension Parser {
    mutating func parseExpression() throws(Abort) -> Expression {
        try enter()
        defer { leave() }
        return try parseOperand(.or).expression
    }

    /// Operators that bind at least as tightly as `minimum`, by precedence climbing.
    private mutating func parseOperand(_ minimum: Precedence) throws(Abort) -> Operand {
        let start = current.range.lowerBound
        var left = try parsePrefix(minimum)
        while let infix = infixOperator(), infix.precedence >= minimum {
            checkLeft(left, of: infix)
            for _ in 0..<infix.tokenCount { advance() }
            let right = try parseRight(of: infix)
            checkRight(right, of: infix)
            let expression = try combine(left.expression, infix, right.expression, from: start)
            left = Operand(expression: expression, precedence: infix.precedence)
        }
        return left
    }

    private mutating func combine(
        _ left: Expression, _ infix: InfixOperator, _ right: Expression, from start: Int
    ) throws(Abort) -> Expression {
        let kind: Expression.Kind =
            switch infix.meaning {
            case .binary(let operation): .binary(operation, left, right)
            case .range(let isClosed): .range(left, right, isClosed: isClosed)
            }
        return try make(kind, from: start, over: left.depth, right.depth)
    }

    private mutating func parseRight(of infix: InfixOperator) throws(Abort) -> Operand {
        let saved = context
        defer { context = saved }
        if infix.precedence >= .coalesce { context.operatorBeforePipe = .infix(infix.spelling) }
        guard infix.precedence == .power else { return try parseOperand(infix.rightMinimum) }
        try enter()
        defer { leave() }
        return try parseOperand(infix.rightMinimum)
    }

    // MARK: Prefixes

    private mutating func parsePrefix(_ minimum: Precedence) throws(Abort) -> Operand {
        if isNext(.minus) { return try parseNegation() }
        if isNext(.not) { return try parseNot(minimum) }
        if isNext(.plus) { throw fail(.foreign(.plusPlus)) }
        return Operand(expression: try parsePostfix(), precedence: .primary)
    }

    private mutating func parseNegation() throws(Abort) -> Operand {
        if let smallest = try parseSmallestInteger() {
            return Operand(expression: smallest, precedence: .primary)
        }
        let start = current.range.lowerBound
        advance()
        try enter()
        defer { leave() }
        let saved = context
        defer { context = saved }
        context.operatorBeforePipe = .minusSign
        let operand = try parseOperand(.negation).expression
        let negated = try make(.unary(.negate, operand), from: start, over: operand.depth)
        return Operand(expression: negated, precedence: .negation)
    }

    /// `-9223372036854775808`, whose digits alone are out of range.
    private mutating func parseSmallestInteger() throws(Abort) -> Expression? {
        guard case .integer(let digits) = peek(1).kind, digits == UInt64(Int.min.magnitude) else {
            return nil
        }
        let next = peek(2).symbol
        let suffixes: [Symbol] = [.dot, .leftBracket, .leftParenthesis, .power, .pipe]
        if let next, suffixes.contains(next) { return nil }
        let start = current.range.lowerBound
        advance()
        advance()
        return try make(.literal(.integer(.min)), from: start)
    }

    private mutating func parseNot(_ minimum: Precedence) throws(Abort) -> Operand {
        let start = current.range.lowerBound
        if minimum > .not {
            report(
                .parenthesesNeeded("'not' needs parentheses here", hint: "write (not x)"),
                at: span(current))
        }
        advance()
        try enter()
        defer { leave() }
        let operand = try parseOperand(.not).expression
        let negated = try make(.unary(.not, operand), from: start, over: operand.depth)
        return Operand(expression: negated, precedence: .not)
    }

    // MARK: Which operator

    /// The operator that is next, unless its line starts a new statement.
    private func infixOperator() -> InfixOperator? {
        if isAfterLineEnd, !continuesLine() { return nil }
        if let symbol = current.symbol { return InfixOperator.bySymbol[symbol] }
        switch current.keyword {
        case .and: return InfixOperator(.and, .and)
        case .or: return InfixOperator(.or, .or)
        case .in: return InfixOperator(.contained, .comparison)
        case .not where peek(1).keyword == .in:
            return InfixOperator(.notContained, .comparison, tokenCount: 2)
        default: return nil
        }
    }

    /// Whether a line that starts with the next token goes on from the line above.
    func continuesLine() -> Bool {
        switch current.kind {
        case .symbol(.pipe), .symbol(.coalesce), .keyword(.and), .keyword(.or): return true
        case .keyword(.else): return peek(1).symbol != .fatArrow
        case .keyword(.catch): return true
        case .symbol(.dot): return isMethodCallNext()
        default: return false
        }
    }

    /// `.name(`, `.name@2(` or `.name {`, as against a column.
    private func isMethodCallNext() -> Bool {
        guard peek(1).anyWord != nil else { return false }
        var offset = 2
        if peek(2).symbol == .at { offset = 4 }
        let bracket = peek(offset)
        if bracket.startsLine { return false }
        let isTouching = peek(offset - 1).range.upperBound == bracket.range.lowerBound
        return bracket.symbol == .leftParenthesis && isTouching
            || bracket.symbol == .leftBrace && !context.isHead
    }

    // MARK: What may stand beside what

    private mutating func checkLeft(_ left: Operand, of infix: InfixOperator) {
        switch infix.precedence {
        case .comparison where left.precedence == .comparison:
            report(.foreign(.chainedComparison), at: span(current))
        case .range where left.precedence == .range:
            report(
                .parenthesesNeeded("a range has two bounds", hint: "write a...b"), at: span(current)
            )
        case .coalesce: checkCoalesced(left)
        default: break
        }
    }

    private mutating func checkRight(_ right: Operand, of infix: InfixOperator) {
        if infix.precedence == .coalesce { checkCoalesced(right) }
    }

    /// Beside `??`, arithmetic and ranges need parentheses.
    private mutating func checkCoalesced(_ operand: Operand) {
        guard operand.precedence >= .range, operand.precedence <= .product else { return }
        report(
            .parenthesesNeeded(
                "'??' needs parentheses around the arithmetic beside it",
                hint: "write (a ?? 0) + b or a ?? (0 + b)"), at: operand.expression.span)
    }
}
