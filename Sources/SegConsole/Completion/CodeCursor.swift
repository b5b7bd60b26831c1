import SegDiagnostics
import SegSyntax

/// The code before the cursor, and what may stand there.
struct CodeCursor {
    enum Place: Equatable {
        /// Nothing can be completed: after a number, or in the middle of something broken.
        case nowhere
        /// After the dot behind an operand that ends at this token.
        case member(Int)
        /// After a dot that begins a column.
        case column
        /// After `|>` behind an operand that ends at this token.
        case pipe(Int)
        case operand
    }

    /// A call whose closing bracket is still to come.
    struct OpenCall: Equatable {
        /// The token with its name.
        let name: Int
        /// The bracket.
        let bracket: Int
    }

    /// The tokens before the word that is being typed.
    let tokens: [Token]
    /// The word that is being typed; empty where none is.
    let typed: String
    let place: Place

    init(_ before: String) {
        var tokens = Token.scan(SourceFile(name: "", text: before)).code
        var typed = ""
        if let last = tokens.last, last.range.upperBound == before.utf8.count {
            switch last.kind {
            case .word(let word): typed = word
            case .keyword(let word): typed = word.rawValue
            case .integer, .float, .duration, .malformed, .placeholder, .quotedWord:
                (self.tokens, self.typed, place) = (tokens, "", .nowhere)
                return
            default: break
            }
        }
        if !typed.isEmpty { tokens.removeLast() }
        self.tokens = tokens
        self.typed = typed
        place = Self.place(after: tokens)
    }

    private static func place(after tokens: [Token]) -> Place {
        guard let last = tokens.last else { return .operand }
        if last.isSymbol(.pipe) { return tokens.count > 1 ? .pipe(tokens.count - 2) : .operand }
        guard last.isSymbol(.dot) else { return .operand }
        guard tokens.count > 1 else { return .column }
        let operand = tokens[tokens.count - 2]
        let touches = operand.range.upperBound == last.range.lowerBound
        return operand.closesOperand && (touches || last.startsLine)
            ? .member(tokens.count - 2) : .column
    }

    /// The open calls around the cursor, the innermost first.
    var enclosingCalls: [OpenCall] {
        var calls: [OpenCall] = []
        var index = tokens.count - 1
        while index >= 0 {
            if tokens[index].closes {
                index = tokens.opening(of: index) - 1
                continue
            }
            if tokens[index].isSymbol(.leftParenthesis), index > 0, tokens[index - 1].word != nil {
                calls.append(OpenCall(name: index - 1, bracket: index))
            }
            index -= 1
        }
        return calls
    }

    /// Whether an argument of the call, or its label, begins at the cursor.
    func beginsArgument(of call: OpenCall) -> Bool {
        guard let last = tokens.last else { return false }
        if tokens.count - 1 == call.bracket { return true }
        guard last.isSymbol(.comma) else { return false }
        return argumentStarts(of: call).last == tokens.count
    }

    /// Where the arguments of a call begin: after the bracket and after each comma of its own.
    func argumentStarts(of call: OpenCall) -> [Int] {
        var starts = [call.bracket + 1]
        var depth = 0
        for index in (call.bracket + 1)..<max(call.bracket + 1, tokens.count) {
            if tokens[index].opens { depth += 1 }
            if tokens[index].closes { depth -= 1 }
            if depth == 0, tokens[index].isSymbol(.comma) { starts.append(index + 1) }
        }
        return starts
    }
}

extension Token {
    var opens: Bool { isSymbol(.leftParenthesis) || isSymbol(.leftBracket) || isSymbol(.leftBrace) }

    var closes: Bool {
        isSymbol(.rightParenthesis) || isSymbol(.rightBracket) || isSymbol(.rightBrace)
    }

    /// Whether an operand may end here.
    var closesOperand: Bool {
        switch kind {
        case .word, .quotedWord, .placeholder, .integer, .float, .duration, .string: true
        default: closes
        }
    }
}

extension [Token] {
    /// The index of the bracket that the one at `end` closes; 0 when there is none.
    func opening(of end: Int) -> Int {
        var depth = 0
        for index in stride(from: end, through: 0, by: -1) {
            if self[index].closes { depth += 1 }
            if self[index].opens { depth -= 1 }
            if depth == 0 { return index }
        }
        return 0
    }
}
