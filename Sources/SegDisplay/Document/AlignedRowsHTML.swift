/// Aligned rows for a page.
struct AlignedRowsHTML {
    func render(_ rows: AlignedRows) -> String {
        var html = "<figure class=\"table\"><div class=\"scroll\" tabindex=\"0\"><table>\n"
        if rows.showsHeader { html += header(rows) }
        html += "<tbody>\n"
        for row in rows.rows.indices { html += self.row(rows, row) }
        html += "</tbody></table></div>"
        if !rows.notes.isEmpty {
            let notes = rows.notes.map { StyledTextHTML.render($0) }.joined(separator: "<br>")
            html += "<figcaption>\(notes)</figcaption>"
        }
        return html + "</figure>\n"
    }

    private func header(_ rows: AlignedRows) -> String {
        var html = "<thead><tr>"
        for group in rows.groups {
            let column = rows.columns[group.lowerBound]
            let alignment = group.count > 1
                ? TextAlignment.leading : AlignedRowsLayout.headerAlignment(column.alignment)
            let span = group.count > 1 ? " colspan=\"\(group.count)\"" : ""
            let subtitle = column.subtitle.map { "<small>\(HTMLText.escaped($0))</small>" } ?? ""
            html += "<th scope=\"col\"\(span)\(TableHTML.attribute(alignment))>"
            html += HTMLText.escaped(column.title) + subtitle + "</th>"
        }
        return html + "</tr></thead>\n"
    }

    private func row(_ rows: AlignedRows, _ row: Int) -> String {
        var html = "<tr>"
        for group in rows.groups {
            let runsOver = group.count > 1 && group.dropFirst().allSatisfy { rows.cell(row, $0).isEmpty }
            if runsOver {
                let text = StyledTextHTML.render(rows.cell(row, group.lowerBound))
                html += "<td colspan=\"\(group.count)\">\(text)</td>"
                continue
            }
            for index in group {
                let attribute = TableHTML.attribute(rows.columns[index].alignment)
                html += "<td\(attribute)>\(StyledTextHTML.render(rows.cell(row, index)))</td>"
            }
        }
        return html + "</tr>\n"
    }
}

/// Styled text as spans with classes.
enum StyledTextHTML {
    private static let classes: [(TextStyle, String)] = [
        (.bold, "b"), (.dim, "dim"), (.italic, "i"), (.underline, "u"),
        (.red, "red"), (.green, "green"), (.yellow, "yellow"), (.cyan, "cyan"),
    ]

    static func render(_ text: StyledText) -> String {
        text.runs.map { run in
            let names = classes.filter { run.style.contains($0.0) }.map(\.1)
            var html = HTMLText.escaped(run.text)
            if run.style.contains(.code) { html = "<code>\(html)</code>" }
            guard !names.isEmpty else { return html }
            return "<span class=\"\(names.joined(separator: " "))\">\(html)</span>"
        }.joined()
    }
}
