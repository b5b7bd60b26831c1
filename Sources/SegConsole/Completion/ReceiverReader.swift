import SegDiagnostics
import SegSyntax
import SegVM

/// Reads an operand backwards from its end, as far as names, fields and calls of builtins go.
struct ReceiverReader {
    private let tokens: [Token]
    private let scope: CompletionScope

    init(_ tokens: [Token], _ scope: CompletionScope) {
        self.tokens = tokens
        self.scope = scope
    }

    /// What is known of the operand whose last token is at `end`.
    func known(endingAt end: Int) -> KnownValue {
        guard tokens.indices.contains(end) else { return .unknown }
        let token = tokens[end]
        switch token.kind {
        case .word(let name), .quotedWord(let name): return named(name, at: end)
        case .string: return KnownValue(kind: "String")
        case .integer: return KnownValue(kind: "Int")
        case .float: return KnownValue(kind: "Float")
        case .duration: return KnownValue(kind: "Duration")
        case .symbol(.rightParenthesis): return parenthesised(closedAt: end)
        case .symbol(.rightBracket): return bracketed(closedAt: end)
        case .symbol(.rightBrace): return braced(closedAt: end)
        default: return .unknown
        }
    }

    /// A name alone, a column, a field, or a builtin piped into without brackets.
    private func named(_ name: String, at index: Int) -> KnownValue {
        guard index > 0, tokens[index - 1].isSymbol(.dot) else {
            return KnownValue(scope.values[name])
        }
        guard index > 1, tokens[index - 2].closesOperand else { return KnownValue(kind: "Column") }
        return known(endingAt: index - 2).field(name)
    }

    private func parenthesised(closedAt end: Int) -> KnownValue {
        let open = tokens.opening(of: end)
        guard open > 0, let name = tokens[open - 1].word,
            tokens[open - 1].range.upperBound == tokens[open].range.lowerBound
        else { return open == end - 2 ? known(endingAt: end - 1) : .unknown }
        return call(name, at: open - 1, arguments: (open + 1)..<end)
    }

    /// `xs[…]`: an element, of which nothing is known, or a list.
    private func bracketed(closedAt end: Int) -> KnownValue {
        let open = tokens.opening(of: end)
        let indexes =
            open > 0 && tokens[open - 1].closesOperand
            && tokens[open - 1].range.upperBound == tokens[open].range.lowerBound
        return indexes ? .unknown : KnownValue(kind: "List")
    }

    /// A trailing closure: the call before it.
    private func braced(closedAt end: Int) -> KnownValue {
        let open = tokens.opening(of: end)
        guard open > 0 else { return .unknown }
        if let name = tokens[open - 1].word {
            return call(name, at: open - 1, arguments: open..<open)
        }
        return tokens[open - 1].isSymbol(.rightParenthesis)
            ? parenthesised(closedAt: open - 1) : .unknown
    }

    // MARK: Calls

    /// What the receiver of the name at an index is: what stands before its dot or pipe.
    func receiver(ofNameAt index: Int) -> KnownValue? {
        guard index > 1 else { return nil }
        let mark = tokens[index - 1]
        guard mark.isSymbol(.pipe) || (mark.isSymbol(.dot) && tokens[index - 2].closesOperand)
        else {
            return nil
        }
        return known(endingAt: index - 2)
    }

    /// What is known of an argument that is a name alone, or of a longer one's end.
    func argument(in range: Range<Int>) -> KnownValue? {
        guard !range.isEmpty else { return nil }
        var depth = 0
        let end =
            range.firstIndex { index in
                defer { depth += tokens[index].opens ? 1 : tokens[index].closes ? -1 : 0 }
                return depth == 0 && tokens[index].isSymbol(.comma)
            } ?? range.upperBound
        return end > range.lowerBound ? known(endingAt: end - 1) : nil
    }

    private func call(_ name: String, at index: Int, arguments: Range<Int>) -> KnownValue {
        guard let native = scope.builtin(name) else { return .unknown }
        let first = receiver(ofNameAt: index) ?? argument(in: arguments)
        let overload =
            native.overloads.first { overload in
                guard let first else { return overload.parameters.allSatisfy { !$0.isRequired } }
                return overload.parameters.first.map { first.fits($0.kind, orAnything: true) }
                    ?? false
            } ?? native.overloads.first
        guard let overload else { return .unknown }
        var columns = first?.columns ?? []
        if overload.openLabels != nil {
            columns += labels(in: arguments).filter { !columns.contains($0) }
        }
        let kind = overload.result == "Any" ? nil : overload.result
        return KnownValue(kind: kind, columns: columns)
    }

    /// The labels of a call's own arguments.
    func labels(in range: Range<Int>) -> [String] {
        var depth = 0
        var labels: [String] = []
        for index in range {
            if tokens[index].opens { depth += 1 }
            if tokens[index].closes { depth -= 1 }
            if depth == 0, index > range.lowerBound, tokens[index].isSymbol(.colon),
                let word = tokens[index - 1].anyWord
            {
                labels.append(word)
            }
        }
        return labels
    }
}

extension Token {
    /// The name that this is after a dot or before a colon, where every word is one.
    var anyWord: String? {
        if case .keyword(let keyword) = kind { keyword.rawValue } else { word }
    }
}
