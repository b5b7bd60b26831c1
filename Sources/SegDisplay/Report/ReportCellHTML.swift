/// One cell of a report: its head, code, output, errors.
struct ReportCellHTML {
    let cell: ReportCell
    let identifier: String
    let foldedLines: Int
    let tableRows: Int

    func render() -> String {
        let isProse = cell.status == .prose
        let content = isProse ? Markdown.html(cell.source) : head() + code() + results()
        return Markup.element(
            "section", ["class": isProse ? "prose" : "cell", "id": identifier], "\n" + content)
            + "\n"
    }

    private func head() -> String {
        let link = Markup.element("a", ["href": "#" + identifier], HTMLText.escaped(cell.name))
        var html = Markup.element("h2", link)
        if let text = cell.status.badge { html += ReportBadge.html(text, cell.status.style) }
        if let seconds = cell.seconds {
            html += Markup.element("span", ["class": "meta"], NumberText.seconds(seconds))
        }
        return Markup.element("div", ["class": "cellhead"], html) + "\n"
    }

    private func code() -> String {
        let source = Self.trimmed(cell.source)
        guard !source.isEmpty else { return "" }
        let code = Markup.element("code", CodeHTML(cell.language).render(source))
        let html = Markup.element("pre", ["class": "code"], code) + "\n"
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false).count
        guard lines > foldedLines else { return html }
        let summary = Markup.element("summary", "\(lines) lines of code")
        return Markup.element("details", summary + "\n" + html) + "\n"
    }

    private func results() -> String {
        var html = ""
        if let reason = cell.reason {
            html += Markup.element("p", ["class": "why"], HTMLText.escaped(reason)) + "\n"
        }
        html += DocumentHTML(prefix: identifier, tableRows: tableRows).render(cell.output)
        for diagnostic in cell.diagnostics {
            html += DocumentHTML.printed(diagnostic, style: "error")
        }
        return html
    }

    /// The source without empty lines before and after it.
    private static func trimmed(_ source: String) -> String {
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
        return lines.joined(separator: "\n")
    }
}

enum ReportBadge {
    static func html(_ text: String, _ style: String) -> String {
        Markup.element("span", ["class": "status " + style], HTMLText.escaped(text))
    }
}
