import SegDiagnostics
import SegSyntax

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
