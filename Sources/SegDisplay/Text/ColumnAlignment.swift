/// The spaces before and after each text of one column that bring all to one width.
struct ColumnAlignment {
    /// One entry a text, in order.
    let paddings: [(lead: Int, trail: Int)]
    /// The cells that the column takes.
    let width: Int

    /// Aligns texts to the width of the longest, or to `minimum` when that is more.
    init(_ texts: [String], _ alignment: TextAlignment, minimum: Int = 0) {
        switch alignment {
        case .around(let mark):
            let parts = texts.map { Self.split($0, at: mark) }
            let left = parts.reduce(0) { max($0, $1.before) }
            let right = parts.reduce(0) { max($0, $1.after) }
            let lead = max(0, minimum - left - right)
            width = left + right + lead
            paddings = parts.map { (left + lead - $0.before, right - $0.after) }
        case .leading, .trailing, .centre:
            let widths = texts.map { DisplayWidth.of($0) }
            let width = widths.reduce(minimum) { max($0, $1) }
            self.width = width
            paddings = widths.map { Self.padding(width - $0, alignment) }
        }
    }

    /// Where a text narrower than its column stands, when it stands alone.
    static func padding(_ missing: Int, _ alignment: TextAlignment) -> (lead: Int, trail: Int) {
        let missing = max(0, missing)
        switch alignment {
        case .leading, .around: return (0, missing)
        case .trailing: return (missing, 0)
        case .centre: return (missing / 2, missing - missing / 2)
        }
    }

    /// The width before the mark, and from the mark on.
    private static func split(_ text: String, at mark: String) -> (before: Int, after: Int) {
        let whole = DisplayWidth.of(text)
        guard let first = mark.first,
            let start = text.indices.first(where: {
                text[$0] == first && text[$0...].hasPrefix(mark)
            })
        else { return (whole, 0) }
        let before = DisplayWidth.of(String(text[..<start]))
        return (before, whole - before)
    }
}
