import Dispatch
import Glibc
import Synchronization

/// Shows how far long work is: bars that are redrawn in a terminal, lines now and then in a log.
///
/// Any thread may report; drawing takes place at most ten times a second, and clears up at the end.
public final class Progress: Sendable {
    /// How progress is shown.
    public enum Style: Hashable, Sendable {
        /// Bars below the output, redrawn in place.
        case terminal(TerminalSettings)
        /// A line at the start and the end of a task, and every ten seconds between; of tasks that are done in no time, one by
        /// another, the first alone.
        case lines
        case silent
    }

    /// How bars are drawn again at most, and how often a log gets a line.
    private static let redraw = Duration.milliseconds(100)
    private static let report = Duration.seconds(10)
    /// What takes less is done in no time.
    private static let noTime = Duration.seconds(1)
    /// More tasks than this are summed up in a line.
    private static let shownTasks = 4

    private struct State {
        var tasks: [ProgressState] = []
        var nextIdentifier = 0
        var drawnLines = 0
        var lastDrawn: Duration?
        /// Titles of tasks that were done in no time.
        var shortTitles: Set<String> = []
    }

    private let style: Style
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> Duration
    private let state = Mutex(State())

    /// Progress on standard error: bars when it is a terminal, else lines.
    public convenience init() {
        let settings = TerminalSettings.detected(fileDescriptor: STDERR_FILENO)
        let isTerminal = TerminalSettings.isInteractive(fileDescriptor: STDERR_FILENO)
        self.init(isTerminal ? .terminal(settings) : .lines)
    }

    /// Progress written by a function; the clock counts from any moment and never goes back.
    public init(
        _ style: Style, write: @escaping @Sendable (String) -> Void = Progress.writeToStandardError,
        now: @escaping @Sendable () -> Duration = Progress.uptime
    ) {
        self.style = style
        self.write = write
        self.now = now
    }

    /// Begins a task of `total` parts, or of an unknown number.
    ///
    /// - Parameters:
    ///   - parent: the task that it is a part of, under which it stands in a terminal.
    ///   - isLogged: whether a log tells of it too; not of tasks whose end the log shows by itself.
    ///   - start: when it began; nil: now.
    public func begin(
        _ title: String, total: Int? = nil, under parent: ProgressTask? = nil, isLogged: Bool = true,
        since start: Duration? = nil
    ) -> ProgressTask {
        let time = now()
        return state.withLock { state in
            let identifier = state.nextIdentifier
            state.nextIdentifier += 1
            var task = ProgressState(
                identifier: identifier, title: SafeText.oneLine(title), total: total, start: start ?? time)
            task.isLogged = isLogged
            task.isAnnounced = !state.shortTitles.contains(task.title)
            task.depth = parent.flatMap { parent in
                state.tasks.first { $0.identifier == parent.identifier }.map { $0.depth + 1 }
            } ?? 0
            state.tasks.append(task)
            if style == .lines, isLogged, task.isAnnounced { write(task.logLine(at: time) + "\n") }
            draw(&state, at: time, force: false)
            return ProgressTask(progress: self, identifier: identifier)
        }
    }

    /// Writes text above the bars, such as a line of output; it ends with a line feed.
    public func printAbove(_ text: String) {
        let time = now()
        state.withLock { state in
            clear(&state)
            write(text.hasSuffix("\n") ? text : text + "\n")
            draw(&state, at: time, force: true)
        }
    }

    /// Takes the bars away; later reports draw them again.
    public func finish() { state.withLock { clear(&$0) } }

    /// Takes the bars away for work that writes to the same terminal.
    public func makingWay(_ work: () -> Void) {
        state.withLock { state in
            clear(&state)
            work()
        }
    }

    /// Draws the bars anew now and then, with the time as it is, also where nothing is reported for long; ends with the object.
    public func startTicking() {
        guard case .terminal = style else { return }
        Self.tick { [weak self] in
            guard let self else { return false }
            let time = self.now()
            self.state.withLock { self.draw(&$0, at: time, force: false) }
            return true
        }
    }

