import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegNotebook
import SegSyntax
import SegVM

/// The prompt at a terminal.
struct InteractivePrompt {
    private let session: ConsoleSession
    private let source: LineSource
    /// The lines of the input that is being typed, for completion.
    private let typed: TypedLines

    final class TypedLines {
        var text = ""
        /// Whether the lines are Python's.
        var isPython = false
    }

    init(_ session: ConsoleSession) {
        self.session = session
        let typed = TypedLines()
        self.typed = typed
        let isCapable = TerminalSettings.isInteractive(fileDescriptor: STDOUT_FILENO)
        let editor: LineSource? = isCapable ? LineEditor(helpers: Self.helpers(session, typed)) : nil
        source = editor ?? PlainLines()
    }

    /// What the editor asks for while a line is typed.
    private static func helpers(_ session: ConsoleSession, _ typed: TypedLines) -> LineEditor.Helpers {
        LineEditor.Helpers(
            complete: { completions(for: $0, session, typed) }, hint: { hint(for: $0, width: $1, session, typed) },
            news: { session.takeNews() }, wake: session.board.descriptor,
            question: session.screen.images?.readsTyped())
    }

    private static func completions(for before: String, _ session: ConsoleSession, _ typed: TypedLines) -> Completions {
        if typed.isPython { return Completions(PythonPromptCode.completions(for: before)) }
        return Completion.candidates(for: typed.text + before, in: session.completionScope)
    }

    private static func hint(
        for before: String, width: Int, _ session: ConsoleSession, _ typed: TypedLines
    ) -> String? {
        guard !typed.isPython, session.screen.settings.showsHints else { return nil }
        return session.hintLine(for: typed.text + before, width: width)
    }

    /// Takes inputs until Ctrl-D or `:quit`.
    func run() -> Int32 {
        session.watch.install()
        // The prompt stands before a long history is read.
        source.whenWaiting { [session, source] in
            for entry in session.history?.load() ?? [] { source.remember(entry.input) }
        }
        session.screen.show(
            Document([
                .paragraph(
                    StyledText(
                        "segnb \(Product.version)  :help lists commands and keys", .dim))
            ]))
        runInitFile()
        var wasWarned = false
        while true {
            session.showNews()
            var ends = false
            switch readInput() {
            case .end:
                session.screen.show(Document(text: ""))
                ends = true
            case .cancelled: continue
            case .line(let text): ends = handle(text)
            }
            guard ends else {
                wasWarned = false
                continue
            }
            let running = session.board.running
            if running.isEmpty || wasWarned {
                session.board.stopAll()
                return 0
            }
            wasWarned = true
            session.screen.say(
                running.map(\.name).joined(separator: ", ") + " still runs: :wait waits for it, once more ends it")
        }
    }

    /// Runs the file of `SEGNB_INIT`, or `~/.config/segnb/init.seg`, as a first input.
    private func runInitFile() {
        let environment = ProcessInfo.processInfo.environment
        let usual = environment["HOME"].map { "\($0)/.config/segnb/init.seg" }
        guard let path = environment["SEGNB_INIT"] ?? usual, !path.isEmpty,
            let data = FileManager.default.contents(atPath: path)
        else { return }
        _ = session.submit(SourceFile(name: path, bytes: Array(data)))
    }

    /// Reads lines until they are a whole input.
    private func readInput() -> LineInput {
        let prompt = session.nextName + "> "
        let more = String(repeating: " ", count: max(0, prompt.count - 4)) + "... "
        typed.text = ""
        while true {
            let isFirst = typed.text.isEmpty
            let read = source.read(prompt: isFirst ? prompt : more)
            guard case .line(let line) = read else { return isFirst ? read : .cancelled }
            let text = typed.text + line
            if isFirst, ConsoleCommand.isCommand(text) || text.trimmed.isEmpty {
                return .line(text)
            }
            if Completeness.of(text) != .incomplete { return .line(text) }
            typed.text = text + "\n"
        }
    }

    /// Carries out an input, and says whether the session ends.
    private func handle(_ text: String) -> Bool {
        guard !text.trimmed.isEmpty else { return false }
        source.remember(text)
        let id = session.history?.begin(text, folder: ConsoleSession.startFolder)
        let clock = ContinuousClock.now
        let (status, ends) = carryOut(text)
        if let id {
            session.history?.end(id, seconds: (ContinuousClock.now - clock).seconds, hasFailed: status != .done)
        }
        return ends
    }

    private func carryOut(_ text: String) -> (status: RunStatus, ends: Bool) {
        let input = text.trimmed
        if input == ":py" {
            PythonPrompt(session, source, typed)?.run()
            return (.done, false)
        }
        if ConsoleCommand.isCommand(input) { return session.perform(input) }
        if ["exit", "quit", "exit()", "quit()"].contains(input), session[input.filter(\.isLetter)] == nil {
            return (.done, true)
        }
        return (session.submit(text), false)
    }
}

extension ConsoleSession {
    /// What may stand at the end of a text that is being typed.
    public func completions(for before: String) -> Completions { Completion.candidates(for: before, in: completionScope) }

    /// What completion may look at.
    var completionScope: CompletionScope {
        var scope = CompletionScope(
            registry: Library.registry, folder: state.folder.withLock { $0 })
        for name in session.names {
            scope.values[name] = session[name]
            scope.parameters[name] = session.visible[name]?.parameters
        }
        scope.jobs = board.jobs.map(\.name)
        for (name, module) in pythonModules { scope.values[name] = .host(module) }
        return scope
    }
}
