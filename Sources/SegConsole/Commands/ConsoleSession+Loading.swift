import Foundation
import SegDiagnostics
import SegDisplay
import SegFrame
import SegLibrary
import SegNotebook
import SegSyntax
import SegVM

extension ConsoleSession {
    /// Runs a notebook or a program here and keeps its names; of a notebook whose path is followed by a cell's name
    /// the cells down to that one.
    func load(_ argument: String) throws(Failure) -> RunStatus {
        let (path, cell) = parts(of: argument)
        let full = state.resolve((path as NSString).expandingTildeInPath)
        let file = SourceFile(name: path, bytes: try SourceReading.file(full).bytes)
        let folder = state.folder.withLock { folder in
            defer { folder = SourceReading.folder(of: full) }
            return folder
        }
        defer { state.folder.withLock { $0 = folder } }
        if path.hasSuffix(".segnb") {
            return try remembering(":load \(path)") { () throws(Failure) in try loadNotebook(file, at: full, downTo: cell) }
        }
        guard cell == nil else { throw Failure("E620", "\"\(path)\" is a program, and has no cells") }
        return submit(file)
    }

    /// The path, and the cell's name where what stands before the last blank is a file and all of it is none.
    private func parts(of argument: String) -> (path: String, cell: String?) {
        func isFile(_ path: String) -> Bool {
            FileManager.default.fileExists(atPath: state.resolve((path as NSString).expandingTildeInPath))
        }
        if argument.hasPrefix("\"") {
            let (path, cell) = argument.partsAfterQuote
            return (path, cell.isEmpty ? nil : cell)
        }
        guard !isFile(argument), let blank = argument.lastIndex(of: " ") else { return (argument, nil) }
        let path = String(argument[..<blank]).trimmed
        return isFile(path) ? (path, String(argument[argument.index(after: blank)...])) : (argument, nil)
    }

    /// Checks the notebook, then runs its cells one by one; the first that fails ends it.
    ///
    /// - Parameter name: the last cell to run; what is wrong below it is of no concern. nil: all cells.
    private func loadNotebook(_ file: SourceFile, at path: String, downTo name: String?) throws(Failure) -> RunStatus {
        let plan = NotebookPlan(file)
        var cells = plan.notebook.cells[...]
        if let name {
            guard let last = cells.firstIndex(where: { $0.name == name }) else {
                throw Failure(
                    "E620", "\"\(file.name)\" has no cell \"\(name)\"",
                    hint: Suggestion.hint(for: name, among: cells.map(\.name)))
            }
            cells = cells[...last]
        }
        let end = cells.last?.bodySpan.range.upperBound ?? file.bytes.count
        let mistakes = plan.diagnostics.filter { $0.severity == .error && $0.span?.range.lowerBound ?? 0 < end }
        guard mistakes.isEmpty else {
            mistakes.forEach(screen.report)
            return .refused
        }
        let seed = UInt64(bitPattern: Int64(plan.settings.seed))
        var ran = cells[cells.startIndex..<cells.startIndex]
        let status = withSeed(seed) { () -> RunStatus in
            for (place, cell) in zip(cells.indices, cells) {
                let status = run(cell)
                if status != .done && status != .expectationFailed { return status }
                ran = cells[...place]
            }
            return .done
        }
        guard !ran.isEmpty else { return status }
        movePathParameters(of: ran)
        // What is kept of a session has its paths as they are from its own folder.
        add(cells: keptPaths.moved(notebook: Self.text(of: ran, in: file)), named: ran.map(\.name), of: path, seed: seed)
        return status
    }

    /// Defaults of parameters that are paths are given to inputs as they are from the session's folder.
    private func movePathParameters(of cells: ArraySlice<Cell>) {
        for cell in cells where cell.kind == .params {
            for case .param(let parameter) in cell.program?.statements.map(\.kind) ?? [] {
                guard case .named("Path") = parameter.annotation.kind, let path = self[parameter.name.text]?.asString,
                    let moved = keptPaths.moved(path: path)
                else { continue }
                take(parameter.name.text, .string(moved))
            }
        }
    }

    /// Paths of what runs now, as they are from the session's folder.
    var keptPaths: SavedPaths { SavedPaths(from: state.folder.withLock { $0 }, to: folder) }

