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
        case .help(nil): screen.present(HelpText.overview)
        case .help(let name?): screen.present(try help(name))
        case .source(let name): screen.present(try source(of: name))
        case .find(let word): screen.present(try HelpText.builtins(with: word))
        case .variables: screen.present(variableListing)
        case .time(let code): return time(code)
        case .load(let path): return try load(path)
        case .python(let code): return try remembering(":py") { () throws(Failure) in python(code) }
        case .save(let path, let replaces): try save(path, replaces: replaces)
        case .clear:
            clear()
            screen.say("all names and inputs are forgotten")
        case .undo: try undoLast()
        case .edit(let name): return try edit(name)
        case .sql(let query): try remembering(":sql") { () throws(Failure) in try run(query: query) }
        case .background(let code): return runInBackground(code)
        case .jobs:
            showNews()
            screen.present(jobListing)
        case .wait(let name): return try wait(for: name)
        case .stop(let name): try stopJobs(name)
        case .profile(let code): return profile(code)
        case .history(let filter): screen.present(try historyListing(filter))
        case .settings(nil): screen.present(ConsoleOption.listing(screen.settings))
        case .settings(let change?):
            let before = screen.settings
            try ConsoleOption.apply(change, to: &screen.settings)
            if screen.settings.pictures != before.pictures { sayWhatImagesLack() }
        case .quit: break
        }
        return .done
    }

    /// What was asked for by name and stays text says why.
    private func sayWhatImagesLack() {
        guard screen.images != nil, let format = ImageProtocol(rawValue: screen.settings.pictures.rawValue) else { return }
        for failure in ImageLibraries.missing(for: format) { screen.say("\(failure.message): \(failure.hint ?? "")") }
    }

    private func time(_ code: String) -> RunStatus {
        let clock = ContinuousClock.now
        let status = submit(code)
        screen.say("took \(NumberText.seconds((ContinuousClock.now - clock).seconds))")
        return status
    }

    // MARK: Saving

    /// Writes the inputs so far as a notebook. E621 when a file is in the way that this session did not write,
    /// or that was changed since.
    private func save(_ path: String, replaces: Bool) throws(Failure) {
        let full = state.resolve((path as NSString).expandingTildeInPath)
        guard full.hasSuffix(".segnb") else {
            throw Failure("E621", "a notebook's name ends in .segnb", hint: ":save \(path).segnb")
        }
        if !replaces, let there = FileManager.default.contents(atPath: full) {
            let hint = ":save! \(path) replaces it"
            guard let saved = savedFiles[full] else {
                throw Failure("E621", "there is a file \"\(path)\" already", hint: hint)
            }
            guard saved == there else {
                throw Failure("E621", "\"\(path)\" was changed since it was saved", hint: hint)
            }
        }
        let paths = SavedPaths(from: folder, to: SourceReading.folder(of: full))
        let typed = SessionNotebook(Array(pieces), seed: seed).text
        let text = paths.moved(notebook: typed)
        let data = Data(text.utf8)
        try AtomicFile.write(data, to: full)
        savedFiles[full] = data
        let plan = NotebookPlan(SourceFile(name: path, text: text))
        let count = plan.notebook.cells.count
        screen.say("saved \(count) cell\(count == 1 ? "" : "s") to \(path)")
        let unmoved = paths.unmoved(in: typed)
        if !unmoved.isEmpty {
            screen.say("paths are relative to the notebook's folder; look at these, which stay as they were: \(unmoved.joined(separator: ", "))")
        }
        for case .input(let record) in pieces where !record.lost.isEmpty {
            screen.say("\(record.name) was stopped, and what it had done to \(record.lost.sorted().joined(separator: ", ")) is not in the notebook")
        }
        guard plan.hasErrors else { return }
        screen.say("the notebook needs your hand before it runs:")
        plan.diagnostics.filter { $0.severity == .error }.forEach(screen.report)
    }
}
