import SegDiagnostics
import SegDisplay
import SegSyntax

extension ReportContent {
    /// The report of a run: every cell of the notebook in order, with what became of it.
    public init(_ record: RunRecord, notebook: Notebook) {
        var records: [String: CellRecord] = [:]
        for cell in record.cells { records[cell.name] = cell }
        self.init(
            title: record.title, notebook: record.notebook, status: Status(record.status),
            reason: Self.reason(record), started: Timestamp.text(record.started), seconds: record.seconds,
            parameters: record.parameters.map { Entry($0.name, $0.value) },
            cells: notebook.cells.compactMap { cell in ReportCell(cell, records[cell.name]) },
            provenance: [
                Provenance(
                    "This run",
                    [
                        Entry("segnb", Product.version), Entry("seed", String(record.seed)),
                        Entry("threads", String(record.threads)), Entry("notebook", record.notebook),
                    ])
            ])
    }

    private static func reason(_ record: RunRecord) -> String? {
        record.cells.first { $0.status != .done && $0.status != .skipped }.map { cell in
            let message = cell.reason ?? cell.diagnostics.first { $0.severity == .error }?.message
            return "cell \"\(cell.name)\"" + (message.map { ": \($0)" } ?? "")
        }
    }
}

extension ReportContent.Status {
    init(_ status: RunStatus) {
        switch status {
        case .done: self = .done
        case .failed, .refused: self = .failed
        case .expectationFailed: self = .expectationFailed
        case .limit: self = .limit
        case .interrupted: self = .interrupted
        }
    }
}

extension ReportCell {
    /// Nil for a cell without content.
    fileprivate init?(_ cell: Cell, _ record: CellRecord?) {
        if cell.kind == .md {
            self.init(name: cell.name, status: .prose, source: cell.body, language: .plain)
            return
        }
        guard let record else { return nil }
        let renderer = DiagnosticRenderer(colour: true)
        self.init(
            name: cell.name, status: Status(record.status), source: cell.body,
            language: cell.kind == .sql ? .sql : .segnb, seconds: record.seconds, reason: record.reason,
            output: record.output,
            diagnostics: record.diagnostics.map { StyledText(ansi: renderer.render($0)) })
    }
}

extension ReportCell.Status {
    fileprivate init(_ status: CellStatus) {
        switch status {
        case .done: self = .done
        case .failed: self = .failed
        case .skipped: self = .skipped
        case .interrupted: self = .interrupted
        case .limit: self = .limit
        case .expectationFailed: self = .expectationFailed
        case .notRun: self = .notRun
        }
    }
}
