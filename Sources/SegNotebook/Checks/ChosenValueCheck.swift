import SegDiagnostics
import SegFrame
import SegLibrary
import SegSyntax

/// Thresholds and other numbers that were chosen from rows that are then sealed for a test, as far as the text shows it: L207.
///
/// A number is chosen by an aggregate over a table's column, or by what is computed from such a number. It decides a task's
/// table by what is derived, filtered or cut with it, and training by segments and modules that are made with it.
struct ChosenValueCheck {
    static let code = "L207"
    private(set) var diagnostics: [Diagnostic] = []

    /// Where something was learned.
    private struct Origin {
        /// The table whose rows were looked at.
        let table: String
        let span: Span
    }

    /// Names bound to numbers that rows of a table gave.
    private var chosen: [String: Origin] = [:]
    /// Names bound to tables that such numbers decided.
    private var shaped: [String: Origin] = [:]
    /// The table that a table's rows came from.
    private var parents: [String: String] = [:]
    /// Tables that have all rows of the one that theirs came from.
    private var wholes: Set<String> = []
    /// The tables of tasks with a test.
    private var sealed: Set<String> = []
    /// Functions of the program that learn from the rows of a table that they are given.
    private var learning: Set<String> = []
    private var cell = ""

    static func diagnostics(of notebook: Notebook) -> [Diagnostic] {
        var check = ChosenValueCheck()
        for cell in notebook.cells { check.read(cell) }
        return check.diagnostics
    }

    /// The same of a program without cells.
    static func diagnostics(of program: Program) -> [Diagnostic] {
        var check = ChosenValueCheck()
        check.cell = "main"
        program.statements.forEach { check.read($0) }
        return check.diagnostics
    }

    private mutating func read(_ cell: Cell) {
        self.cell = cell.name
        switch cell.kind {
        case .code, .params, .test: cell.program?.statements.forEach { read($0) }
        case .sql: readQuery(cell)
        case .python: CellOptions(cell).writes.forEach { forget($0) }
        case .md: break
        }
    }

    private mutating func readQuery(_ cell: Cell) {
        forget(cell.name)
        guard cell.isNamed, let table = (try? SQLQuery.tablesRead(cell.body))?.first else { return }
        parents[cell.name] = table
        if let span = Self.window(in: cell) {
            shaped[cell.name] = Origin(table: table, span: span)
        } else {
            shaped[cell.name] = shaped[table]
        }
    }

    /// The place of a window function, which looks at other rows.
    private static func window(in cell: Cell) -> Span? {
        let word = /\bover\s*\(/.ignoresCase()
        guard let found = cell.body.firstMatch(of: word) else { return nil }
        let start = cell.bodySpan.range.lowerBound + cell.body.utf8.distance(from: cell.body.startIndex, to: found.range.lowerBound)
        return Span(cell.bodySpan.file, start..<start + 4)
    }

    private mutating func read(_ statement: Statement) {
        let reader = StatementReader(statement)
        for call in reader.calls { judge(call) }
        if case .function(let function) = statement.kind { note(function, reader) }
        guard case .binding(let binding) = statement.kind else { return }
        let (origin, rows) = (origin(in: reader), Self.rows(of: binding.value))
        let (isTable, isNumber) = (isTable(binding.value), isNumber(binding.value))
        let inherited = rows.flatMap { shaped[$0] }
        let isWhole = !reader.calls.contains { Self.partial.contains($0.name) }
        for name in binding.names.map(\.text) {
            forget(name)
            if isTable {
                parents[name] = rows == name ? nil : rows
                if isWhole { wholes.insert(name) }
                shaped[name] = origin ?? inherited
            }
            if isNumber { chosen[name] = origin }
        }
    }

    private mutating func forget(_ name: String) {
        chosen[name] = nil
        shaped[name] = nil
        parents[name] = nil
        wholes.remove(name)
        learning.remove(name)
    }

    /// A function that aggregates a column of a parameter, or has a step learn from it, learns from whatever it is given.
    private mutating func note(_ function: FunctionDeclaration, _ reader: StatementReader) {
        let parameters = Set(function.parameters.map(\.name.text))
        forget(function.name.text)
        let learns = reader.calls.contains { call in
            guard Self.isAggregate(call) || Self.isStep(call) || learning.contains(call.name), let root = Self.root(of: call) else { return false }
            return parameters.contains(root)
        }
        if learns { learning.insert(function.name.text) }
    }
}

// MARK: - What is learned

extension ChosenValueCheck {
    /// Where something in a statement was learned: by a number that was chosen above, or by a call in it.
    private func origin(in reader: StatementReader) -> Origin? {
        if let name = reader.names.filter({ chosen[$0] != nil }).min() { return chosen[name] }
        for call in reader.calls where Self.isAggregate(call) || learning.contains(call.name) {
            if let table = Self.root(of: call) { return Origin(table: table, span: call.span) }
        }
        return nil
    }

