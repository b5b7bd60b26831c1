import SegDiagnostics
import SegSyntax

/// Gives the values that later inputs called `_` names of their own.
struct LastValueNames {
    /// The input whose value each input reads as `_`.
    private var givers: [Int: Int] = [:]
    /// The names of values that are read.
    private var names: [Int: String] = [:]
    /// The words of all pieces, none of which is given to anything.
    private let words: Set<String>

    init(_ pieces: [SavedPiece]) {
        words = pieces.reduce(into: []) { $0.formUnion(MentionedNames.of($1.text)) }
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

    /// What later inputs call the value that an input showed; nil where none does.
    func name(at index: Int) -> String? { names[index] }

    /// A name for what an input shows, if none is read as `_`.
    func fallback(_ record: InputRecord) -> String { Self.unused("shown_" + record.name, words) }

    /// The input's text with a name for `_`.
    func rewritten(_ record: InputRecord, at index: Int) -> String {
        givers[index].flatMap { names[$0] }.map { Self.reading($0, in: record.text) } ?? record.text
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
}
