/// The words of a SQL text: names and keywords in lower case, without texts, quoted names and comments.
enum SQLWords {
    static func of(_ text: String) -> Set<String> {
        var words: Set<String> = []
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
                words.insert(word.lowercased())
                rest = rest.dropFirst(word.count)
            } else {
                rest = rest.dropFirst()
            }
        }
        return words
    }
}
