import SegDisplay

/// What of an input stands on the screen, and what has to be written so that it shows another.
///
/// Lines are left to the terminal to wrap, so that it can wrap them anew when its window changes; and the cursor is put to its
/// column by writing what stands before it once more, so that terminals may disagree on how wide a character is.
public struct InputScreen {
    private var shown: [InputRows.Row] = []
    /// Where the cursor stands among them.
    private var cursorRow = 0
    /// What stands in its row to the left of it.
    private var beforeCursor = ""
    /// The first row of the input that is shown, where it is higher than the screen.
    private var top = 0

    /// A screen without an input.
    public init() {}

    /// Shows the rows of an input, of a high one those around the cursor, and a line below them.
    public mutating func draw(_ input: InputRows, below: String? = nil, height: Int) -> String {
        let room = max(1, height - (below == nil ? 0 : 1))
        top = max(0, min(max(top, input.cursor.row - room + 1), input.cursor.row, input.rows.count - room))
        var rows = Array(input.rows.dropFirst(top).prefix(room))
        if let below { rows.append(InputRows.Row(below)) }
        var text = ""
        var first = zip(rows, shown).prefix { $0 == $1 }.count
        if first < max(rows.count, shown.count) {
            first = max(0, min(first, rows.count - 1, shown.count - 1))
            // The terminal wraps only what it is given as one line.
            while first > 0, rows[first].isWrapped || shown[first].isWrapped { first -= 1 }
            text += Self.move(from: cursorRow, to: first) + "\r\u{1B}[J" + Self.text(of: rows[first...])
            cursorRow = rows.count - 1
            shown = rows
        }
        text += Self.move(from: cursorRow, to: input.cursor.row - top) + "\r" + input.cursor.before
        cursorRow = input.cursor.row - top
        beforeCursor = input.cursor.before
        return text
    }

    /// Shows all of an input whose cursor is at its end, and goes to the line below it.
    public mutating func end(_ input: InputRows) -> String {
        let text = draw(input, height: .max)
        let isBelow = input.rows.last.map { $0.isWrapped && $0.text.isEmpty } ?? false
        forget()
        return text + (isBelow ? "" : "\r\n")
    }

    /// Takes the input away; the cursor is where it began.
    mutating func clear() -> String {
        defer { forget() }
        return Self.move(from: cursorRow, to: 0) + "\r\u{1B}[J"
    }

    /// Takes the input away from a window that has wrapped its lines anew.
    mutating func clear(wrappedTo width: Int, height: Int) -> String {
        guard !shown.isEmpty else { return "" }
        // The lines above the cursor as the terminal has them, the last one up to the cursor.
        var cells: [Int] = []
        for (index, row) in shown.prefix(cursorRow + 1).enumerated() {
            let own = DisplayWidth.of(index == cursorRow ? beforeCursor : row.text)
            if row.isWrapped, let above = cells.popLast() { cells.append(above + own) } else { cells.append(own) }
        }
        let rows = cells.dropLast().reduce(0) { $0 + max(1, ($1 + width - 1) / width) } + (cells.last ?? 0) / width
        cursorRow = min(rows, height - 1)
        return clear()
    }

    /// What is on the screen belongs to others from now on.
    mutating func forget() { self = InputScreen() }

    private static func move(from row: Int, to other: Int) -> String {
        row == other ? "" : "\u{1B}[\(abs(row - other))\(row > other ? "A" : "B")"
    }

    private static func text(of rows: ArraySlice<InputRows.Row>) -> String {
        var text = ""
        for (index, row) in zip(rows.indices, rows) {
            if index > rows.startIndex {
                // A wrapped row without text has to be begun by something that is wrapped.
                text += !row.isWrapped ? "\r\n" : row.text.isEmpty ? " \r\u{1B}[K" : ""
            }
            text += row.text
        }
        return text
    }
}
