import SegDiagnostics
import SegDisplay
import SegSyntax

extension ReportContent {
    /// The report of a run: every cell of the notebook in order, with what became of it.
    public init(_ record: RunRecord) {
        let header = record.header
        let notebook = Notebook.parse(SourceFile(name: header.notebook, text: header.source)).tree
        var records: [String: CellRecord] = [:]
        for cell in record.cells { records[cell.name] = cell }
        self.init(
            title: header.title, notebook: header.notebook, status: Status(record.status),
            reason: Self.reason(record), started: Timestamp.text(header.started), seconds: record.seconds,
            parameters: header.parameters.map { Entry($0.name, $0.value) },
            cells: notebook.cells.compactMap { cell in ReportCell(cell, records[cell.name]) },
            provenance: Self.provenance(record))
    }

    private static func provenance(_ record: RunRecord) -> [Provenance] {
        let header = record.header
        var run = [
            Entry("segnb", header.version), Entry("libraries", record.libraries.joined(separator: ", ")), Entry("seed", String(header.seed)),
            Entry("threads", String(header.threads)), Entry("notebook", header.path),
        ]
        run.removeAll { $0.value.isEmpty }
        if !header.id.isEmpty { run.insert(Entry("run", header.id), at: 0) }
        if let resumed = header.resumes { run.append(Entry("goes on with", resumed)) }
        if record.trained + record.reused > 0 {
            run.append(Entry("models", "\(record.trained) trained, \(record.reused) from earlier runs"))
        }
        let files = Set(record.cells.flatMap(\.files)).filter { !$0.isAbsent }.sorted { $0.path < $1.path }
        let data = Provenance("Data read", files.map { Entry($0.path, String($0.digest.prefix(16))) })
        return [Provenance("This run", run)] + (files.isEmpty ? [] : [data])
    }

    private static func reason(_ record: RunRecord) -> String? {
        record.cells.first { $0.status != .done && $0.status != .skipped }.map { cell in
            let message = cell.reason ?? cell.messages.first { $0.severity == .error }?.message
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
        self.init(
            name: cell.name, status: record.isCached ? .cached : Status(record.status), source: cell.body,
            language: cell.kind == .sql ? .sql : cell.kind == .python ? .python : .segnb, seconds: record.seconds, reason: record.reason,
            output: record.output,
            diagnostics: record.messages.map { StyledText(ansi: $0.text) })
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
        case .running: self = .running
        case .notRun: self = .notRun
        }
    }
}
