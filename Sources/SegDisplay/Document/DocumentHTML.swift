/// Turns a document into HTML for the body of a page; the page's style sheet is the report's.
public struct DocumentHTML: Sendable {
    /// The rows of a table that are shown at most.
    public let tableRows: Int
    /// What the identifiers of headings and plots begin with, so that they are unique on a page.
    public let prefix: String

    public init(prefix: String = "doc", tableRows: Int = 20) {
        self.prefix = prefix
        self.tableRows = tableRows
    }

    public func render(_ document: Document) -> String {
        document.blocks.enumerated().map { render($1, index: $0) }.joined()
    }

    private func render(_ block: Document.Block, index: Int) -> String {
        switch block {
        case .heading(let text, let level):
            let level = min(6, max(1, level))
            return "<h\(level)>\(HTMLText.escaped(text))</h\(level)>\n"
        case .paragraph(let text): return "<p>\(StyledTextHTML.render(text))</p>\n"
        case .preformatted(let text):
            return "<pre class=\"out\" tabindex=\"0\">\(StyledTextHTML.render(text))</pre>\n"
        case .table(let preview): return TableHTML(rows: tableRows).render(preview)
        case .rows(let rows): return AlignedRowsHTML().render(rows)
        case .plot(let plot):
            let svg = PlotSVG(identifier: "\(prefix)-plot\(index)").render(plot)
            return "<figure class=\"plot\">\(svg)</figure>\n"
        case .keyValues(let pairs): return keyValues(pairs)
        case .list(let items):
            let html = items.map { "<li>\(StyledTextHTML.render($0))</li>" }.joined()
            return "<ul>\(html)</ul>\n"
        case .markdown(let source): return Markdown.html(source)
        }
    }

    private func keyValues(_ pairs: [Document.KeyValue]) -> String {
        let html = pairs.map { pair in
            let lines = pair.value.lines.map { StyledTextHTML.render($0) }.joined(separator: "<br>")
            return "<dt>\(StyledTextHTML.render(pair.key))</dt><dd>\(lines)</dd>\n"
        }
        return "<dl class=\"kv\">\n\(html.joined())</dl>\n"
    }
}
