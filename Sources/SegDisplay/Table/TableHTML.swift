import SegFrame

/// A table for a page: a semantic `table` in a container that scrolls on its own.
public struct TableHTML: Sendable {
    /// The rows shown at most.
    public let rows: Int
    /// The columns shown at most.
    public let columns: Int
    /// Texts longer than this may be broken into lines on paper.
    private static let longText = 20

    /// A renderer that shows at most so many rows and columns.
    public init(rows: Int = 20, columns: Int = 60) {
        self.rows = rows
        self.columns = max(1, columns)
    }

    /// The table as a `figure` element.
    public func render(_ table: Table) -> String {
        render(TablePreview(table, head: max(1, rows), tail: 3))
    }

    /// The preview as a `figure` element.
    public func render(_ preview: TablePreview) -> String {
        var shown = preview.limited(to: rows)
        shown.columns = Array(shown.columns.prefix(columns))
        let hidden = preview.columns.count - shown.columns.count
        let more = hidden > 0 ? ", \(NumberText.grouped(hidden)) of them not shown" : ""
        var body = ""
        for row in 0..<(shown.head + shown.tail) {
            if row == shown.head, shown.hidden > 0 { body += gapRow(shown) }
            body += self.row(shown, row)
        }
        if shown.tail == 0, shown.hidden > 0 { body += gapRow(shown) }
        return Self.figure(
            header: header(shown), body: body, caption: HTMLText.escaped(preview.countLine + more))
    }

    /// A table of markup with its caption below, in its own scrolling container.
    static func figure(header: String, body: String, caption: String) -> String {
        let head =
            header.isEmpty ? "" : Markup.element("thead", Markup.element("tr", header)) + "\n"
        let table = Markup.element("table", "\n" + head + Markup.element("tbody", "\n" + body))
        let container: KeyValuePairs = [
            "class": "scroll", "tabindex": "0", "role": "group", "aria-label": "Table",
        ]
        let scrolling = Markup.element("div", container, table)
        let below = caption.isEmpty ? "" : Markup.element("figcaption", caption)
        return Markup.element("figure", ["class": "table"], scrolling + below) + "\n"
    }

    /// The class of a cell. Numbers stand at the right: with the same decimals in each row they
    /// align at the point.
    static func style(_ alignment: TextAlignment) -> String {
        switch alignment {
        case .trailing, .around("."): "n"
        case .centre, .around: "c"
        case .leading: ""
        }
    }

    private func header(_ preview: TablePreview) -> String {
        preview.columns.map { column in
            let type = Markup.element("small", HTMLText.escaped(column.type))
            return Markup.element(
                "th", ["scope": "col", "class": Self.style(column.alignment)],
                HTMLText.escaped(column.name) + type)
        }.joined()
    }

    private func row(_ preview: TablePreview, _ row: Int) -> String {
        let cells = preview.columns.map { column in
            let style = Self.style(column.alignment)
            guard column.cells.indices.contains(row), let text = column.cells[row] else {
                let missing = Markup.element("span", ["class": "dim", "title": "missing"], "—")
                return Markup.element("td", ["class": style], missing)
            }
            let isLong = column.isText && DisplayWidth.of(text) > Self.longText
            return Markup.element("td", ["class": isLong ? "l" : style], HTMLText.escaped(text))
        }
        return Markup.element("tr", cells.joined()) + "\n"
    }

    private func gapRow(_ preview: TablePreview) -> String {
        let text = "… \(NumberText.grouped(preview.hidden)) more rows"
        let cell = Markup.element("td", ["colspan": String(preview.columns.count)], text)
        return Markup.element("tr", ["class": "gap"], cell) + "\n"
    }
}
