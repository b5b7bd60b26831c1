import Foundation
import SegDiagnostics
import SegDisplay
import SegFrame
import SegLibrary
import SegNotebook
import SegSyntax
import SegVM

extension ConsoleSession {
    /// Runs a notebook or a program here and keeps its names.
    func load(_ path: String) throws(Failure) -> RunStatus {
        let full = state.resolve((path as NSString).expandingTildeInPath)
        let file = SourceFile(name: path, bytes: try SourceReading.file(full).bytes)
        let folder = state.folder.withLock { folder in
            defer { folder = SourceReading.folder(of: full) }
            return folder
        }
        defer { state.folder.withLock { $0 = folder } }
        if path.hasSuffix(".segnb") { return loadNotebook(file) }
        return submit(file)
    }

    /// Checks the whole notebook, then runs its cells one by one; the first that fails ends it.
    private func loadNotebook(_ file: SourceFile) -> RunStatus {
        let plan = NotebookPlan(file)
        if plan.hasErrors {
            plan.diagnostics.forEach(screen.report)
            return .refused
        }
        let status = withSeed(UInt64(bitPattern: Int64(plan.settings.seed))) { () -> RunStatus in
            for cell in plan.notebook.cells {
                let status = run(cell)
                if status != .done && status != .expectationFailed { return status }
            }
            return .done
        }
        // What is kept of a session has its paths as they are from its own folder.
        if status == .done { add(.cells(keptPaths.moved(notebook: Self.cellsText(of: plan.notebook)))) }
        return status
    }

    /// Paths of what runs now, as they are from the session's folder.
    var keptPaths: SavedPaths { SavedPaths(from: state.folder.withLock { $0 }, to: folder) }

    /// The notebook from its first cell on.
    private static func cellsText(of notebook: Notebook) -> String {
        guard let first = notebook.cells.first else { return "" }
        let start = first.header?.span.range.lowerBound ?? first.bodySpan.range.lowerBound
        let text = notebook.file.text(in: start..<notebook.file.bytes.count)
        return first.header == nil ? "%%\n" + text : text
    }

    private func run(_ cell: Cell) -> RunStatus {
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
            let result = try watch.during {
                Result {
                    try PythonCell.run(
                        cell.body, file: cell.bodySpan.file.name, line: cell.bodyLine, reads: reads,
                        writes: options.writes, isolation: options.isolation, session.interpreter)
                }
            }.get()
            screen.finish()
            for (name, value) in result.values { take(name, value) }
            for picture in result.pictures { screen.show(Document([.image(picture)])) }
            if !result.shown.isNull { screen.display(result.shown, cell: cell.name) }
            return .done
        } catch {
            screen.finish()
            guard let failure = error as? Failure else {
                let isStopped = error is PythonCell.Stop
                report(isStopped ? Interruption(.interrupt) : error)
                return isStopped || error is Interruption ? .interrupted : .failed
            }
            screen.report(
                Diagnostic(
                    code: failure.code, failure.message, at: cell.header?.span, hint: failure.hint, cell: cell.name))
            return .failed
        }
    }

    private func runProgram(_ cell: Cell) -> RunStatus {
        guard let program = cell.program, let compiled = compile(program, name: cell.name) else {
            return .refused
        }
        let outcome = run(compiled)
        if outcome.error == nil { noteModules(of: program, compiled) }
        // A notebook's variables end with their cells.
        for case .binding(let binding) in program.statements.map(\.kind) where binding.isVariable {
            for name in binding.names { set(name.text, to: nil) }
        }
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
