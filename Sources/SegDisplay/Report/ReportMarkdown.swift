/// A report as one Markdown file.
public struct ReportMarkdown: Sendable {
    public init() {}

    /// The whole file as text.
    public func render(_ content: ReportContent) -> String {
        var parts = ["# \(DocumentMarkdown.escaped(content.title))", summary(content)]
        if !content.parameters.isEmpty { parts.append(entries(content.parameters)) }
        parts += content.cells.map(cell)
        for part in content.provenance { parts += ["## \(DocumentMarkdown.escaped(part.title))", entries(part.entries)] }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func summary(_ content: ReportContent) -> String {
        let facts = [
            content.status.text, content.notebook, content.seconds.map(NumberText.seconds) ?? "",
            content.started ?? "", content.reason ?? "",
        ]
        return facts.filter { !$0.isEmpty }.map(DocumentMarkdown.escaped).joined(separator: " · ")
    }

    private func entries(_ entries: [ReportContent.Entry]) -> String {
        DocumentMarkdown().render(
            Document([.keyValues(entries.map { Document.KeyValue(StyledText($0.name), StyledText($0.value)) })])
        ).trimmed
    }

    private func cell(_ cell: ReportCell) -> String {
        if cell.status == .prose { return cell.source.trimmed }
        var parts = ["## \(DocumentMarkdown.escaped(cell.name))\(cell.status.badge.map { " (\($0))" } ?? "")"]
        let language = cell.language == .plain ? "" : cell.language.rawValue
        if !cell.source.trimmed.isEmpty { parts.append(DocumentMarkdown.fenced(cell.source.trimmed, language: language)) }
        if let reason = cell.reason { parts.append("*\(DocumentMarkdown.escaped(reason))*") }
        parts.append(DocumentMarkdown().render(cell.output).trimmed)
        parts += cell.diagnostics.map { DocumentMarkdown.fenced(DocumentMarkdown.plain($0)) }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}

extension String {
    /// Without white space and empty lines at both ends.
    var trimmed: String {
        var rest = self[...]
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        while let first = rest.first, first.isNewline { rest.removeFirst() }
        return String(rest)
    }
}
