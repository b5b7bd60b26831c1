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
            } else if character == "'" || character == "\"" {
                // A doubled quote begins the next text at once.
                rest = rest.dropFirst().drop { $0 != character }.dropFirst()
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
}
