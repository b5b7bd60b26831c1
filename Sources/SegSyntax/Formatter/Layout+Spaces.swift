extension Layout {
    /// What stands between a token and the one before it on its line.
    func space(before index: Int) -> String {
        if tokens[index].isComment { return "  " }
        return needsSpace(between: index - 1, and: index) ? " " : ""
    }

    private func needsSpace(between left: Int, and right: Int) -> Bool {
        if let symbol = tokens[left].symbol, !allowsSpace(after: symbol, left, before: right) {
            return false
        }
        guard let symbol = tokens[right].symbol else { return true }
        switch symbol {
        case .rightParenthesis, .rightBracket, .comma, .semicolon, .colon, .question, .at,
            .closedRange, .openRange:
            return false
        case .leftParenthesis, .leftBracket:
            let isJoined = touches(right) || joinedBrackets.contains(tokens[right].range.lowerBound)
            return !(endsOperand(left) && isJoined)
        case .dot:
            return !endsOperand(left)
        default:
            return true
        }
    }

    private func allowsSpace(after symbol: Symbol, _ left: Int, before right: Int) -> Bool {
        switch symbol {
        case .leftParenthesis, .leftBracket, .dot, .at, .closedRange, .openRange: false
        case .leftBrace: tokens[right].symbol != .rightBrace
        case .minus: !isPrefix(left) || tokens[right].symbol == .minus
        default: true
        }
    }

    /// Whether a minus has no operand before it.
    private func isPrefix(_ minus: Int) -> Bool {
        guard let before = previous[minus], endsOperand(before) else { return true }
        let startsStatement = tokens[minus].startsLine && !isInParentheses
        return startsStatement || closureIns.contains(before)
    }

    /// Whether lines' ends do not count here.
    private var isInParentheses: Bool {
        innermost == .leftParenthesis || innermost == .leftBracket
    }
}
