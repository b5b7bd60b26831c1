import SegFrame

/// A table for a page: a semantic `table` in a container that scrolls on its own.
public struct TableHTML: Sendable {
    /// The rows shown at most.
    public let rows: Int

    /// Texts longer than this may be broken into lines on paper.
    private static let longText = 20

    public init(rows: Int = 20) { self.rows = rows }

    public func render(_ table: Table) -> String {
        render(TablePreview(table, head: max(1, rows), tail: 3))
    }

    public func render(_ preview: TablePreview) -> String {
        let shown = preview.limited(to: rows)
        var html = "<figure class=\"table\"><div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>"
        for column in shown.columns {
            let name = HTMLText.escaped(column.name)
            let type = HTMLText.escaped(column.type)
            html += "<th scope=\"col\"\(Self.attribute(column.alignment))>\(name)<small>\(type)</small></th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in 0..<(shown.head + shown.tail) {
            if row == shown.head, shown.hidden > 0 { html += gapRow(shown) }
            html += self.row(shown, row)
        }
        if shown.tail == 0, shown.hidden > 0 { html += gapRow(shown) }
        html += "</tbody></table></div>"
        return html + "<figcaption>\(HTMLText.escaped(shown.countLine))</figcaption></figure>\n"
    }

    private func row(_ preview: TablePreview, _ row: Int) -> String {
        var html = "<tr>"
        for column in preview.columns {
            let attribute = Self.attribute(column.alignment)
            guard column.cells.indices.contains(row), let text = column.cells[row] else {
                html += "<td\(attribute)><span class=\"dim\" title=\"missing\">—</span></td>"
                continue
            }
            let isLong = column.isText && DisplayWidth.of(text) > Self.longText
            html += "<td\(isLong ? " class=\"l\"" : attribute)>\(HTMLText.escaped(text))</td>"
        }
        return html + "</tr>\n"
    }

    private func gapRow(_ preview: TablePreview) -> String {
        let text = "… \(NumberText.grouped(preview.hidden)) more rows"
        return "<tr class=\"gap\"><td colspan=\"\(preview.columns.count)\">\(text)</td></tr>\n"
    }

    /// Numbers stand at the right: with the same decimals in each row they align at the point.
    static func attribute(_ alignment: TextAlignment) -> String {
        switch alignment {
        case .trailing, .around(".") : " class=\"n\""
        case .centre, .around: " class=\"c\""
        case .leading: ""
        }
    }
}
