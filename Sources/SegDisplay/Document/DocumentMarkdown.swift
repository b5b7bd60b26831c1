import Foundation

/// Turns a document into Markdown: tables with pipes, plots as they are drawn in a terminal.
public struct DocumentMarkdown: Sendable {
    /// The rows of a table that are shown at most.
    public let tableRows: Int

    public init(tableRows: Int = 20) { self.tableRows = tableRows }

    /// The document, each block followed by an empty line.
    public func render(_ document: Document) -> String {
        document.blocks.map { block($0) + "\n\n" }.joined()
    }

    private func block(_ block: Document.Block) -> String {
        switch block {
        case .heading(let text, let level): String(repeating: "#", count: min(6, max(1, level) + 2)) + " " + Self.escaped(text)
        case .paragraph(let text): Self.escaped(Self.plain(text))
        case .preformatted(let text): Self.fenced(Self.plain(text))
        case .table(let preview): table(preview)
        case .rows(let rows): self.rows(rows)
        case .plot(let plot): Self.fenced(PlotTerminal(TerminalSettings(width: 78)).lines(plot).joined(separator: "\n"))
        case .image(let picture): "![figure](data:image/png;base64,\(Data(picture.png).base64EncodedString()))"
        case .page(_, let text): Self.fenced(text)
        case .keyValues(let pairs):
            pairs.map { "- **\(Self.cell(Self.plain($0.key)))**: \(Self.cell(Self.plain($0.value)))" }.joined(separator: "\n")
        case .list(let items): items.map { "- " + Self.cell(Self.plain($0)) }.joined(separator: "\n")
        case .markdown(let source): source
        case .aside(let title, let content): "**\(Self.escaped(title))**\n\n" + render(content)
        }
    }

    private func table(_ preview: TablePreview) -> String {
        let shown = preview.limited(to: tableRows)
        let count = shown.head + shown.tail
        var lines = (0..<count).map { row in
            shown.columns.map { column in
                column.cells.indices.contains(row) ? column.cells[row] ?? "" : ""
            }
        }
        if shown.hidden > 0 {
            lines.insert(["… \(NumberText.grouped(shown.hidden)) more rows"], at: min(shown.head, lines.count))
        }
        return Self.pipes(shown.columns.map { ($0.name, $0.alignment) }, lines) + "\n\n" + Self.escaped(preview.countLine)
    }

    private func rows(_ rows: AlignedRows) -> String {
        let lines = rows.rows.indices.map { row in
            rows.columns.indices.map { Self.plain(rows.cell(row, $0)) }
        }
        let table = Self.pipes(rows.columns.map { ($0.title, $0.alignment) }, lines)
        let notes = rows.notes.map { Self.escaped(Self.plain($0)) }.joined(separator: "\n\n")
        return notes.isEmpty ? table : table + "\n\n" + notes
    }

    private static func pipes(_ columns: [(title: String, alignment: TextAlignment)], _ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.map(cell).joined(separator: " | ") + " |" }
        let rules = columns.map { TableHTML.style($0.alignment) == "n" ? "--:" : "---" }
        let width = columns.count
        let body = rows.map { row in line(Array((row + Array(repeating: "", count: width)).prefix(width))) }
        return ([line(columns.map(\.title)), "| " + rules.joined(separator: " | ") + " |"] + body).joined(separator: "\n")
    }

    /// A fence longer than any in the text.
    static func fenced(_ text: String, language: String = "") -> String {
        var fence = "```"
        while text.contains(fence) { fence += "`" }
        return "\(fence)\(language)\n\(text)\n\(fence)"
    }

    static func plain(_ text: StyledText) -> String { text.runs.map(\.text).joined() }

    /// A cell of a table is one line.
    private static func cell(_ text: String) -> String {
        escaped(text).replacing("|", with: "\\|").replacing("\n", with: "<br>")
    }

    /// Text that Markdown leaves as it is.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\`*_<>#[]".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
