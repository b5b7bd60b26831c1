import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegSyntax
import Synchronization

/// Shows a run on the terminal: output on standard output, progress and errors on standard error.
///
/// Progress is a tree in a terminal: the notebook with its cells done, the cell that runs, and the work within it, each with
/// the time that is left at the pace so far. A log gets a line now and then.
final class BatchObserver: RunObserver, ProgressReceiver {
    private let isQuiet: Bool
    private let saysWarnings: Bool
    private let terminal = DocumentTerminal(TerminalSettings.detected())
    private let errors = TerminalSettings.detected(fileDescriptor: STDERR_FILENO)
    /// How wide messages are; a log has the usual width.
    private var width: Int { isatty(STDERR_FILENO) == 1 ? errors.width : DiagnosticRenderer().width }
    private let progress: SegDisplay.Progress?
    private struct Tasks {
        var run: ProgressTask?
        var cellsDone = 0
        /// Of the cells that run.
        var cells: [String: ProgressTask] = [:]
        var work: (name: String, total: Int, task: ProgressTask, done: Int)?
    }

    private let tasks = Mutex(Tasks())
    private let announced = Mutex<String?>(nil)
    /// What is still to be said above the first message.
    private let heading: Mutex<String?>

    /// - Parameters:
    ///   - saysWarnings: by default where it isn't quiet.
    ///   - heading: what stands above the first message, where this is one run of several.
    ///   - notebook: the name under which the run's progress stands, and how many cells it has; nil for a program.
    init(isQuiet: Bool, saysWarnings: Bool? = nil, heading: String? = nil, notebook: (name: String, cells: Int)? = nil) {
        self.isQuiet = isQuiet
        self.saysWarnings = saysWarnings ?? !isQuiet
        self.heading = Mutex(heading)
        let progress = isQuiet ? nil : SegDisplay.Progress()
        self.progress = progress
        progress?.startTicking()
        if let progress, let notebook {
            tasks.withLock { $0.run = progress.begin(notebook.name, total: notebook.cells, isLogged: false) }
        }
    }

    func begins(_ cell: Cell) {
        announced.withLock { $0 = nil }
        guard let progress else { return }
        tasks.withLock { tasks in
            guard let run = tasks.run else { return }
            tasks.cells.updateValue(progress.begin(cell.name, under: run, isLogged: false), forKey: cell.name)?.end()
        }
    }

    func shows(_ piece: OutputPiece, in cell: String) {
        guard !isQuiet else { return }
        let isNew = announced.withLock { name in
            defer { name = cell }
            return name != cell
        }
        let heading = isNew ? "── \(cell) " + String(repeating: "─", count: max(2, min(40, terminal.settings.width - 4) - cell.count)) + "\n" : ""
        write(heading + terminal.render(piece.document) + "\n")
    }

    func ends(_ record: CellRecord) {
        tasks.withLock { tasks in
            tasks.work?.task.end()
            tasks.work = nil
            tasks.cells.removeValue(forKey: record.name)?.end()
            tasks.cellsDone += 1
            tasks.run?.update(completed: tasks.cellsDone)
        }
        // Where errors alone are asked for, warnings are in the results and the report.
        for message in record.messages where saysWarnings || message.severity == .error { say(message.rendered(colour: errors.colour, width: width)) }
        switch record.status {
        case .done, .failed, .expectationFailed, .running: break
        case .skipped, .notRun, .limit, .interrupted:
            let reason = record.reason.flatMap { $0 == record.status.rawValue ? nil : ", \($0)" } ?? ""
            say("cell \"\(record.name)\": \(record.status.rawValue)\(reason)")
        }
    }

    func report(_ work: String, done: Int, of total: Int) {
        guard let progress else { return }
        tasks.withLock { tasks in
            // Threads report as they come: a lower number may follow a higher one of the same work. Another total is other work, as
            // when early stopping has found how many rounds to train.
            let isSame = tasks.work.map { $0.name == work && $0.total == total && (done > 1 || $0.done < total) } ?? false
            if !isSame {
                tasks.work?.task.end()
                // Of several cells beside each other it can't be told whose work it is.
                let cell = tasks.cells.count == 1 ? tasks.cells.first?.value : nil
                tasks.work = (work, total, progress.begin(work, total: total, under: cell ?? tasks.run), 0)
            }
            let most = max(done, tasks.work?.done ?? 0)
            tasks.work?.done = most
            tasks.work?.task.update(completed: most, total: total)
        }
    }

    func note(_ line: String, of cell: String) { tasks.withLock { $0.cells[cell]?.note(line) } }

    func finish(seconds: Double) {
        tasks.withLock { tasks in
            tasks.work?.task.end()
            tasks.cells.values.forEach { $0.end() }
            tasks.run?.end()
            tasks = Tasks()
        }
        progress?.finish()
    }

    private func say(_ text: String) {
        let above = heading.withLock { heading in
            defer { heading = nil }
            return heading.map { "── \($0) ──\n" } ?? ""
        }
        if let progress { progress.printAbove(above + text) } else { Terminal.write(above + text) }
    }

    /// Output goes to another stream than progress: the bars make way for it.
    private func write(_ text: String) {
        guard let progress else { return StandardStream.output.write(text) }
        progress.makingWay { StandardStream.output.write(text) }
    }
}
