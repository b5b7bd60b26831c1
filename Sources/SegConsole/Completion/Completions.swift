/// What could stand at the cursor.
public struct Completions: Equatable, Sendable {
    /// How many Unicode scalars before the cursor a word replaces.
    public let replaced: Int
    /// Whole words, the likeliest first.
    public let words: [String]
    /// What to say beside a word: a signature, or a purpose.
    public let notes: [String: String]
    /// Whether there may be more: the time for finding them was over.
    public var isCut = false

    public static let none = Completions(replaced: 0, words: [])

    public init(replaced: Int, words: [String], notes: [String: String] = [:]) {
        self.replaced = replaced
        self.words = words
        self.notes = notes
    }

    /// What a word before the cursor may become.
    init(_ found: (word: String, words: [String])) {
        self.init(replaced: found.word.unicodeScalars.count, words: found.words)
    }

    /// The words that begin with what is typed already: exactly, else regardless of case.
    init(typed: String, among words: [String], notes: [String: String] = [:]) {
        let exact = words.filter { $0.utf8.starts(with: typed.utf8) }
        let lower = typed.lowercased()
        let found = exact.isEmpty ? words.filter { $0.lowercased().hasPrefix(lower) } : exact
        var seen: Set<String> = []
        self.init(
            replaced: typed.unicodeScalars.count, words: found.filter { seen.insert($0).inserted }, notes: notes)
    }
}
