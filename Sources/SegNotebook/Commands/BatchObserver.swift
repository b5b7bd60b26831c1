import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegSyntax
import Synchronization

/// Shows a run on the terminal: output on standard output, progress and errors on standard error.
final class BatchObserver: RunObserver, ProgressReceiver {
    private let isQuiet: Bool
    private let terminal = DocumentTerminal(TerminalSettings.detected())
    private let colour = TerminalSettings.detected(fileDescriptor: STDERR_FILENO).colour
    private let progress: SegDisplay.Progress?
    private let work = Mutex<(name: String, task: ProgressTask)?>(nil)
    private let announced = Mutex<String?>(nil)

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        progress = isQuiet ? nil : SegDisplay.Progress()
    }

    func begins(_ cell: Cell) { announced.withLock { $0 = nil } }

    func shows(_ piece: Document, in cell: String) {
        guard !isQuiet else { return }
        let isNew = announced.withLock { name in
            defer { name = cell }
            return name != cell
        }
        let heading = isNew ? "── \(cell) " + String(repeating: "─", count: max(2, 40 - cell.count)) + "\n" : ""
        write(heading + terminal.render(piece) + "\n")
    }

    func ends(_ record: CellRecord) {
        endWork()
        for message in record.messages { say(message.rendered(colour: colour)) }
        switch record.status {
        case .done, .failed, .expectationFailed: break
        case .skipped, .notRun, .limit, .interrupted:
            let reason = record.reason.flatMap { $0 == record.status.rawValue ? nil : ", \($0)" } ?? ""
            say("cell \"\(record.name)\": \(record.status.rawValue)\(reason)")
        }
    }

    func report(_ work: String, done: Int, of total: Int) {
        guard let progress else { return }
        self.work.withLock { current in
            if current?.name != work || done == 1 {
                current?.task.end()
                current = (work, progress.begin(work, total: total))
            }
            current?.task.update(completed: done, total: total)
        }
    }

    func finish(seconds: Double) {
        endWork()
        progress?.finish()
    }

    private func endWork() {
        work.withLock { current in
            current?.task.end()
            current = nil
        }
    }

    private func say(_ text: String) {
        if let progress { progress.printAbove(text) } else { Terminal.write(text) }
    }

    private func write(_ text: String) {
        endWork()
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
