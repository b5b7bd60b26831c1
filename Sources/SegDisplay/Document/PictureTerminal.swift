/// Draws a picture with half-blocks: two pixels a cell, in the 256 colours that all terminals have.
struct PictureTerminal {
    private let settings: TerminalSettings
    /// Wider is no help: it should not fill the screen.
    private static let widest = 72

    init(_ settings: TerminalSettings) { self.settings = settings }

    /// The picture's lines; without colours or Unicode a line that tells of it.
    func lines(_ picture: Picture) -> [String] {
        guard settings.colour, settings.unicode, let small = picture.small else {
            let text = "[picture, \(max(1, picture.png.count / 1024)) KB: the report shows it]"
            return [TerminalPaint.text(StyledText(text, .dim), settings)]
        }
        let columns = min(small.width, settings.width, Self.widest)
        let rows = max(2, small.height * columns / small.width)
        return stride(from: 0, to: rows - rows % 2, by: 2).map { row in
            var line = ""
            var before = ""
            for column in 0..<columns {
                let upper = Self.index(small.mean(column: column, of: columns, row: row, of: rows))
                let lower = Self.index(small.mean(column: column, of: columns, row: row + 1, of: rows))
                let style = "\u{1B}[38;5;\(upper);48;5;\(lower)m"
                line += (style == before ? "" : style) + "▀"
                before = style
            }
            return line + "\u{1B}[0m"
        }
    }

    /// The nearest of the 216 colours of the cube and the 24 greys.
    private static func index(_ colour: (red: Int, green: Int, blue: Int)) -> Int {
        let parts = [colour.red, colour.green, colour.blue]
        let spread = (parts.max() ?? 0) - (parts.min() ?? 0)
        let mean = parts.reduce(0, +) / 3
        if spread < 12, mean > 4, mean < 244 { return 232 + min(23, max(0, (mean - 3) / 10)) }
        let steps = parts.map { value in value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
        return 16 + 36 * steps[0] + 6 * steps[1] + steps[2]
    }
}
