/// The characters that a terminal draws with.
struct PlotGlyphs {
    let unicode: Bool

    var vertical: String { unicode ? "│" : "|" }
    var tickedVertical: String { unicode ? "┤" : "+" }
    var horizontal: String { unicode ? "─" : "-" }
    var tickedHorizontal: String { unicode ? "┬" : "+" }
    var corner: String { unicode ? "└" : "+" }
    var legend: String { unicode ? "●" : "*" }
    var reference: String { unicode ? "┄" : ".." }

    /// What tells series apart where colour can't.
    private static let marks = ["•", "×", "+", "o", "*", "#", "@", "%"]
    private static let plainMarks = ["*", "x", "+", "o", "#", "@", "%", "&"]

    func mark(_ series: Int) -> String {
        let marks = unicode ? Self.marks : Self.plainMarks
        return marks[series % marks.count]
    }

    /// A bar along a line: whole cells and eighths of one, or `#`.
    func bar(_ cells: Double) -> String {
        let eighths = max(0, Int((cells * 8).rounded()))
        guard unicode else {
            return String(repeating: "#", count: max(eighths > 0 ? 1 : 0, (eighths + 4) / 8))
        }
        let whole = String(repeating: "█", count: eighths / 8)
        return whole + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    }

    /// One cell of an upright bar, filled to so many eighths.
    func column(_ eighths: Int) -> String {
        let eighths = min(8, max(0, eighths))
        guard unicode else { return eighths >= 4 ? "#" : eighths > 0 ? "." : " " }
        return [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"][eighths]
    }

    /// A cell shaded by a share from 0 to 1.
    func shade(_ share: Double) -> String {
        let levels = unicode ? ["·", "░", "▒", "▓", "█"] : [".", ":", "+", "#", "@"]
        let level = share.isFinite ? Int(min(1, max(0, share)) * Double(levels.count)) : 0
        return levels[min(levels.count - 1, max(0, level))]
    }

    /// The style of a series in a terminal with colour.
    static func style(_ series: Int) -> TextStyle {
        let styles: [TextStyle] = [
            .cyan, .yellow, .green, .red, [.cyan, .bold], [.yellow, .bold], [.green, .bold],
            [.red, .bold],
        ]
        return styles[series % styles.count]
    }
}
