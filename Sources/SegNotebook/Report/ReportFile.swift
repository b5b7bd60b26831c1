import Foundation
import SegDiagnostics
import SegDisplay
import SegSyntax

/// Reports as files: the ending of the name says in which form.
enum ReportFile {
    enum Form {
        case html, markdown, jupyter, json

        /// E687 for an ending that says nothing.
        init(of path: String) throws(Failure) {
            switch URL(fileURLWithPath: path).pathExtension.lowercased() {
            case "html", "htm": self = .html
            case "md": self = .markdown
            case "ipynb": self = .jupyter
            case "json": self = .json
            default: throw Failure("E687", "\"\(path)\" ends in neither .html, .md, .ipynb nor .json")
            }
        }
    }

    /// Writes the report of a run, whole or not at all. E687 for an ending that says nothing.
    static func write(_ record: RunRecord, to path: String) throws(Failure) {
        switch try Form(of: path) {
        case .html: try AtomicFile.write(Data(ReportPage().render(ReportContent(record)).utf8), to: path)
        case .markdown: try AtomicFile.write(Data(ReportMarkdown().render(ReportContent(record)).utf8), to: path)
        case .jupyter: try AtomicFile.write(jupyter(record).data, to: path)
        case .json: try ResultsFile.write(record, to: path)
        }
    }

    /// The notebook with what its cells showed.
    private static func jupyter(_ record: RunRecord) -> JupyterNotebook {
        let file = SourceFile(name: record.header.notebook, text: record.header.source)
        let cells = Notebook.parse(file).tree.cells
        var records: [String: CellRecord] = [:]
        for cell in record.cells { records[cell.name] = cell }
        let terminal = DocumentTerminal(TerminalSettings(width: 100), tableRows: 50)
        return PortableNotebook(segnb: file).jupyter { index in
            guard cells.indices.contains(index), let cell = records[cells[index].name] else { return [] }
            let messages = cell.messages.map { message -> JupyterNotebook.Output in
                let text = message.rendered(colour: false)
                return message.severity == .error ? .failed(message.code, message.message, shown: text) : .printed(text + "\n", to: "stderr")
            }
            let skipped = cell.reason.map { [JupyterNotebook.Output.printed("\(cell.status.rawValue): \($0)\n", to: "stderr")] } ?? []
            guard !cell.output.blocks.isEmpty else { return messages + skipped }
            let html = DocumentHTML(prefix: cell.name).render(cell.output)
            return [.shown(plain: terminal.render(cell.output), html: html)] + messages
        }
    }
}
