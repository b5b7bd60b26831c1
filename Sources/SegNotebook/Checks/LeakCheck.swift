import SegDiagnostics
import SegFrame
import SegLibrary
import SegSyntax

/// Leaks that can be seen in the text of a notebook, before anything runs.
///
/// L201: what an opened test gave flows into training. L202: a task's test is opened twice. L204: the
/// table that holds sealed rows is read below the task.
struct LeakCheck {
    private(set) var diagnostics: [Diagnostic] = []
    /// Names bound above to something that came out of an opened test, and files that it was written to.
    private var tested: Set<String> = []
    /// Tasks whose test was opened, with the place.
    private var opened: [String: Span] = [:]
    /// Tables with sealed rows, with the task made of them.
    private var sealed: [String: String] = [:]
    /// Functions, closures and modules of the notebook that train when they are called.
    private var trainers = TrainingFunctions()
    /// Names bound to conditions and splitters, by which rows of the task's own table are sealed.
    private var conditions: Set<String> = []

    static func diagnostics(of notebook: Notebook) -> [Diagnostic] {
        var check = LeakCheck()
        for cell in notebook.cells { check.read(cell) }
        return check.diagnostics
    }

    private mutating func read(_ cell: Cell) {
        switch cell.kind {
        case .code, .params, .test: cell.program.map { read($0, cell.name) }
        case .sql where !tested.isEmpty || !sealed.isEmpty:
            let tables = (try? SQLQuery.tablesRead(cell.body)) ?? []
            warn(of: Set(tables), at: cell.bodySpan, cell.name)
            mark([cell.name], isTested: !tested.isDisjoint(with: tables))
        case .python where !tested.isEmpty || !sealed.isEmpty:
            let options = CellOptions(cell)
            warn(of: Set(options.reads ?? []), at: cell.header?.span ?? cell.bodySpan, cell.name)
            mark(options.writes, isTested: !tested.isDisjoint(with: options.reads ?? []))
        case .sql, .python, .md: break
        }
    }

    private mutating func mark(_ names: [String], isTested: Bool) {
        if isTested { tested.formUnion(names) } else { tested.subtract(names) }
    }

    /// What one more input of the prompt gives rise to.
    mutating func found(in program: Program, named cell: String) -> [Diagnostic] {
        let before = diagnostics.count
        read(program, cell)
        return Array(diagnostics[before...])
    }

    /// The same of a program without cells.
    static func diagnostics(of program: Program) -> [Diagnostic] {
        var check = LeakCheck()
        check.read(program, "main")
        return check.diagnostics
    }

    private mutating func read(_ program: Program, _ cell: String) {
        for statement in program.statements {
            let reader = StatementReader(statement)
            var fresh: [String: String] = [:]
            for call in reader.calls { read(call, cell, &fresh, statement) }
            // A second task of the table explores nothing.
            warn(of: reader.names.union(reader.judged).subtracting(fresh.keys), at: statement.span, cell)
            let bound = statement.declaredNames
            let isTested = reader.calls.contains { $0.name == "open_test" } || !reader.names.isDisjoint(with: tested)
            mark(bound, isTested: isTested)
            if isTested { tested.formUnion(reader.calls.filter { $0.name == "save" }.flatMap { StatementReader.files(in: $0.call) }) }
            trainers.read(statement)
            if Self.isCondition(statement) { conditions.formUnion(bound) } else { conditions.subtract(bound) }
            if isTested { tested.formUnion(reader.assigned) }
            for name in bound {
                opened[name] = nil
                sealed[name] = nil
            }
            sealed.merge(fresh) { $1 }
        }
    }

    private static func isCondition(_ statement: Statement) -> Bool {
        guard case .binding(let binding) = statement.kind else { return false }
        switch binding.value.kind {
        case .binary, .unary, .column: return true
        case .call(let call):
            let native = call.simpleName.flatMap { Library.registry[$0.text] }
            return native?.overloads.contains { $0.group == "splitters" } ?? false
        default: return false
        }
    }

    private mutating func read(
        _ found: StatementReader.FoundCall, _ cell: String, _ fresh: inout [String: String], _ statement: Statement
    ) {
        let first = found.call.arguments.first?.value
        switch found.name {
        case "open_test": open(found, first.flatMap(StatementReader.root), cell)
        case "as_task":
            if let test = found.call.arguments.first(where: { $0.label?.text == "test" })?.value,
                let table = sealedTable(first, test)
            {
                fresh[table] = statement.declaredNames.first ?? ""
            }
        default: break
        }
        guard let trainer = found.names(among: TrainingFunctions.builtins.union(trainers.names)),
            let name = found.names.union(found.conditions).intersection(tested).sorted().first
        else { return }
        diagnostics.append(
            Diagnostic(
                code: "L201", "\(name.hasPrefix("\"") ? name : "'\(name)'") came out of an opened test, and here it flows into \(trainer)",
                at: found.span, hint: "decide on out-of-fold scores; the test only judges", cell: cell))
    }

    /// The table that holds the sealed rows: the task's own, or one that was given for the test.
    private func sealedTable(_ first: Expression?, _ test: Expression) -> String? {
        if case .name(let given, _) = test.kind, !conditions.contains(given.text) { return given.text }
        guard let first, case .name(let table, _) = first.kind else { return nil }
        return table.text
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

    private mutating func warn(of names: Set<String>, at span: Span, _ cell: String) {
        for name in names.sorted() {
            guard let task = sealed.removeValue(forKey: name) else { continue }
            diagnostics.append(
                Diagnostic(
                    .warning, code: "L204",
                    "'\(name)' holds the rows that are sealed for the test of \(task.isEmpty ? "the task" : "'\(task)'")",
                    at: span, hint: task.isEmpty ? "give the task a name: its .development has the rows to explore" : "\(task).development has the rows to explore",
                    cell: cell))
        }
    }
}

/// Watches the inputs of a prompt for what an opened test gave and that would flow into training: L201.
public struct PromptLeaks {
    private var check = LeakCheck()

    public init() {}

    /// What is wrong with one more input, which is then not to be run.
    public mutating func errors(in program: Program, named cell: String) -> [Diagnostic] {
        check.found(in: program, named: cell).filter { $0.code == "L201" }
    }
}