    /// The notebook from its first cell down to the last one that ran.
    private static func text(of cells: ArraySlice<Cell>, in file: SourceFile) -> String {
        guard let first = cells.first, let last = cells.last else { return "" }
        let start = first.header?.span.range.lowerBound ?? first.bodySpan.range.lowerBound
        let text = file.text(in: start..<max(start, last.bodySpan.range.upperBound))
        return first.header == nil ? "%%\n" + text : text
    }

    private func run(_ cell: Cell) -> RunStatus {
        let watchdog = CellOptions(cell).watch { [state, interruption = session.interpreter.interruption] reason in
            state.stop.request(reason)
            interruption.raise(reason)
        }
        defer { withExtendedLifetime(watchdog) {} }
        switch cell.kind {
        case .md: return .done
        case .python: return runPython(cell)
        case .code, .params, .test: return runProgram(cell)
        case .sql:
            do {
                try runQuery(cell)
                return .done
            } catch {
                let failure = error as? Failure ?? Failure("E430", "\(error)")
                screen.report(
                    Diagnostic(
                        code: failure.code, failure.message, at: cell.bodySpan, hint: failure.hint,
                        cell: cell.name))
                return .failed
            }
        }
    }

    private func runPython(_ cell: Cell) -> RunStatus {
        let options = CellOptions(cell)
        let reads = Dictionary((options.reads ?? []).map { ($0, self[$0] ?? .null) }) { first, _ in first }
        do {
            let result = try working {
                Result {
                    // Where what waits can be woken by Ctrl-C.
                    try PythonNatives.onItsThread {
                        try PythonCell.run(
                            cell.body, file: cell.bodySpan.file.name, line: cell.bodyLine, reads: reads,
                            writes: options.writes,
                            seed: Int(SegVM.RandomStream(seed: session.seed, name: cell.name + " python").next() >> 2),
                            isolation: options.isolation, shared: options.isShared ? sharedNames : nil,
                            session.interpreter)
                    }
                }
            }.get()
            screen.finish()
            for (name, value) in result.values { take(name, value) }
            for picture in result.pictures { screen.show(Document([.image(picture)])) }
            if let shown = result.shown { screen.show(shown) }
            return .done
        } catch {
            screen.finish()
            if let stop = error as? PythonCell.Stop {
                screen.report(
                    Diagnostic(
                        code: stop.reason.code, stop.reason.phrase + stop.trace, at: cell.span(ofLine: stop.line), cell: cell.name))
                return stop.reason == .interrupt ? .interrupted : .limit
            }
            guard let failure = error as? Failure else {
                report(error)
                return error is Interruption ? .interrupted : .failed
            }
            screen.report(
                Diagnostic(
                    code: failure.code, failure.message, at: cell.span(ofLine: failure.line), hint: failure.hint, cell: cell.name))
            return .failed
        }
    }

    private func runProgram(_ cell: Cell) -> RunStatus {
        guard let program = cell.program, let compiled = compile(program, name: cell.name) else {
            return .refused
        }
        let before = variables
        let hidden = program.declaredVariables.filter { !before.contains($0) }.map { ($0, self[$0]) }
        let outcome = run(compiled)
        if outcome.error == nil { noteModules(of: program, compiled) }
        // A notebook's variables end with their cells, unless a let has their name since; what they hid is there again.
        let ended = program.declaredVariables.intersection(variables)
        for name in ended { set(name, to: nil) }
        for (name, value) in hidden where ended.contains(name) { set(name, to: value) }
        return status(of: outcome)
    }

    private func runQuery(_ cell: Cell) throws {
        let query = try SQLQuery(cell.body)
        var tables: [String: Table] = [:]
        for name in query.tablesRead { tables[name] = (self[name]?.asHost as? TableValue)?.table }
        var scalars: [String: Scalar] = [:]
        for name in query.parameters { scalars[name] = self[name].flatMap { Scalar($0) } }
        let table = try run(query, on: tables, scalars)
        let value = Value.host(TableValue(table))
        if cell.isNamed { set(cell.name, to: value) }
        screen.display(value, cell: cell.name)
    }
}