    private static func tick(_ work: @escaping @Sendable () -> Bool) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(500)) { if work() { tick(work) } }
    }

    func update(_ identifier: Int, _ change: (inout ProgressState) -> Void) {
        let time = now()
        state.withLock { state in
            guard let index = state.tasks.firstIndex(where: { $0.identifier == identifier }) else {
                return
            }
            change(&state.tasks[index])
            let patience = state.tasks[index].isAnnounced ? Self.report : Self.noTime
            if style == .lines, state.tasks[index].isLogged, time - state.tasks[index].lastReport >= patience {
                state.tasks[index].lastReport = time
                state.tasks[index].isAnnounced = true
                write(state.tasks[index].logLine(at: time) + "\n")
            }
            draw(&state, at: time, force: false)
        }
    }

    func end(_ identifier: Int, _ note: String?) {
        let time = now()
        state.withLock { state in
            guard let index = state.tasks.firstIndex(where: { $0.identifier == identifier }) else {
                return
            }
            let task = state.tasks.remove(at: index)
            let isShort = time - task.start < Self.noTime
            if isShort { state.shortTitles.insert(task.title) } else { state.shortTitles.remove(task.title) }
            if style == .lines, task.isLogged, task.isAnnounced || !isShort { write(task.endLine(at: time, note: note) + "\n") }
            if state.tasks.isEmpty { clear(&state) } else { draw(&state, at: time, force: false) }
        }
    }

    private func draw(_ state: inout State, at time: Duration, force: Bool) {
        guard case .terminal(let settings) = style, !state.tasks.isEmpty else { return }
        if !force, let last = state.lastDrawn, time - last < Self.redraw { return }
        state.lastDrawn = time
        var lines = state.tasks.prefix(Self.shownTasks).map { $0.bar(settings, at: time) }
        let more = state.tasks.count - Self.shownTasks
        if more > 0 {
            lines.append(TerminalPaint.text(StyledText("… and \(more) more", .dim), settings))
        }
        let text = Self.upward(state.drawnLines) + lines.map { "\u{1B}[2K" + $0 + "\n" }.joined()
        // Lines of an earlier, longer drawing are cleared too.
        write(text + "\u{1B}[J")
        state.drawnLines = lines.count
    }

    private func clear(_ state: inout State) {
        guard state.drawnLines > 0 else { return }
        write(Self.upward(state.drawnLines) + "\u{1B}[J")
        state.drawnLines = 0
        state.lastDrawn = nil
    }

    private static func upward(_ lines: Int) -> String { lines > 0 ? "\r\u{1B}[\(lines)A" : "\r" }

    /// Writes to standard error; what can't be written is lost, since it is progress only.
    public static let writeToStandardError: @Sendable (String) -> Void = { text in
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            // SAFETY: the pointer is used within the call, and the count is that of the slice.
            let written = bytes[start...].withUnsafeBytes {
                Glibc.write(StandardStream.error.descriptor, $0.baseAddress, $0.count)
            }
            if written > 0 { start += written } else if written == 0 || errno != EINTR { return }
        }
    }

    /// The time since some moment before the program began.
    public static let uptime: @Sendable () -> Duration = {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// One piece of work that reports how far it is; may be used from any thread.
public struct ProgressTask: Sendable {
    private let progress: Progress
    let identifier: Int

    init(progress: Progress, identifier: Int) {
        self.progress = progress
        self.identifier = identifier
    }

    /// Reports further parts as done.
    public func advance(by count: Int = 1) { progress.update(identifier) { $0.completed += count } }

    /// Reports how many parts are done, and what is being done now.
    public func update(completed: Int, total: Int? = nil, note: String? = nil) {
        progress.update(identifier) { task in
            task.completed = completed
            if let total { task.total = total }
            if let note { task.note = SafeText.oneLine(note) }
        }
    }

    /// Reports what is being done now.
    public func note(_ text: String) { progress.update(identifier) { $0.note = SafeText.oneLine(text) } }

    /// Ends the task; its bar goes away. A note is written to a log.
    public func end(_ note: String? = nil) { progress.end(identifier, note) }
}
