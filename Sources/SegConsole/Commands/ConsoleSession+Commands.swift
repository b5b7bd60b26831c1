import Foundation
import SegDiagnostics
import SegDisplay
import SegNotebook
import SegSyntax

extension ConsoleSession {
    /// Carries out a command, `:name …` or `?name`.
    ///
    /// - Returns: what became of it, and whether the session should end.
    public func perform(_ line: String) -> (status: RunStatus, ends: Bool) {
        do throws(Failure) {
            let command = try ConsoleCommand(line)
            return (try carryOut(command), command == .quit)
        } catch {
            screen.report(error)
            return (.refused, false)
        }
    }

    private func carryOut(_ command: ConsoleCommand) throws(Failure) -> RunStatus {
        switch command {
        case .help(nil): screen.show(HelpText.overview)
        case .help(let name?): screen.show(try help(name))
        case .source(let name): screen.show(try source(of: name))
        case .find(let word): screen.show(try HelpText.builtins(with: word))
        case .variables: screen.show(variableListing)
        case .time(let code): return time(code)
        case .load(let path): return try load(path)
        case .python(let code): return python(code)
        case .save(let path, let replaces): try save(path, replaces: replaces)
        case .clear:
            clear()
            screen.say("all names and inputs are forgotten")
        case .undo: try undoLast()
        case .edit(let name): return try edit(name)
        case .sql(let query): try run(query: query)
        case .quit: break
        }
        return .done
    }

    private func time(_ code: String) -> RunStatus {
        let clock = ContinuousClock.now
        let status = submit(code)
        let parts = (ContinuousClock.now - clock).components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
        screen.say("took \(NumberText.seconds(seconds))")
        return status
    }

    // MARK: Saving

    /// Writes the inputs so far as a notebook. E621 when a file that this session did not write is
    /// in the way.
    private func save(_ path: String, replaces: Bool) throws(Failure) {
        let full = state.resolve((path as NSString).expandingTildeInPath)
        guard full.hasSuffix(".segnb") else {
            throw Failure("E621", "a notebook's name ends in .segnb", hint: ":save \(path).segnb")
        }
        let isInTheWay = FileManager.default.fileExists(atPath: full) && !savedFiles.contains(full)
        guard replaces || !isInTheWay else {
            throw Failure(
                "E621", "there is a file \"\(path)\" already", hint: ":save! \(path) replaces it")
        }
        let text = SessionNotebook(pieces).text
        try AtomicFile.write(Data(text.utf8), to: full)
        savedFiles.insert(full)
        let plan = NotebookPlan(SourceFile(name: path, text: text))
        let count = plan.notebook.cells.count
        screen.say("saved \(count) cell\(count == 1 ? "" : "s") to \(path)")
        guard plan.hasErrors else { return }
        screen.say("the notebook needs your hand before it runs:")
        plan.diagnostics.filter { $0.severity == .error }.forEach(screen.report)
    }
}
