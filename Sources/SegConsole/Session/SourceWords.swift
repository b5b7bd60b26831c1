import SegDiagnostics
import SegSyntax

/// The names that occur in a piece of source, texts' interpolations included.
enum SourceWords {
    /// All words, each once.
    static func of(_ text: String) -> Set<String> {
        var words: Set<String> = []
        visit(Token.scan(SourceFile(name: "", text: text))) { words.insert($0) }
        return words
    }

    private static func visit(_ tokens: [Token], _ found: (String) -> Void) {
        for token in tokens {
            if let word = token.word { found(word) }
            guard case .string(let segments) = token.kind else { continue }
            for case .code(let inner) in segments { visit(inner, found) }
        }
    }
}

extension Token {
    /// The name that this is where reserved words are none.
    var word: String? {
        switch kind {
        case .word(let text), .quotedWord(let text): text
        default: nil
        }
    }

    func isSymbol(_ symbol: Symbol) -> Bool {
        if case .symbol(symbol) = kind { true } else { false }
    }
}

extension [Token] {
    /// The tokens without comments and the end.
    var code: [Token] {
        filter { token in
            switch token.kind {
            case .comment, .end: false
            default: true
            }
        }
    }
}
