import SegDiagnostics
import SegSyntax

/// Gives the values that later inputs called `_` names of their own.
struct LastValueNames {
    /// The input whose value each input reads as `_`.
    private var givers: [Int: Int] = [:]
    /// The names of values that are read.
    private var names: [Int: String] = [:]

    init(_ pieces: [SavedPiece]) {
        var words: Set<String> = []
        for case .input(let record) in pieces { words.formUnion(MentionedNames.of(record.text)) }
        var shown: Int?
        for (index, piece) in pieces.enumerated() {
            guard case .input(let record) = piece else {
                if case .cells(_, let name?, _) = piece {
                    shown = index
                    names[index] = name
                }
                continue
            }
            if record.readsLastValue, let shown {
                givers[index] = shown
                if names[shown] == nil, case .input(let giver) = pieces[shown] {
                    names[shown] = Self.unused("shown_" + giver.name, words)
                }
            }
            if record.isShown { shown = index }
        }
    }

    private static func unused(_ name: String, _ words: Set<String>) -> String {
        words.contains(name) ? unused(name + "_", words) : name
    }

    /// The input's text with names for `_`; inside a larger cell its value needs `show` to be
    /// shown.
    func rewritten(_ record: InputRecord, at index: Int, showsInside: Bool) -> String {
        var text = record.text
        if let giver = givers[index], let name = names[giver] {
            text = Self.reading(name, in: text)
        }
        guard record.isShown else { return text }
        return Self.ending(text, name: names[index], showsInside: showsInside)
    }

    /// Replaces `_` by a name, and writes it before a leading `|>`.
    private static func reading(_ name: String, in text: String) -> String {
        let tokens = Token.scan(SourceFile(name: "", text: text)).code
        var result = Array(text.utf8)
        for range in places(tokens).reversed() {
            result.replaceSubrange(range, with: Array(name.utf8))
        }
        if tokens.first?.isSymbol(.pipe) ?? false { result = Array((name + "\n  ").utf8) + result }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where `_` is read, in order; where it stands in a pattern or as a parameter it is no name.
    private static func places(_ tokens: [Token]) -> [Range<Int>] {
        var places: [Range<Int>] = []
        for (index, token) in tokens.enumerated() {
            if token.word == "_", !isPattern(tokens, index) { places.append(token.range) }
            if case .string(let segments) = token.kind {
                for case .code(let inner) in segments { places += self.places(inner.code) }
            }
        }
        return places
    }

    private static func isPattern(_ tokens: [Token], _ index: Int) -> Bool {
        if index > 0, tokens[index - 1].isSymbol(.dot) { return true }
        var start = index - 1
        while start >= 0, tokens[start].word != nil || tokens[start].isSymbol(.comma) { start -= 1 }
        guard start >= 0 else { return false }
        switch tokens[start].kind {
        case .keyword(.let), .keyword(.var), .keyword(.for): return true
        case .symbol(.leftBracket):
            guard start > 0, case .keyword(let word) = tokens[start - 1].kind else { return false }
            return word == .let || word == .var
        case .symbol(.leftBrace):
            let after = tokens[index...].first { $0.word == nil && !$0.isSymbol(.comma) }
            if case .keyword(.in)? = after?.kind { return true }
            return false
        default: return false
        }
    }

    /// Names the last expression, and shows it where a cell goes on after it.
    private static func ending(_ text: String, name: String?, showsInside: Bool) -> String {
        guard name != nil || showsInside else { return text }
        let program = Program.parse(SourceFile(name: "", text: text), continuesLastValue: true).tree
        guard let last = program.statements.last(where: \.isExpression) else { return text }
        let expression = last.span.text
        let shown = name ?? expression
        var lines = name.map { ["let \($0) = \(expression)"] } ?? []
        lines.append(showsInside ? "show(\(shown))" : shown)
        var bytes = Array(text.utf8)
        bytes.replaceSubrange(last.span.range, with: Array(lines.joined(separator: "\n").utf8))
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Statement {
    /// Whether it is an expression, whose value may be shown.
    var isExpression: Bool { if case .expression = kind { true } else { false } }
}
