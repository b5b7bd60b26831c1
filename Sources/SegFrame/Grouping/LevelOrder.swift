/// The order of a category's levels: by UTF-8 bytes, but ranges as `cut` names them by their bounds, and before other levels.
struct LevelOrder {
    private let levels: [String]
    private let bounds: [RangeLabel.Bounds?]

    init(_ levels: [String]) {
        self.levels = levels
        bounds = levels.map(RangeLabel.bounds)
    }

    /// Whether one level, told by its place, comes before another.
    func precedes(_ first: Int, _ second: Int) -> Bool {
        switch (bounds[first], bounds[second]) {
        case (let a?, let b?) where a != b: a < b
        case (.some, nil): true
        case (nil, .some): false
        default: levels[first].precedesByBytes(levels[second])
        }
    }
}

/// Names of ranges of numbers: `< 18`, `18 ..< 65`, `>= 65`.
enum RangeLabel {
    /// Where a range begins and ends.
    struct Bounds: Comparable {
        let lower: Double
        let upper: Double

        static func < (left: Bounds, right: Bounds) -> Bool { (left.lower, left.upper) < (right.lower, right.upper) }
    }

    /// The names of the ranges between ascending edges, and of those outside.
    static func labels(between edges: [Double]) -> [String] {
        guard let first = edges.first, let last = edges.last else { return [] }
        let inner = zip(edges, edges.dropFirst()).map { "\(text($0)) ..< \(text($1))" }
        return ["< \(text(first))"] + inner + [">= \(text(last))"]
    }

    /// The bounds of a range by its name; nil for other texts.
    static func bounds(_ label: String) -> Bounds? {
        let words = label.split(separator: " ", omittingEmptySubsequences: false)
        if words.count == 2, let edge = number(words[1]) {
            switch words[0] {
            case "<": return Bounds(lower: -.infinity, upper: edge)
            case ">=": return Bounds(lower: edge, upper: .infinity)
            default: return nil
            }
        }
        guard words.count == 3, words[1] == "..<", let lower = number(words[0]), let upper = number(words[2]) else { return nil }
        return Bounds(lower: lower, upper: upper)
    }

    private static func number(_ word: Substring) -> Double? { Double(word).flatMap { $0.isFinite ? $0 : nil } }

    private static func text(_ edge: Double) -> String { Int(exactly: edge).map(String.init) ?? edge.description }
}
