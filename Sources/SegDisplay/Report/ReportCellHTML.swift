/// One cell of a report: its head, code, output, errors.
struct ReportCellHTML {
    let cell: ReportCell
    let identifier: String
    let foldedLines: Int
    let tableRows: Int

    init(_ cell: ReportCell, identifier: String, foldedLines: Int, tableRows: Int) {
        self.cell = cell
        self.identifier = identifier
        self.foldedLines = foldedLines
        self.tableRows = tableRows
    }

    func render() -> String {
        if cell.status == .prose {
            return "<section class=\"prose\" id=\"\(identifier)\">\n\(Markdown.html(cell.source))</section>\n"
        }
        var html = "<section class=\"cell\" id=\"\(identifier)\">\n" + head() + code()
        if let reason = cell.reason { html += "<p class=\"why\">\(HTMLText.escaped(reason))</p>\n" }
        html += DocumentHTML(prefix: identifier, tableRows: tableRows).render(cell.output)
        for diagnostic in cell.diagnostics {
            html += "<pre class=\"error\" tabindex=\"0\">\(StyledTextHTML.render(diagnostic))</pre>\n"
        }
        return html + "</section>\n"
    }

    private func head() -> String {
        var html = "<div class=\"cellhead\"><h2><a href=\"#\(identifier)\">"
        html += HTMLText.escaped(cell.name) + "</a></h2>"
        if let text = cell.status.badge {
            html += "<span class=\"status \(cell.status.style)\">\(text)</span>"
        }
        if let seconds = cell.seconds { html += "<span class=\"meta\">\(NumberText.seconds(seconds))</span>" }
        return html + "</div>\n"
    }

    private func code() -> String {
        let source = Self.trimmed(cell.source)
        guard !source.isEmpty else { return "" }
        let pre = "<pre class=\"code\"><code>\(CodeHTML(cell.language).render(source))</code></pre>\n"
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false).count
        guard lines > foldedLines else { return pre }
        return "<details><summary>\(lines) lines of code</summary>\n\(pre)</details>\n"
    }

    private static func trimmed(_ source: String) -> String {
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
        return lines.joined(separator: "\n")
    }
}

extension ReportCell.Status {
    /// The statuses that the summary counts, in its order, with their words.
    static let counted: [(ReportCell.Status, String)] = [
        (.done, "done"), (.cached, "from the cache"), (.failed, "failed"),
        (.expectationFailed, "with a failed expectation"), (.limit, "stopped by a limit"),
        (.interrupted, "interrupted"), (.skipped, "skipped"), (.notRun, "not run"),
    ]

    /// What the head of the cell says; nothing for the usual.
    var badge: String? {
        switch self {
        case .done, .prose: nil
        case .cached: "cached"
        case .failed: "failed"
        case .expectationFailed: "expectation failed"
        case .limit: "limit"
        case .interrupted: "interrupted"
        case .skipped: "skipped"
        case .notRun: "not run"
        }
    }

    var style: String {
        switch self {
        case .done: "green"
        case .failed, .expectationFailed, .limit: "red"
        case .skipped, .interrupted: "yellow"
        case .cached, .notRun, .prose: "dim"
        }
    }

    /// A mark after the name in the table of contents.
    var mark: String {
        switch self {
        case .done, .cached, .prose: ""
        case .failed, .expectationFailed, .limit, .skipped, .interrupted, .notRun:
            " <span class=\"\(style)\">\(badge ?? "")</span>"
        }
    }
}

extension ReportContent.Status {
    var text: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .expectationFailed: "expectation failed"
        case .limit: "limit reached"
        case .interrupted: "interrupted"
        case .running: "running"
        }
    }

    var style: String {
        switch self {
        case .done: "green"
        case .failed, .expectationFailed, .limit: "red"
        case .interrupted, .running: "yellow"
        }
    }
}
