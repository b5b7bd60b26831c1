import Foundation
import SegDiagnostics
import SegDisplay

/// The machine-readable account of a run, `--results out.json`; the schema is in `docs/results.md`.
struct ResultsFile: Encodable {
    struct Place: Encodable {
        let file: String
        let line: Int
        let column: Int
    }

    struct Message: Encodable {
        let severity: String
        let code: String
        let message: String
        let hint: String?
        let place: Place?
    }

    struct Cell: Encodable {
        let name: String
        let kind: String
        let status: CellStatus
        let reason: String?
        let seconds: Double
        let peak_memory_bytes: Int?
        let output: String
        let messages: [Message]
    }

    let version = 1
    let notebook: String
    let title: String
    let status: RunStatus
    let exit_code: Int32
    let started: String
    let seconds: Double
    let seed: Int
    let threads: Int
    let parameters: [String: String]
    let cells: [Cell]

    init(_ record: RunRecord) {
        notebook = record.notebook
        title = record.title
        status = record.status
        exit_code = record.status.exitCode
        started = Timestamp.text(record.started)
        seconds = record.seconds
        seed = record.seed
        threads = record.threads
        parameters = Dictionary(record.parameters.map { ($0.name, $0.value) }) { $1 }
        let terminal = DocumentTerminal(TerminalSettings(width: 100), tableRows: 50)
        cells = record.cells.map { Cell($0, terminal) }
    }

    /// Writes the file whole or not at all.
    static func write(_ record: RunRecord, to path: String) throws(Failure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(ResultsFile(record)) else {
            throw Failure("E606", "the results can't be written as JSON")
        }
        try AtomicFile.write(data, to: path)
    }
}

extension ResultsFile.Cell {
    init(_ record: CellRecord, _ terminal: DocumentTerminal) {
        name = record.name
        kind = record.kind
        status = record.status
        reason = record.reason
        seconds = record.seconds
        peak_memory_bytes = record.peakMemory
        output = terminal.render(record.output)
        messages = record.diagnostics.map(ResultsFile.Message.init)
    }
}

extension ResultsFile.Message {
    init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity.rawValue
        code = diagnostic.code
        message = diagnostic.message
        hint = diagnostic.hint
        place = diagnostic.span.map { span in
            let position = span.file.position(of: span.range.lowerBound)
            return ResultsFile.Place(file: span.file.name, line: position.line, column: position.column)
        }
    }
}

/// Moments as text in UTC.
enum Timestamp {
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
