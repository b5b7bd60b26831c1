/// One self-contained page of a run: it needs neither the network nor JavaScript.
public struct ReportPage: Sendable {
    /// Code of more lines than this is folded away.
    public let foldedLines: Int
    /// The rows of a table that are shown at most.
    public let tableRows: Int

    public init(foldedLines: Int = 24, tableRows: Int = 20) {
        self.foldedLines = foldedLines
        self.tableRows = tableRows
    }

    /// The whole file as text.
    public func render(_ content: ReportContent) -> String {
        let names = CellNames(content.cells)
        var html = head(content)
        html += "<header>\n<h1>\(HTMLText.escaped(content.title))</h1>\n" + summary(content)
        html += contents(content, names) + "</header>\n<main>\n"
        for (index, cell) in content.cells.enumerated() {
            html += ReportCellHTML(
                cell, identifier: names.identifiers[index], foldedLines: foldedLines, tableRows: tableRows
            ).render()
        }
        html += "</main>\n" + provenance(content)
        return html + "</body>\n</html>\n"
    }

    private func head(_ content: ReportContent) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="generator" content="segnb">
        <title>\(HTMLText.escaped(content.title))</title>
        <style>
        \(ReportStyle.css)</style>
        </head>
        <body>

        """
    }

    private func summary(_ content: ReportContent) -> String {
        var facts = ["<span class=\"status \(content.status.style)\">\(content.status.text)</span>"]
        facts.append("<code>\(HTMLText.escaped(content.notebook))</code>")
        if let seconds = content.seconds { facts.append(NumberText.seconds(seconds)) }
        if let started = content.started { facts.append(HTMLText.escaped(started)) }
        var html = "<p class=\"meta\">\(facts.joined(separator: " · "))</p>\n"
        if let reason = content.reason { html += "<p class=\"why \(content.status.style)\">\(HTMLText.escaped(reason))</p>\n" }
        let counts = ReportCell.Status.counted.compactMap { status, word -> String? in
            let count = content.cells.count { $0.status == status }
            return count > 0 ? "\(count) \(word)" : nil
        }
        if !counts.isEmpty { html += "<p class=\"meta\">Cells: \(counts.joined(separator: ", "))</p>\n" }
        guard !content.parameters.isEmpty else { return html }
        return html + "<div class=\"summary\">\(Self.entries(content.parameters))</div>\n"
    }

    private func contents(_ content: ReportContent, _ names: CellNames) -> String {
        guard content.cells.count > 1 else { return "" }
        let items = content.cells.indices.map { index in
            let mark = content.cells[index].status.mark
            let text = HTMLText.escaped(names.titles[index])
            return "<li><a href=\"#\(names.identifiers[index])\">\(text)</a>\(mark)</li>\n"
        }
        return "<nav aria-label=\"Contents\"><ol>\n\(items.joined())</ol></nav>\n"
    }

    private func provenance(_ content: ReportContent) -> String {
        guard !content.provenance.isEmpty else { return "" }
        let parts = content.provenance.map { part in
            "<h3>\(HTMLText.escaped(part.title))</h3>\n" + Self.entries(part.entries)
        }
        return "<footer>\n<h2 id=\"provenance\">Provenance</h2>\n\(parts.joined())</footer>\n"
    }

    private static func entries(_ entries: [ReportContent.Entry]) -> String {
        let html = entries.map { entry in
            "<dt>\(HTMLText.escaped(entry.name))</dt><dd>\(HTMLText.escaped(entry.value))</dd>\n"
        }
        return "<dl class=\"kv\">\n\(html.joined())</dl>\n"
    }
}

/// Titles and unique identifiers of the cells of a page.
private struct CellNames {
    let titles: [String]
    let identifiers: [String]

    init(_ cells: [ReportCell]) {
        titles = cells.map { cell in
            cell.status == .prose ? Markdown.firstHeading(cell.source) ?? cell.name : cell.name
        }
        var used: Set<String> = ["provenance"]
        identifiers = cells.enumerated().map { index, cell in
            let wanted = HTMLText.identifier(cell.name, fallback: "cell-\(index + 1)")
            let unique = used.insert(wanted).inserted ? wanted : "\(wanted)--\(index + 1)"
            used.insert(unique)
            return unique
        }
    }
}
