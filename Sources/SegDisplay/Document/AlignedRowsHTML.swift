/// Aligned rows for a page.
struct AlignedRowsHTML {
    func render(_ rows: AlignedRows) -> String {
        TableHTML.figure(
            header: rows.showsHeader ? header(rows) : "",
            body: rows.rows.indices.map { row(rows, $0) }.joined(),
            caption: rows.notes.map { StyledTextHTML.render($0) }.joined(separator: "<br>"))
    }

    private func header(_ rows: AlignedRows) -> String {
        rows.groups.map { group in
            let column = rows.columns[group.lowerBound]
            let alignment =
                group.count > 1
                ? .leading : AlignedGroup.headerAlignment(column.alignment)
            let subtitle = column.subtitle.map { Markup.element("small", HTMLText.escaped($0)) }
            return Markup.element(
                "th",
                [
                    "scope": "col", "colspan": Self.span(group),
                    "class": TableHTML.style(alignment),
                ],
                HTMLText.escaped(column.title) + (subtitle ?? ""))
        }.joined()
    }

    private func row(_ rows: AlignedRows, _ row: Int) -> String {
        let cells = rows.groups.map { group in
            if rows.runsOver(row, group) {
                let text = StyledTextHTML.render(rows.cell(row, group.lowerBound))
                return Markup.element("td", ["colspan": Self.span(group)], text)
            }
            return group.map { index in
                let style = TableHTML.style(rows.columns[index].alignment)
                let text = StyledTextHTML.render(rows.cell(row, index))
                return Markup.element("td", ["class": style], text)
            }.joined()
        }
        return Markup.element("tr", cells.joined()) + "\n"
    }

    private static func span(_ group: Range<Int>) -> String {
        group.count > 1 ? String(group.count) : ""
    }
}
