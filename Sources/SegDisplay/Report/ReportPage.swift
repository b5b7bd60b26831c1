/// One self-contained page of a run: it needs neither the network nor JavaScript, though with the latter its
/// tables can be sorted.
public struct ReportPage: Sendable {
    /// Code of more lines than this is folded away.
    public let foldedLines: Int
    /// The rows of a table that are shown at most.
    public let tableRows: Int

    /// A renderer with limits to what is shown at once.
    public init(foldedLines: Int = 24, tableRows: Int = 20) {
        self.foldedLines = foldedLines
        self.tableRows = tableRows
    }

    /// The whole file as text.
    public func render(_ content: ReportContent) -> String {
        let names = ReportCellNames(content.cells)
        let title = Markup.element("h1", HTMLText.escaped(content.title)) + "\n"
        let header = title + summary(content) + contents(content, names)
        let cells = zip(content.cells, names.identifiers).map { cell, identifier in
            ReportCellHTML(
                cell: cell, identifier: identifier, foldedLines: foldedLines, tableRows: tableRows
            ).render()
        }
        let body =
            Markup.element("header", "\n" + header) + "\n"
            + Markup.element("main", "\n" + cells.joined()) + "\n" + provenance(content)
            + "<script>\(ReportScript.source)</script>\n"
        let page =
            Markup.element("head", "\n" + head(content)) + "\n"
            + Markup.element("body", "\n" + body)
        return "<!DOCTYPE html>\n" + Markup.element("html", ["lang": "en"], "\n" + page) + "\n"
    }

    /// The policy lets a browser load nothing but the page itself.
    private func head(_ content: ReportContent) -> String {
        let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \(ReportScript.policy)"
        return """
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="generator" content="segnb">
            <title>\(HTMLText.escaped(content.title))</title>
            <style>
            \(ReportStyle.css)</style>

            """
    }

    private func summary(_ content: ReportContent) -> String {
        var facts = [ReportBadge.html(content.status.text, content.status.style)]
        facts.append(Markup.element("code", HTMLText.escaped(content.notebook)))
        if let seconds = content.seconds { facts.append(NumberText.seconds(seconds)) }
        if let started = content.started { facts.append(HTMLText.escaped(started)) }
        var html = Self.line(facts.joined(separator: " · "))
        if let reason = content.reason {
            let style = "why " + content.status.style
            html += Markup.element("p", ["class": style], HTMLText.escaped(reason)) + "\n"
        }
        html += counts(content)
        guard !content.parameters.isEmpty else { return html }
        return html + Markup.element("div", ["class": "summary"], Self.entries(content.parameters))
    }

    private func counts(_ content: ReportContent) -> String {
        let counts = ReportCell.Status.counted.compactMap { status, word -> String? in
            let count = content.cells.count { $0.status == status }
            return count > 0 ? "\(count) \(word)" : nil
        }
        return counts.isEmpty ? "" : Self.line("Cells: " + counts.joined(separator: ", "))
    }

    private func contents(_ content: ReportContent, _ names: ReportCellNames) -> String {
        guard content.cells.count > 1 else { return "" }
        let items = content.cells.indices.map { index in
            let status = content.cells[index].status
            let mark =
                status.isNoteworthy
                ? " " + Markup.element("span", ["class": status.style], status.badge ?? "") : ""
            let link = Markup.element(
                "a", ["href": "#" + names.identifiers[index]],
                HTMLText.escaped(names.titles[index]))
            return Markup.element("li", link + mark) + "\n"
        }
        let list = Markup.element("ol", "\n" + items.joined())
        return Markup.element("nav", ["aria-label": "Contents"], list) + "\n"
    }

    private func provenance(_ content: ReportContent) -> String {
        guard !content.provenance.isEmpty else { return "" }
        let parts = content.provenance.map { part in
            Markup.element("h3", HTMLText.escaped(part.title)) + "\n" + Self.entries(part.entries)
        }
        let title = Markup.element("h2", ["id": "provenance"], "Provenance") + "\n"
        return Markup.element("footer", "\n" + title + parts.joined()) + "\n"
    }

    private static func line(_ html: String) -> String {
        Markup.element("p", ["class": "meta"], html) + "\n"
    }

    private static func entries(_ entries: [ReportContent.Entry]) -> String {
        DocumentHTML.definitions(
            entries.map { (HTMLText.escaped($0.name), HTMLText.escaped($0.value)) })
    }
}

/// Titles and unique identifiers of the cells of a page.
private struct ReportCellNames {
    let titles: [String]
    let identifiers: [String]

    init(_ cells: [ReportCell]) {
        titles = cells.map { cell in
            let heading = cell.status == .prose ? Markdown.firstHeading(cell.source) : nil
            return heading ?? cell.name
        }
        var used: Set<String> = ["provenance"]
        var identifiers: [String] = []
        for (index, cell) in cells.enumerated() {
            let wanted = HTMLText.identifier(cell.name, fallback: "cell-\(index + 1)")
            var unique = wanted
            while !used.insert(unique).inserted { unique += "--\(index + 1)" }
            identifiers.append(unique)
        }
        self.identifiers = identifiers
    }
}
