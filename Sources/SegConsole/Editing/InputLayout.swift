import CEdit

/// Where the cursor and the end of a text being edited stand, counted from the prompt's row and the left.
struct InputLayout {
    private(set) var row = 0
    private(set) var column: Int
    private let width: Int

    /// The place after a prompt, which fits into a line.
    init(prompt: String, width: Int) {
        column = prompt.unicodeScalars.count
        self.width = max(2, width)
    }

    /// Moves past text as the line editor draws it.
    mutating func pass(_ text: some StringProtocol) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n":
                row += 1
                column = 0
            case "\t": advance(8 - column % 8)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: advance(2)
            default: advance(max(0, Int(segnb_edit_cells(scalar.value))))
            }
        }
    }

    /// A character that doesn't fit stands in the next row, and so does the cursor after a full one.
    private mutating func advance(_ cells: Int) {
        if column + cells > width {
            row += 1
            column = 0
        }
        column += cells
        if column >= width {
            row += 1
            column = 0
        }
    }
}
