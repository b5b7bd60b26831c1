import Foundation
import SegDisplay
import SegLibrary
import SegSyntax
import Synchronization

/// `--events`: one JSON object a line on standard output, as things happen; the schema is in
/// `docs/results.md`.
final class EventObserver: RunObserver, ProgressReceiver {
    private struct Event: Encodable {
        let event: String
        /// Seconds since 1970.
        let at: Double
        var run: String?
        var notebook: String?
        var cell: String?
        var status: CellStatus?
        var reason: String?
        var cached: Bool?
        var seconds: Double?
        var trained: Int?
        var reused: Int?
        var output: String?
        var messages: [ResultsFile.Message]?
        var work: String?
        var done: Int?
        var total: Int?

        init(_ event: String) {
            self.event = event
            at = Date().timeIntervalSince1970
        }
    }

    private let terminal = DocumentTerminal(TerminalSettings(width: 100), tableRows: 50)
    private let lines = Mutex<Void>(())

    init(_ header: RunHeader) {
        var event = Event("run_began")
        event.run = header.id
        event.notebook = header.notebook
        write(event)
    }

    func begins(_ cell: Cell) {
        var event = Event("cell_began")
        event.cell = cell.name
        write(event)
    }

    func shows(_ piece: OutputPiece, in cell: String) {
        var event = Event("output")
        event.cell = cell
        event.output = terminal.render(piece.document)
        write(event)
    }

    func ends(_ record: CellRecord) {
        var event = Event("cell_ended")
        event.cell = record.name
        event.status = record.status
        event.reason = record.reason
        event.cached = record.isCached
        event.seconds = record.seconds
        event.trained = record.trained
        event.reused = record.reused
        event.messages = record.messages.map { ResultsFile.Message($0) }
        write(event)
    }

    func report(_ work: String, done: Int, of total: Int) {
        var event = Event("progress")
        (event.work, event.done, event.total) = (work, done, total)
        write(event)
    }

    func finish(seconds: Double) {
        var event = Event("run_ended")
        event.seconds = seconds
        write(event)
    }

    /// Progress comes from any thread.
    private func write(_ event: Event) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var line = try? encoder.encode(event) else { return }
        line.append(UInt8(ascii: "\n"))
        lines.withLock { _ in StandardStream.output.write(bytes: Array(line)) }
    }
}
