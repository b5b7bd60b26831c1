import SegDisplay

/// An input as rows of a terminal: each line after its prompt, wrapped where the row is full.
public struct InputRows {
    /// A row of the screen.
    public struct Row: Equatable {
        /// What stands in it, its prompt included.
        public fileprivate(set) var text: String
        /// Whether it goes on from the row above without a line feed.
        public let isWrapped: Bool
        fileprivate var cells: Int

        init(_ text: String, isWrapped: Bool = false) {
            self.text = text
            self.isWrapped = isWrapped
            cells = DisplayWidth.of(text)
        }
    }

    /// All rows, the first one first.
    public private(set) var rows: [Row]
    /// The row of the cursor, and what stands in it to the left of the cursor.
    public private(set) var cursor: (row: Int, before: String) = (0, "")
    private let more: String
    private let width: Int

    /// Lays a text out.
    ///
    /// - Parameters:
    ///   - prompt: what stands before the first line.
    ///   - more: what stands before each other line.
    public init(_ text: EditedText, prompt: String, more: String, width: Int) {
        self.more = more
        self.width = max(2, width)
        rows = [Row(prompt)]
        add(text.before)
        // Behind a full row the cursor stands in the next one.
        if lastCells >= self.width { rows.append(Row("", isWrapped: true)) }
        cursor = (rows.count - 1, rows.last?.text ?? "")
        add(text.after)
    }

    private var lastCells: Int { rows.last?.cells ?? 0 }

    private mutating func add(_ text: String) {
        for character in text {
            guard character.unicodeScalars.last != "\n" else {
                rows.append(Row(more))
                continue
            }
            let shown = shown(character)
            let cells = DisplayWidth.of(shown)
            if lastCells + cells > width { rows.append(Row("", isWrapped: true)) }
            rows[rows.count - 1].text += shown
            rows[rows.count - 1].cells += cells
        }
    }

    /// Tabs as spaces, control characters as `^X`: none of them reaches the terminal.
    private func shown(_ character: Character) -> String {
        guard let scalar = character.unicodeScalars.first, scalar.properties.generalCategory == .control else {
            return String(character)
        }
        switch scalar.value {
        case 9: return String(repeating: " ", count: max(1, min(8 - lastCells % 8, width - lastCells)))
        case 0..<0x20, 0x7F: return "^" + String(UnicodeScalar(UInt8(scalar.value) ^ 0x40))
        default: return "\u{FFFD}"
        }
    }
}
