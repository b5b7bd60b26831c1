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
        var text = PrintedText()
        var work: (name: String, task: ProgressTask)?
        var settings = ConsoleSettings()
        /// How the terminal was before code began to ask for a line; nil: it doesn't ask.
        var asked: termios?
        var isAsking: Bool { if case .some = asked { true } else { false } }
    }

    private let detected: @Sendable () -> TerminalSettings
    private let messagesInColour: Bool
    private let writeResult: @Sendable (String) -> Void
    private let writeMessage: @Sendable (String) -> Void
    private let progress: SegDisplay.Progress?
    /// Whether it is a terminal on which pages can be turned.
    private let isTerminal: Bool
    /// What images are drawn; nil: it is no terminal.
    let images: ImageTerminal?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - settings: what the terminal can show, asked anew for each piece, since it may be
    ///   resized.
    ///   - result: takes results; whole lines, with their endings.
    ///   - message: takes errors and notes; whole lines, with their endings.
    ///   - progress: shows how far long work is; nil where nothing should.
    ///   - isTerminal: whether pages can be turned.
    ///   - images: finds out which images may be drawn; nil: none.
    public init(
        settings: @escaping @Sendable () -> TerminalSettings, messagesInColour: Bool = false,
        result: @escaping @Sendable (String) -> Void, message: @escaping @Sendable (String) -> Void,
        progress: SegDisplay.Progress? = nil, isTerminal: Bool = false, images: ImageTerminal? = nil
    ) {
        self.isTerminal = isTerminal
        self.images = images
        detected = settings
        self.messagesInColour = messagesInColour
        writeResult = result
        writeMessage = message
        self.progress = progress
    }

    /// The process's standard streams; progress only where it can be redrawn.
    public static func standard() -> Screen {
        let isInteractive = TerminalSettings.isInteractive(fileDescriptor: STDERR_FILENO)
        let isTerminal = TerminalSettings.isInteractive(fileDescriptor: STDOUT_FILENO)
        return Screen(
            settings: { TerminalSettings.detected() },
            messagesInColour: TerminalSettings.detected(fileDescriptor: STDERR_FILENO).colour,
            result: { StandardStream.output.write($0) },
            message: { StandardStream.error.write($0) },
            progress: isInteractive ? SegDisplay.Progress() : nil,
            isTerminal: isTerminal, images: isTerminal ? ImageTerminal() : nil)
    }

    /// How things are shown; `:set` changes it.
    var settings: ConsoleSettings {
        get { state.withLock { $0.settings } }
        set { state.withLock { $0.settings = newValue } }
    }

    /// What the terminal can show, as the settings have it.
    var terminal: TerminalSettings { settings.applied(to: detected()) }

    /// The cells of a line.
    var width: Int { terminal.width }

    // MARK: Results

    public func print(_ text: String, cell: String) {
        let lines = state.withLock { state in
            state.text.append(text)
            return state.text.takeLines()
        }
        if let lines { show(Document(text: lines)) }
    }

    public func display(_ value: Value, cell: String) { show(document(of: value)) }

    /// Shows the value of an input.
    func present(_ value: Value) { present(document(of: value)) }

    /// A table comes with as many rows as the settings show.
    func document(of value: Value) -> Document {
        guard let table = (value.asHost as? TableValue)?.table else { return ValueDocument.of(value) }
        return Document([.table(TablePreview(table, head: max(50, settings.rows)))])
    }

    /// Shows a document fitted to the terminal.
    public func show(_ document: Document) {
        let text = rendered(document) + "\n"
        // At once, so that nothing is drawn between: it would be taken away with lines of the text.
        state.withLock { state in
            Self.endWork(&state)
            writeResult(text)
        }
    }

    /// Shows the result of an input or a command, page by page where it is higher than the screen.
    func present(_ document: Document) {
        guard isTerminal, settings.usesPager, let pager = Pager.ofTerminal() else { return show(document) }
        endWork()
        let text = rendered(document)
        if !TerminalImages.areIn(text), pager.isNeeded(for: text) { pager.show(text) } else { writeResult(text + "\n") }
    }

    /// A document as the terminal shows it, without a line feed at the end.
    func rendered(_ document: Document) -> String {
        let settings = settings
        return DocumentTerminal(
            settings.applied(to: detected()), tableRows: settings.rows,
            images: hasDrawings(document) ? images?.images(settings.pictures) : nil
        ).render(document)
    }

    /// The terminal is asked only when there is something to draw.
    private func hasDrawings(_ document: Document) -> Bool {
        document.blocks.contains { block in
            switch block {
            case .image, .plot: true
            default: false
            }
        }
    }

    /// Ends a line that was begun and takes progress away: an input is done.
    public func finish() {
        if let rest = state.withLock({ $0.text.takeAll() }) { show(Document(text: rest)) }
        endWork()
        progress?.finish()
    }

    // MARK: Messages

    public func warn(_ diagnostic: Diagnostic) { report(diagnostic) }

    /// Shows an error or a warning. An input's source has its name already; only notebooks have
    /// cells.
    public func report(_ diagnostic: Diagnostic) {
        say(rendered(diagnostic))
    }

    /// An error or a warning as `report` shows it.
    func rendered(_ diagnostic: Diagnostic) -> String {
        var shown = diagnostic
        if !(shown.span?.file.name.hasSuffix(".segnb") ?? false) { shown.cell = nil }
        let choice = settings.colour
        return DiagnosticRenderer(colour: choice == .auto ? messagesInColour : choice == .on, width: min(100, width)).render(shown)
    }

    public func report(_ failure: Failure) {
        report(Diagnostic(code: failure.code, failure.message, hint: failure.hint))
    }

    /// Writes a line that is no result.
    public func say(_ text: String) {
        if let progress { progress.printAbove(wrapped(text)) } else { writeMessage(text + "\n") }
    }

    /// A message whose lines fit into the terminal's, broken between words; code that it shows stays as it is.
    private func wrapped(_ text: String) -> String {
        var settings = terminal
        // What is painted already stays so.
        settings.colour = true
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let styled = StyledText(ansi: String(line))
            let isCode = line.drop { $0 == " " || $0.isNumber }.hasPrefix("|")
            guard styled.displayWidth > settings.width, !isCode else { return String(line) }
            let rows = styled.wrapped(to: max(20, settings.width - 2)).map { Document([.preformatted($0)]) }
            return rows.map { DocumentTerminal(settings).render($0) }.joined(separator: "\n  ")
        }.joined(separator: "\n")
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

    /// How long work may take before it is said that it goes on, and how often that is drawn again.
    private static let patience = DispatchTimeInterval.milliseconds(500)
    private static let pulse = DispatchTimeInterval.milliseconds(500)

    /// Does work, and shows for how long it has been going on where it takes long and tells nothing of its own.
    ///
    /// - Parameter notice: asked now and then for something to say.
    func whileWorking<Result>(notice: @escaping @Sendable () -> String?, _ work: () throws -> Result) rethrows -> Result {
        guard progress != nil else { return try work() }
        let start = SegDisplay.Progress.uptime()
        let queue = DispatchQueue(label: "segnb.working")
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + Self.patience, repeating: Self.pulse)
        timer.setEventHandler { [self] in
            if let text = notice() { say(text) }
            showWorking(since: start)
        }
        timer.resume()
        defer {
            timer.cancel()
            // One that has begun ends first.
            queue.sync {}
            endWork()
            progress?.finish()
        }
        return try work()
    }

    /// Makes room for a question to the user, whose answer is seen as it is typed; then goes on as before.
    func asks(_ begins: Bool) {
        state.withLock { state in
            if begins {
                Self.endWork(&state)
                progress?.finish()
                if let question = state.text.takeAll() { writeResult(question) }
                var before = termios()
                guard tcgetattr(STDIN_FILENO, &before) == 0 else { return }
                state.asked = before
                var shown = before
                shown.c_lflag |= tcflag_t(ICANON | ECHO)
                tcsetattr(STDIN_FILENO, TCSANOW, &shown)
            } else if var before = state.asked {
                tcsetattr(STDIN_FILENO, TCSANOW, &before)
                state.asked = nil
            }
        }
    }

    private func showWorking(since start: Duration) {
        guard let progress else { return }
        state.withLock { state in
            guard !state.isAsking else { return }
            let work = state.work ?? ("running", progress.begin("running", since: start))
            state.work = work
            work.task.note(state.text.drawnLine ?? "")
        }
    }

    private func endWork() { state.withLock { Self.endWork(&$0) } }

    private static func endWork(_ state: inout State) {
        state.work?.task.end()
        state.work = nil
    }
}
