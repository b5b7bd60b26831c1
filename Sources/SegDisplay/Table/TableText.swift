import SegFrame

/// A table fitted to a terminal: names with types below, aligned cells, what was left out.
public struct TableText: Sendable {
    /// What the terminal can show.
    public let settings: TerminalSettings
    /// The rows shown at most.
    public let rows: Int
    /// Text is cut to one of these widths, the widest with which all columns fit.
    private static let cellWidths = [48, 32, 24, 16, 12]
    /// The cells that a type in the header gets at least, where the column is narrower.
    private static let typeWidth = 8
    private static let gap = 2

    /// A renderer for a terminal that shows at most `rows` rows.
    public init(_ settings: TerminalSettings = TerminalSettings(), rows: Int = 15) {
        self.settings = settings
        self.rows = rows
    }

    /// The table as text without a line feed at the end.
    public func render(_ table: Table) -> String {
        render(TablePreview(table, head: max(1, rows), tail: 3))
    }

    /// The preview as text without a line feed at the end.
    public func render(_ preview: TablePreview) -> String { lines(preview).joined(separator: "\n") }

    func lines(_ preview: TablePreview) -> [String] {
        let shown = preview.limited(to: rows)
        let (layout, dropped) = fitted(shown)
        var lines = layout.lines
        if shown.hidden > 0, !preview.columns.isEmpty {
            let more = StyledText("… \(NumberText.grouped(shown.hidden)) more rows", .dim)
            lines.insert(more, at: lines.count - min(shown.tail, lines.count))
        }
        if !dropped.isEmpty { lines += droppedLines(dropped) }
        lines.append(StyledText(preview.countLine, .dim))
        return lines.map { TerminalPaint.text($0, settings) }
    }

    /// The layout of as many columns as fit, and the names of the others.
    ///
    /// Where not all fit, the last two stay: they are often the ones that were just made.
    private func fitted(_ preview: TablePreview) -> (layout: AlignedRowsLayout, dropped: [String]) {
        let most = settings.width / (Self.gap + 1) + 1
        let names = preview.columns.map(\.name)
        var first = preview
        first.columns = Array(preview.columns.prefix(most))
        let plain = layout(first)
        let shown = first.columns.count - plain.dropped.count
        guard shown < names.count else { return (plain, []) }
        // From as many as there could be: the last two may be narrower than those that they displace.
        var kept = min(most, names.count)
        while shown > 3, kept > 3 {
            kept -= 1
            let middle = kept - 2..<names.count - 2
            var ends = preview
            ends.columns.replaceSubrange(middle, with: [Self.ellipsis(rows: preview.head + preview.tail)])
            let layout = layout(ends)
            if layout.dropped.isEmpty { return (layout, Array(names[middle])) }
        }
        return (plain, plain.dropped + names.dropFirst(most))
    }

    /// Stands for the columns between the first and the last.
    private static func ellipsis(rows: Int) -> TablePreview.Column {
        TablePreview.Column("…", type: "", cells: [String?](repeating: "", count: rows))
    }

    /// The widest layout in which all columns fit, else the narrowest.
    private func layout(_ preview: TablePreview) -> AlignedRowsLayout {
        var layout = AlignedRowsLayout(aligned(preview, cellWidth: 48), width: settings.width)
        for cellWidth in Self.cellWidths.dropFirst() where !layout.dropped.isEmpty {
            layout = AlignedRowsLayout(
                aligned(preview, cellWidth: cellWidth), width: settings.width)
        }
        return layout
    }

    private func aligned(_ preview: TablePreview, cellWidth: Int) -> AlignedRows {
        let columns = preview.columns.map { column in
            AlignedRows.Column(
                cut(column.name, max(16, cellWidth)), column.alignment,
                subtitle: cut(column.type, typeRoom(column, cellWidth)), gap: Self.gap)
        }
        let missing = StyledText(settings.unicode ? "—" : "-", .dim)
        let rows = (0..<(preview.head + preview.tail)).map { row in
            preview.columns.map { column in
                guard column.cells.indices.contains(row), let text = column.cells[row] else {
                    return missing
                }
                return StyledText(cut(text, column.isText ? cellWidth : Int.max))
            }
        }
        return AlignedRows(columns, rows: rows)
    }

    /// A long type doesn't make its column wider.
    private func typeRoom(_ column: TablePreview.Column, _ cellWidth: Int) -> Int {
        let cells = column.cells.reduce(0) { max($0, DisplayWidth.of($1 ?? "")) }
        let room = column.isText ? min(cells, cellWidth) : cells
        return max(room, DisplayWidth.of(column.name), Self.typeWidth)
    }

    private func cut(_ text: String, _ width: Int) -> String {
        let safe = SafeText.oneLine(text)
        guard !settings.unicode else { return DisplayWidth.truncated(safe, to: width) }
        return DisplayWidth.truncated(ASCIIText.from(safe), to: width, ellipsis: "...")
    }

    private func droppedLines(_ names: [String]) -> [StyledText] {
        let text = "… and \(names.count) more column\(names.count == 1 ? "" : "s"): "
        let listed = names.prefix(settings.width).map { SafeText.oneLine($0) }
        let all = StyledText(text + listed.joined(separator: ", "), .dim)
        let lines = all.wrapped(to: settings.width)
        guard lines.count > 3 else { return lines }
        return Array(lines.prefix(2)) + [
            lines[2].truncated(to: settings.width - 2) + StyledText(" …", .dim)
        ]
    }
}
