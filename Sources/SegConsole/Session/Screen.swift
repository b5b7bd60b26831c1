import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegVM
import Synchronization

/// Where a session writes: results on one stream, messages and progress on another, as they come.
///
/// Jobs that run in parallel may print too, so that it may be used from any thread.
public final class Screen: OutputSink, ProgressReceiver {
    private struct State {
        /// Printed text whose line has not ended yet.
        var line = ""
        var work: (name: String, task: ProgressTask)?
    }

    private let settings: @Sendable () -> TerminalSettings
    private let messagesInColour: Bool
    private let writeResult: @Sendable (String) -> Void
    private let writeMessage: @Sendable (String) -> Void
    private let progress: SegDisplay.Progress?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - settings: what the terminal can show, asked anew for each piece, since it may be
    ///   resized.
    ///   - result: takes results; whole lines, with their endings.
    ///   - message: takes errors and notes; whole lines, with their endings.
    ///   - progress: shows how far long work is; nil where nothing should.
    public init(
        settings: @escaping @Sendable () -> TerminalSettings, messagesInColour: Bool = false,
        result: @escaping @Sendable (String) -> Void, message: @escaping @Sendable (String) -> Void,
        progress: SegDisplay.Progress? = nil
    ) {
        self.settings = settings
        self.messagesInColour = messagesInColour
        writeResult = result
        writeMessage = message
        self.progress = progress
    }

    /// The process's standard streams; progress only where it can be redrawn.
    public static func standard() -> Screen {
        let isInteractive = TerminalSettings.isInteractive(fileDescriptor: STDERR_FILENO)
        return Screen(
            settings: { TerminalSettings.detected() },
            messagesInColour: TerminalSettings.detected(fileDescriptor: STDERR_FILENO).colour,
            result: { FileHandle.standardOutput.write(Data($0.utf8)) },
            message: { FileHandle.standardError.write(Data($0.utf8)) },
            progress: isInteractive ? SegDisplay.Progress() : nil)
    }

    /// The cells of a line.
    var width: Int { settings().width }

    // MARK: Results

    public func print(_ text: String, cell: String) {
        let whole = state.withLock { state in
            state.line += text
            guard let end = state.line.lastIndex(of: "\n") else { return "" }
            let whole = String(state.line[..<end])
            state.line = String(state.line[state.line.index(after: end)...])
            return text.isEmpty ? "" : whole + "\n"
        }
        if !whole.isEmpty { show(Document(text: String(whole.dropLast()))) }
    }

    public func display(_ value: Value, cell: String) { show(ValueDocument.of(value)) }

    /// Shows a document fitted to the terminal.
    public func show(_ document: Document) {
        endWork()
        writeResult(DocumentTerminal(settings()).render(document) + "\n")
    }

    /// Ends a line that was begun and takes progress away: an input is done.
    public func finish() {
        let rest = state.withLock { state in
            defer { state.line = "" }
            return state.line
        }
        if !rest.isEmpty { show(Document(text: rest)) }
        endWork()
        progress?.finish()
    }

    // MARK: Messages

    public func warn(_ diagnostic: Diagnostic) { report(diagnostic) }

    /// Shows an error or a warning. An input's source has its name already; only notebooks have
    /// cells.
    public func report(_ diagnostic: Diagnostic) {
        var shown = diagnostic
        if !(shown.span?.file.name.hasSuffix(".segnb") ?? false) { shown.cell = nil }
        say(DiagnosticRenderer(colour: messagesInColour).render(shown))
    }

    public func report(_ failure: Failure) {
        report(Diagnostic(code: failure.code, failure.message, hint: failure.hint))
    }

    /// Writes a line that is no result.
    public func say(_ text: String) {
        if let progress { progress.printAbove(text) } else { writeMessage(text + "\n") }
    }

    // MARK: Progress

    public func report(_ work: String, done: Int, of total: Int) {
        guard let progress else { return }
        state.withLock { state in
            if state.work?.name != work {
                state.work?.task.end()
                state.work = (work, progress.begin(work, total: total))
            }
            state.work?.task.update(completed: done, total: total)
        }
    }

    private func endWork() {
        state.withLock { state in
            state.work?.task.end()
            state.work = nil
        }
    }
}
