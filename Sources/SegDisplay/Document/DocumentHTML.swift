import Foundation
/// Turns a document into HTML for the body of a page; the page's style sheet is the report's.
public struct DocumentHTML: Sendable {
    /// The rows of a table that are shown at most.
    public let tableRows: Int
    /// What the identifiers of headings and plots begin with, so that they are unique on a page.
    public let prefix: String

    /// A renderer whose identifiers begin with `prefix`.
    public init(prefix: String = "doc", tableRows: Int = 20) {
        self.prefix = prefix
        self.tableRows = tableRows
    }

    /// The document as elements for the body of a page.
    public func render(_ document: Document) -> String {
        document.blocks.enumerated().map { render($1, index: $0) }.joined()
    }

    private func render(_ block: Document.Block, index: Int) -> String {
        switch block {
        case .heading(let text, let level):
            Markup.element("h\(min(6, max(1, level)))", HTMLText.escaped(text)) + "\n"
        case .paragraph(let text): Markup.element("p", StyledTextHTML.render(text)) + "\n"
        case .preformatted(let text): Self.printed(text, style: "out")
        case .table(let preview): TableHTML(rows: tableRows).render(preview)
        case .rows(let rows): AlignedRowsHTML().render(rows)
        case .plot(let plot): figure(plot, index: index)
        case .keyValues(let pairs): keyValues(pairs)
        case .list(let items):
            Markup.element(
                "ul", items.map { Markup.element("li", StyledTextHTML.render($0)) }.joined()) + "\n"
        case .page(let html, _):
            Markup.element("div", ["class": SafeStyle.scope], SafeHTML.of(html)) + "\n"
        case .image(let picture):
            Markup.element(
                "figure", ["class": "plot"],
                "<img alt=\"figure\" style=\"max-width:100%\" src=\"data:image/png;base64,"
                    + Data(picture.png).base64EncodedString() + "\">") + "\n"
        case .markdown(let source): Markdown.html(source)
        case .aside(let title, let content):
            Markup.element(
                "details",
                Markup.element("summary", HTMLText.escaped(title)) + "\n"
                    + DocumentHTML(prefix: "\(prefix)-aside\(index)", tableRows: tableRows).render(content)) + "\n"
        }
    }

    /// Text whose lines stand; long ones scroll within it.
    static func printed(_ text: StyledText, style: String) -> String {
        let html = StyledTextHTML.render(text)
        return Markup.element("pre", ["class": style, "tabindex": "0"], html) + "\n"
    }

    /// A list of names with their values, both markup.
    static func definitions(_ pairs: [(name: String, value: String)]) -> String {
        let items = pairs.map { pair in
            Markup.element("dt", pair.name) + Markup.element("dd", pair.value) + "\n"
        }
        return Markup.element("dl", ["class": "kv"], "\n" + items.joined()) + "\n"
    }

    private func figure(_ plot: Plot, index: Int) -> String {
        let svg = PlotSVG(identifier: "\(prefix)-plot\(index)").render(plot)
        return Markup.element("figure", ["class": "plot"], svg) + "\n"
    }

    private func keyValues(_ pairs: [Document.KeyValue]) -> String {
        Self.definitions(
            pairs.map { pair in
                let lines = pair.value.lines.map { StyledTextHTML.render($0) }
                return (StyledTextHTML.render(pair.key), lines.joined(separator: "<br>"))
            })
    }
}
