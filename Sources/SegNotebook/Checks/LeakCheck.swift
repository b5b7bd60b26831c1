import SegDiagnostics
import SegSyntax

/// Leaks that can be seen in the text of a notebook, before anything runs.
///
/// L201: what an opened test gave flows into training. L202: a task's test is opened twice. L204: the
/// table that holds sealed rows is read below the task.
struct LeakCheck {
    private(set) var diagnostics: [Diagnostic] = []
    /// Names bound above to something that came out of an opened test.
    private var tested: Set<String> = []
    /// Tasks whose test was opened, with the place.
    private var opened: [String: Span] = [:]
    /// Tables with sealed rows, with the task made of them.
    private var sealed: [String: String] = [:]

    private static let training: Set<String> = [
        "as_task", "segment", "refine", "cross_validate", "add", "train", "override", "early_stop", "stack",
    ]

    static func diagnostics(of notebook: Notebook) -> [Diagnostic] {
        var check = LeakCheck()
        for cell in notebook.cells { cell.program.map { check.read($0, cell.name) } }
        return check.diagnostics
    }

    /// The same of a program without cells.
    static func diagnostics(of program: Program) -> [Diagnostic] {
        var check = LeakCheck()
        check.read(program, "main")
        return check.diagnostics
    }

    private mutating func read(_ program: Program, _ cell: String) {
        var fresh: [String: String] = [:]
        for statement in program.statements {
            let reader = StatementReader(statement)
            for call in reader.calls { read(call, cell, &fresh, statement) }
            warn(of: reader.names, statement, cell)
            let bound = Self.names(boundBy: statement)
            let isTested = reader.calls.contains { $0.name == "open_test" } || !reader.names.isDisjoint(with: tested)
            for name in bound {
                if isTested { tested.insert(name) } else { tested.remove(name) }
                opened[name] = nil
                sealed[name] = nil
            }
        }
        sealed.merge(fresh) { $1 }
    }

    private static func names(boundBy statement: Statement) -> [String] {
        guard case .binding(let binding) = statement.kind else { return [] }
        return binding.names.map(\.text)
    }

    private mutating func read(
        _ found: StatementReader.FoundCall, _ cell: String, _ fresh: inout [String: String], _ statement: Statement
    ) {
        let first = found.call.arguments.first?.value
        switch found.name {
        case "open_test": open(found, first.flatMap(StatementReader.root), cell)
        case "as_task" where found.call.arguments.contains { $0.label?.text == "test" }:
            if let first, case .name(let table, _) = first.kind {
                fresh[table.text] = Self.names(boundBy: statement).first ?? "the task"
            }
        default: break
        }
        guard Self.training.contains(found.name), let name = found.names.intersection(tested).sorted().first
        else { return }
        diagnostics.append(
            Diagnostic(
                code: "L201", "'\(name)' came out of an opened test, and here it flows into \(found.name)",
                at: found.span, hint: "decide on out-of-fold scores; the test only judges", cell: cell))
    }

    private mutating func open(_ found: StatementReader.FoundCall, _ task: String?, _ cell: String) {
        guard let task else { return }
        let isAllowed = found.call.arguments.contains { argument in
            guard argument.label?.text == "again", case .literal(.bool(true)) = argument.value.kind else { return false }
            return true
        }
        if let before = opened[task], !isAllowed {
            diagnostics.append(
                Diagnostic(
                    code: "L202", "the test of '\(task)' is opened a second time", at: found.span,
                    hint: "score all candidates in one open_test, or say again: true",
                    notes: [.init("the first time", at: before)], cell: cell))
        }
        opened[task] = opened[task] ?? found.span
    }

    private mutating func warn(of names: Set<String>, _ statement: Statement, _ cell: String) {
        for name in names.sorted() {
            guard let task = sealed.removeValue(forKey: name) else { continue }
            diagnostics.append(
                Diagnostic(
                    .warning, code: "L204", "'\(name)' holds the rows that are sealed for the test of '\(task)'",
                    at: statement.span, hint: "\(task).development has the rows to explore", cell: cell))
        }
    }
}
