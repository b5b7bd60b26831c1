/// Text from data made safe to show: nothing in it can move the cursor or break a line.
enum SafeText {
    /// One line in which each control character is shown by its picture: `␛`, `⏎`, `⇥`.
    static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 })
        else {
            return text
        }
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { view.append(shown(scalar)) }
        return String(view)
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x0A, 0x2028, 0x2029: "⏎"
        case 0x09: "⇥"
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "␀"
        case 0x7F...0x9F: "␡"
        case 0x202A...0x202E, 0x2066...0x2069: "\u{FFFD}"
        default: scalar
        }
    }
}
