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

    init(_ session: ConsoleSession) {
        self.session = session
        let isCapable = TerminalSettings.isInteractive(fileDescriptor: STDOUT_FILENO)
        let helpers = LineEditor.Helpers(
            news: { session.takeNews() }, wake: session.board.descriptor, question: session.screen.images?.readsTyped())
        let editor: LineSource? = isCapable ? LineEditor(helpers: helpers) : nil
        source = editor ?? PlainLines()
    }

    /// Takes inputs until Ctrl-D or `:quit`.
    func run() -> Int32 {
        session.watch.install()
        PythonPromptCode.tellOfQuestions { [screen = session.screen] in screen.asks($0) }
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
        if let problem = session.history?.problem { session.screen.say(problem) }
        runInitFile()
        var wasWarned = false
        while true {
            session.showNews()
            var ends = false
            switch readInput() {
            case .end: ends = true
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

    private func readInput() -> LineInput {
        let prompt = session.nextName + "> "
        return source.read(
            InputStyle(
                prompt: prompt, more: String(repeating: " ", count: max(0, prompt.count - 4)) + "... ",
                isWhole: Self.isWhole, complete: { [session] in session.completions(for: $0) },
                hint: { [session] in session.screen.settings.showsHints ? session.hintLine(for: $0, width: $1) : nil }))
    }

    /// Whether a text is run as it is: a command, and code that doesn't end in the middle of something.
    private static func isWhole(_ text: String) -> Bool {
        ConsoleCommand.isCommand(text) || text.trimmed.isEmpty || Completeness.of(text) != .incomplete
    }

    /// Carries out an input, and says whether the session ends.
    private func handle(_ text: String) -> Bool {
        guard !text.trimmed.isEmpty else { return false }
        let end = remembering(text)
        let (status, ends) = carryOut(text)
        end(status)
        if let edited = session.editedInput {
            session.editedInput = nil
            remembering(edited)(status)
        }
        return ends
    }

    /// Keeps an input that begins; gives what is to be called with what became of it.
    private func remembering(_ text: String) -> (RunStatus) -> Void {
        source.remember(text)
        guard let history = session.history else { return { _ in } }
        let id = history.begin(text, folder: ConsoleSession.startFolder)
        let clock = ContinuousClock.now
        return { history.end(id, seconds: (ContinuousClock.now - clock).seconds, hasFailed: $0 != .done) }
    }

    private func carryOut(_ text: String) -> (status: RunStatus, ends: Bool) {
        let input = text.trimmed
        if input == ":py" {
            try? session.remembering(":py") { () throws(Failure) in PythonPrompt(session, source)?.run() }
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
            scope.parameters[name] = session.visible[name]?.parameterNames
        }
        scope.jobs = board.jobs.map(\.name)
        for (name, _, module) in pythonModules { scope.values[name] = .host(module) }
        return scope
    }
}