    private static func isAggregate(_ call: StatementReader.FoundCall) -> Bool {
        guard call.name != "count", let native = Library.registry[call.name] else { return false }
        return native.overloads.contains { $0.group == "sequences" && $0.result == "Any" }
    }

    private static func isStep(_ call: StatementReader.FoundCall) -> Bool {
        Library.registry[call.name]?.overloads.contains { $0.group == "steps" } ?? false
    }

    private static func root(of call: StatementReader.FoundCall) -> String? {
        call.call.arguments.first.flatMap { StatementReader.root(of: $0.value) }
    }

    /// The table whose rows an expression has; a model's predictions are those of the rows that it is given.
    private static func rows(of expression: Expression) -> String? {
        guard case .call(let call) = expression.kind, call.simpleName?.text == "predict", call.arguments.count > 1 else {
            if case .call(let call) = expression.kind, let first = call.arguments.first { return rows(of: first.value) }
            return StatementReader.root(of: expression)
        }
        return rows(of: call.arguments[1].value)
    }

    private func isTable(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .name(let name, _): return parents[name.text] != nil || shaped[name.text] != nil
        case .call(let call):
            guard let name = call.simpleName?.text else { return false }
            if learning.contains(name) { return true }
            return Library.registry[name]?.overloads.contains { ["Table", "LazyTable", "GroupedTable"].contains($0.result) } ?? false
        default: return false
        }
    }

    /// What may hold a number, or be made with one; of a function of the program both may be true.
    private func isNumber(_ expression: Expression) -> Bool {
        guard case .call(let call) = expression.kind, let name = call.simpleName?.text, let native = Library.registry[name] else {
            return true
        }
        let whole: Set<String> = ["Table", "LazyTable", "GroupedTable", "Task", "Study", "Model", "Folds"]
        return !native.overloads.contains { whole.contains($0.result) }
    }

    /// Verbs that may leave rows out.
    private static let partial: Set<String> = [
        "filter", "head", "tail", "sample", "distinct", "join", "drop_duplicates", "drop_outliers", "summarize", "sql", "load", "scan",
    ]

    /// The table of which a table has all rows.
    private func source(of table: String) -> String {
        var (current, seen) = (table, Set<String>())
        while wholes.contains(current), let parent = parents[current], seen.insert(current).inserted { current = parent }
        return current
    }

    /// A table and those that its rows came from.
    private func family(of table: String) -> Set<String> {
        var family: Set<String> = [table]
        var current = table
        while let parent = parents[current], family.insert(parent).inserted { current = parent }
        return family
    }
}

// MARK: - What it decides

extension ChosenValueCheck {
    private mutating func judge(_ call: StatementReader.FoundCall) {
        if call.name == "as_task" {
            judgeTask(call)
        } else if TrainingFunctions.builtins.contains(call.name) {
            let families = sealed.reduce(into: Set<String>()) { $0.formUnion(family(of: $1)) }
            let name = call.names.filter { name in chosen[name].map { families.contains(source(of: $0.table)) } ?? false }.min()
            if let name, let origin = chosen[name] { report("'\(name)' was", origin, call.span) }
        }
    }

    private mutating func judgeTask(_ call: StatementReader.FoundCall) {
        guard call.call.arguments.contains(where: { $0.label?.text == "test" }), let first = call.call.arguments.first?.value,
            let table = Self.rows(of: first)
        else { return }
        sealed.insert(table)
        let reader = StatementReader(first)
        let family = family(of: table)
        guard let origin = origin(in: reader) ?? shaped[table], family.contains(source(of: origin.table)) else { return }
        let name = reader.names.filter { chosen[$0] != nil }.min()
        report(name.map { "'\($0)' was" } ?? "something in this table was", origin, call.span)
    }

    private mutating func report(_ subject: String, _ origin: Origin, _ span: Span) {
        diagnostics.append(
            Diagnostic(
                .warning, code: Self.code, "\(subject) chosen from rows of '\(origin.table)', some of which are sealed for the test",
                at: span, hint: "choose it from the task's .development rows, or have a step of the pipeline learn it",
                notes: [.init("chosen here", at: origin.span)], cell: cell))
    }
}
