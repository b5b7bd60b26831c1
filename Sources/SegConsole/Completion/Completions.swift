/// What could stand at the cursor.
public struct Completions: Equatable, Sendable {
    /// How many Unicode scalars before the cursor a word replaces.
    public let replaced: Int
    /// Whole words, the likeliest first.
    public let words: [String]

    public static let none = Completions(replaced: 0, words: [])

    public init(replaced: Int, words: [String]) {
        self.replaced = replaced
        self.words = words
    }

    /// The words that begin with what is typed already: exactly, else regardless of case.
    init(typed: String, among words: [String]) {
        let exact = words.filter { $0.utf8.starts(with: typed.utf8) }
        let lower = typed.lowercased()
        let found = exact.isEmpty ? words.filter { $0.lowercased().hasPrefix(lower) } : exact
        var seen: Set<String> = []
        self.init(
            replaced: typed.unicodeScalars.count, words: found.filter { seen.insert($0).inserted })
    }
}
