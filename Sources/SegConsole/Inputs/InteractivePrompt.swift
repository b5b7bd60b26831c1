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
    private let history: HistoryFile?
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
        let editor =
            isCapable
            ? LineEditor {
                typed.isPython
                    ? Completions(PythonPromptCode.completions(for: $0))
                    : Completion.candidates(for: typed.text + $0, in: session.completionScope)
            } : nil
        source = editor ?? PlainLines()
        history =
            editor == nil ? nil : HistoryFile(environment: ProcessInfo.processInfo.environment)
    }

    /// Takes inputs until Ctrl-D or `:quit`.
    func run() -> Int32 {
        session.watch.install()
        for input in history?.load() ?? [] { source.remember(input) }
        session.screen.show(
            Document([
                .paragraph(
                    StyledText(
                        "segnb \(Product.version)  :help lists commands and keys", .dim))
            ]))
        runInitFile()
        while true {
            switch readInput() {
            case .end:
                session.screen.show(Document(text: ""))
                return 0
            case .cancelled: continue
            case .line(let text):
                if handle(text) { return 0 }
            }
        }
    }

    /// Runs the file of `SEGNB_INIT`, or `~/.config/segnb/init.seg`, as a first input.
    private func runInitFile() {
        let environment = ProcessInfo.processInfo.environment
        let usual = environment["HOME"].map { "\($0)/.config/segnb/init.seg" }
        guard let path = environment["SEGNB_INIT"] ?? usual, !path.isEmpty,
            let data = FileManager.default.contents(atPath: path)
        else { return }
        session.submit(SourceFile(name: path, bytes: Array(data)))
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
        let input = text.trimmed
        guard !input.isEmpty else { return false }
        source.remember(text)
        history?.append(text)
        if input == ":py" {
            PythonPrompt(session, source, typed)?.run()
            return false
        }
        if ConsoleCommand.isCommand(input) { return session.perform(input).ends }
        if ["exit", "quit", "exit()", "quit()"].contains(input),
            session[input.filter(\.isLetter)] == nil
        {
            return true
        }
        session.submit(text)
        return false
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
        for (name, module) in pythonModules { scope.values[name] = .host(module) }
        return scope
    }
}
