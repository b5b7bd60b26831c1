/// The words of a SQL text: names and keywords in lower case, without texts, quoted names and comments.
struct SQLWords {
    private(set) var all: Set<String> = []
    /// Those with an opening parenthesis behind them.
    private(set) var called: Set<String> = []

    init(_ text: String) {
        var rest = Substring(text)
        while let character = rest.first {
            if rest.hasPrefix("--") {
                rest = rest.drop { $0 != "\n" && $0 != "\r\n" }
            } else if rest.hasPrefix("/*") {
                rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
            } else if character == "$", let tag = Self.dollarQuote(rest) {
                let text = rest.dropFirst(tag.count)
                rest = text.firstRange(of: tag).map { text[$0.upperBound...] } ?? ""
            } else if character == "'" || character == "\"" {
                // A doubled quote begins the next text at once.
                let quoted = rest.dropFirst().prefix { $0 != character }
                rest = rest.dropFirst(quoted.count + 2)
                // A function may be called by its name in quotes.
                if character == "\"", rest.drop(while: \.isWhitespace).first == "(" { called.insert(quoted.lowercased()) }
            } else if character.isLetter || character == "_" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                rest = rest.dropFirst(word.count)
                all.insert(word.lowercased())
                if rest.drop(while: \.isWhitespace).first == "(" { called.insert(word.lowercased()) }
            } else {
                rest = rest.dropFirst()
            }
        }
    }

    /// The opening of a text in dollars, `$$` or `$tag$`; nil where a parameter or a place begins.
    private static func dollarQuote(_ text: Substring) -> Substring? {
        let tag = text.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard text.dropFirst(1 + tag.count).first == "$" else { return nil }
        return text.prefix(tag.count + 2)
    }
}
