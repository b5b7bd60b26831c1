/// How many cells of a terminal a text takes, and fitting text to a number of cells.
public enum DisplayWidth {
    /// The cells that a text takes in one line; control characters take none.
    public static func of(_ text: String) -> Int {
        let utf8 = text.utf8
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    /// The cells of one grapheme cluster: 0, 1 or 2.
    ///
    /// Wide by East Asian Width (Unicode Annex 11) or as an emoji; a base followed by the emoji
    /// presentation selector or a flag's second letter is wide as a whole.
    public static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if scalars.contains(where: { $0.value == 0xFE0F }), first.properties.isEmoji { return 2 }
        if scalars.count > 1, isRegionalIndicator(first) { return 2 }
        return scalars.reduce(0) { max($0, of($1)) }
    }

    /// The text cut to at most `cells`, its last visible cells replaced by the ellipsis when cut.
    public static func truncated(_ text: String, to cells: Int, ellipsis: String = "…") -> String {
        guard of(text) > cells else { return text }
        let room = cells - of(ellipsis)
        guard room >= 0 else { return String(ellipsis.prefix(max(0, cells))) }
        var kept = ""
        var used = 0
        for character in text {
            let width = of(character)
            if used + width > room { break }
            kept.append(character)
            used += width
        }
        return kept + ellipsis
    }

    /// The text filled with spaces to `cells`; a longer text is left as it is.
    public static func padded(_ text: String, to cells: Int, _ alignment: TextAlignment) -> String {
        let missing = cells - of(text)
        guard missing > 0 else { return text }
        switch alignment {
        case .trailing: return spaces(missing) + text
        case .centre: return spaces(missing / 2) + text + spaces(missing - missing / 2)
        case .leading, .around: return text + spaces(missing)
        }
    }

    /// A run of spaces; none for a negative count.
    public static func spaces(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator,
            .paragraphSeparator:
            return 0
        default:
            return isWide(scalar) ? 2 : 1
        }
    }

    private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x1100 else { return false }
        if scalar.properties.isEmojiPresentation, !isRegionalIndicator(scalar) { return true }
        return wideRanges.contains { $0.contains(scalar.value) }
    }

    /// The blocks whose characters are East Asian Wide or Fullwidth (Unicode 15, Annex 11).
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
        0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
        0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
        0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}

/// Where text stands in its column.
public enum TextAlignment: Hashable, Sendable, Codable {
    case leading, trailing, centre
    /// The first occurrence of a mark stands under the one above: `.around(".")` for decimals,
    /// `.around("–")` for intervals. A text without the mark ends where the mark would stand.
    case around(String)
}
