/// Text for terminals that show ASCII only.
enum ASCIIText {
    /// The text with typographic characters written in ASCII and all others as `?`.
    static func from(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        return text.reduce(into: "") { result, character in
            if character.isASCII {
                result.append(character)
            } else {
                result += replacement(character)
            }
        }
    }

    private static func replacement(_ character: Character) -> String {
        switch character {
        case "–", "−", "‐", "‑": "-"
        case "—": "-"
        case "…": "..."
        case "×": "x"
        case "·", "•": "."
        case "“", "”", "„": "\""
        case "‘", "’": "'"
        case "→": "->"
        case "≥": ">="
        case "≤": "<="
        case "±": "+-"
        case "✓": "ok"
        case "✗": "x"
        case "µ", "μ": "u"
        case "\u{A0}", "\u{202F}", "\u{2009}": " "
        default: DisplayWidth.of(character) == 2 ? "??" : "?"
        }
    }
}
