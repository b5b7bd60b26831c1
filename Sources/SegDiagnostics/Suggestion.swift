/// Finds what a person who mistyped a name most likely meant.
public enum Suggestion {
    /// The candidate nearest to `name`, or nil when none is near enough to be meant.
    ///
    /// Distance is Damerau–Levenshtein with adjacent transpositions; a third of the name's length is
    /// near enough. Ties go to one of the same letters, then to the first in alphabetical order.
    public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let limit = name.unicodeScalars.count / 3
        var best: (distance: Int, isOther: Bool, name: String)?
        for candidate in Set(candidates).sorted() where candidate != name {
            if candidate.lowercased() == name.lowercased() { return candidate }
            let distance = distance(name, candidate, limit: limit)
            guard distance <= limit else { continue }
            let isOther = candidate.unicodeScalars.sorted() != name.unicodeScalars.sorted()
            if let best, best.distance < distance || best.distance == distance && (!best.isOther || isOther) { continue }
            best = (distance, isOther, candidate)
        }
        return best?.name
    }

    /// `did you mean 'x'?`, or nil.
    public static func hint(for name: String, among candidates: some Sequence<String>) -> String? {
        nearest(to: name, among: candidates).map { "did you mean '\($0)'?" }
    }

    /// The edit distance between two words, or anything above `limit` as soon as it must be above.
    static func distance(_ first: String, _ second: String, limit: Int) -> Int {
        let a = Array(first.unicodeScalars)
        let b = Array(second.unicodeScalars)
        guard abs(a.count - b.count) <= limit else { return limit + 1 }
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var beforePrevious = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                current[j] = min(previous[j] + 1, current[j - 1] + 1, substitution)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], beforePrevious[j - 2] + 1)
                }
            }
            beforePrevious = previous
            previous = current
        }
        return previous[b.count]
    }
}
