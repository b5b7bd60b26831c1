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
        let cached: Bool
        let seconds: Double
        let cpu_seconds: Double
        let peak_memory_bytes: Int?
        /// Models trained, and those that earlier runs had trained.
        let trained: Int
        let reused: Int
        let output: String
        let messages: [Message]
    }

    let version = 2
    /// The name of the run's record; absent where it isn't recorded.
    let run: String?
    let notebook: String
    let title: String
    let status: RunStatus
    let exit_code: Int32
    let started: String
    let seconds: Double
    let seed: Int
    let threads: Int
    let parameters: [String: String]
    let trained: Int
    let reused: Int
    let files: [FileFingerprint]
    let cells: [Cell]

    init(_ record: RunRecord) {
        let header = record.header
        run = header.id.isEmpty ? nil : header.id
        notebook = header.notebook
        title = header.title
        status = record.status
        exit_code = record.status.exitCode
        started = Timestamp.text(header.started)
        seconds = record.seconds
        seed = header.seed
        threads = header.threads
        parameters = Dictionary(header.parameters.map { ($0.name, $0.value) }) { $1 }
        trained = record.trained
        reused = record.reused
        files = Set(record.cells.flatMap(\.files)).sorted { $0.path < $1.path }
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
        cached = record.isCached
        seconds = record.seconds
        cpu_seconds = record.cpuSeconds
        peak_memory_bytes = record.peakMemory
        trained = record.trained
        reused = record.reused
        output = terminal.render(record.output)
        messages = record.messages.map { ResultsFile.Message($0) }
    }
}

extension ResultsFile.Message {
    init(_ message: RunMessage) {
        severity = message.severity.rawValue
        code = message.code
        self.message = message.message
        hint = message.hint
        place = message.place.map { ResultsFile.Place(file: $0.file, line: $0.line, column: $0.column) }
    }
}

/// Moments as text in UTC.
enum Timestamp {
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
