import SegDiagnostics

/// The names that occur in a piece of source, interpolations of texts included, and what else is in texts and comments not.
public enum MentionedNames {
    /// All names, each once.
    public static func of(_ text: String) -> Set<String> {
        var names: Set<String> = []
        visit(Token.scan(SourceFile(name: "", text: text)), &names)
        return names
    }

    private static func visit(_ tokens: [Token], _ names: inout Set<String>) {
        for token in tokens {
            switch token.kind {
            case .word(let text), .quotedWord(let text): names.insert(text)
            case .string(let segments):
                for case .code(let inner) in segments { visit(inner, &names) }
            default: break
            }
        }
    }
}
