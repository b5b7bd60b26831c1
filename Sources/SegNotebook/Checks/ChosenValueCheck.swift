import SegDiagnostics
import SegFrame
import SegLibrary
import SegSyntax

/// Thresholds and other numbers that were chosen from rows that are then sealed for a test, as far as the text shows it: L207.
///
/// A number is chosen by an aggregate over a table's column, by a branch on one, or by what is computed from such a number; so is
/// one that is taken out of a table of aggregates. It decides a task's table by what is derived, filtered or cut with it, and
/// training by segments and modules that are made with it, or by whether they are.
struct ChosenValueCheck {
    static let code = "L207"
    private(set) var diagnostics: [Diagnostic] = []

    /// Where something was learned.
    struct Origin {
        /// The table whose rows were looked at.
        let table: String
        let span: Span
    }

    /// Names bound to numbers that rows of a table gave.
    private var chosen: [String: Origin] = [:]
    /// Names bound to tables of aggregates, from which such numbers are taken.
    var summaries: [String: Origin] = [:]
    /// Names bound to tables that such numbers decided.
    var shaped: [String: Origin] = [:]
    /// The table that a table's rows came from.
    var parents: [String: String] = [:]
    /// Tables that have all rows of the one that theirs came from.
    private var wholes: Set<String> = []
    /// The tables of tasks with a test.
    private var sealed: Set<String> = []
    /// Functions of the program, and `module.name`, that learn from the rows of a table that they are given.
    private var learning: Set<String> = []
    /// The names of modules, which are no tables.
    private var namespaces: Set<String> = []
    /// Modules that are being read, so that a circle ends.
    private var modules: Set<String> = []
    private var cell = ""
    /// Where what a statement was warned of was chosen: an argument that trains is part of a call that trains.
    private var warned: Set<Int> = []

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

    private mutating func read(_ statement: Statement) {
        let reader = StatementReader(statement)
        warned = []
        for call in reader.calls { judge(call) }
        if case .function(let function) = statement.kind { note(function, reader) }
        if case .use(let use) = statement.kind { add(use, from: statement.span.file) }
        guard case .binding(let binding) = statement.kind else {
            // What a branch, a loop or an assignment gives a variable.
            if let origin = origin(in: reader) { for name in reader.assigned { chosen[name] = origin } }
            return
        }
        let (origin, rows) = (origin(in: reader), self.rows(of: binding.value))
        let (isTable, isNumber) = (isTable(binding.value), isNumber(binding.value))
        let inherited = rows.flatMap { shaped[$0] }
        let summary = isTable ? self.summary(in: reader) : nil
        let isWhole = !reader.calls.contains { Self.leavesOut($0) }
        for name in binding.names.map(\.text) {
            forget(name)
            if isTable {
                parents[name] = rows == name ? nil : rows
                if isWhole { wholes.insert(name) }
                shaped[name] = origin ?? inherited
                summaries[name] = summary
            }
            readQuery(binding.value, as: name)
            if isNumber { chosen[name] = origin }
            if let judged = judged(by: reader) { chosen[name] = judged }
        }
    }

    mutating func forget(_ name: String) {
        chosen[name] = nil
        summaries[name] = nil
        shaped[name] = nil
        parents[name] = nil
        wholes.remove(name)
        learning.remove(name)
        namespaces.remove(name)
    }

    /// A function that aggregates a column of a parameter, or has a step learn from it, learns from whatever it is given.
    private mutating func note(_ function: FunctionDeclaration, _ reader: StatementReader) {
        let parameters = Set(function.parameters.map(\.name.text))
        forget(function.name.text)
        let learns = reader.calls.contains { call in
            guard Self.isAggregate(call) || Self.isStep(call) || isLearning(call), let root = root(of: call) else { return false }
            return parameters.contains(root)
        }
        if learns { learning.insert(function.name.text) }
    }

    private func isLearning(_ call: StatementReader.FoundCall) -> Bool { call.names(among: learning) != nil }

    /// The functions of a module that learn from what they are given.
    private mutating func add(_ use: UseDeclaration, from file: SourceFile) {
        learning = learning.filter { !$0.hasPrefix(use.namespace + ".") }
        forget(use.namespace)
        namespaces.insert(use.namespace)
        guard !use.isPython, let source = try? ModuleFiles.source(use.path, from: file), !modules.contains(source.name) else { return }
        var module = ChosenValueCheck()
        module.modules = modules.union([source.name])
        let statements = Program.parse(source).tree.statements
        // A function may call one that is declared below it.
        for _ in 0..<2 { statements.forEach { module.read($0) } }
        learning.formUnion(module.learning.filter { !$0.contains(".") }.map { "\(use.namespace).\($0)" })
    }
}

// MARK: - What is learned

extension ChosenValueCheck {
    /// Where something in a statement was learned: by a number that was chosen above, or by a call in it.
    private func origin(in reader: StatementReader) -> Origin? {
        if let name = reader.names.filter({ chosen[$0] != nil }).min() { return chosen[name] }
        for call in reader.calls where Self.isAggregate(call) || isLearning(call) {
            if let table = self.root(of: call) { return Origin(table: table, span: call.span) }
        }
        return reader.taken.compactMap { taken(of: $0) }.first ?? joined(in: reader)
    }

    /// Where the table of aggregates was made that is joined with rows.
    private func joined(in reader: StatementReader) -> Origin? {
        for call in reader.calls where call.name == "join" {
            for argument in call.call.arguments.dropFirst() {
                if let name = root(of: argument.value), let origin = summaries[name] { return origin }
            }
        }
        return nil
    }

    /// Where a model was judged on rows of a table that holds sealed ones: what its scores decide was chosen by these.
    private func judged(by reader: StatementReader) -> Origin? {
        let families = sealed.reduce(into: Set<String>()) { $0.formUnion(family(of: $1)) }
        for call in reader.calls where call.name == "evaluate" {
            let rows = call.call.arguments.first { $0.label?.text == "on" }?.value
            if let table = rows.flatMap({ root(of: $0) }), families.contains(source(of: table)) {
                return Origin(table: table, span: call.span)
            }
        }
        return nil
    }

    /// Where the table of aggregates was made out of which something is taken: `summarize(t, m: mean(.x))[0].m`.
    private func taken(of base: Expression) -> Origin? {
        if let name = root(of: base), let origin = summaries[name] { return origin }
        return self.summary(in: StatementReader(base))
    }

    /// Where a table's rows were aggregated into another table.
    private func summary(in reader: StatementReader) -> Origin? {
        for call in reader.calls where Self.summarizing.contains(call.name) && !Self.isCount(call) {
            if let table = root(of: call) { return Origin(table: table, span: call.span) }
        }
        return nil
    }

    /// How many rows there are is no choice.
    private static func isCount(_ call: StatementReader.FoundCall) -> Bool {
        let figures = call.call.arguments.filter { $0.label != nil }.map { StatementReader($0.value) }
        return !figures.isEmpty && figures.allSatisfy { reader in reader.calls.allSatisfy { $0.name == "count" } }
    }

    private static let summarizing: Set<String> = ["summarize", "describe", "pivot"]

    private static func isAggregate(_ call: StatementReader.FoundCall) -> Bool {
        guard call.name != "count", let native = Library.registry[call.name] else { return false }
        return native.overloads.contains { overload in
            // A metric of columns is one too; without arguments it names itself.
            overload.group == "sequences" && overload.result == "Any" || overload.group == "metrics" && overload.result == "Float"
        }
    }

    private static func isStep(_ call: StatementReader.FoundCall) -> Bool {
        Library.registry[call.name]?.overloads.contains { $0.group == "steps" } ?? false
    }

    private func root(of call: StatementReader.FoundCall) -> String? { receiver(of: call.call).flatMap { root(of: $0) } }

    /// The name at the root of a chain, which is none of a module.
    private func root(of expression: Expression) -> String? {
        switch expression.kind {
        case .name(let name, _): name.text
        case .field(let base, _), .index(let base, _): root(of: base)
        case .call(let call): receiver(of: call).flatMap { root(of: $0) }
        default: nil
        }
    }

    /// The first argument, after the module whose function is called.
    private func receiver(of call: Call) -> Expression? {
        guard call.style == .method, case .name(let name, nil)? = call.arguments.first?.value.kind, namespaces.contains(name.text) else {
            return call.arguments.first?.value
        }
        return call.arguments.dropFirst().first?.value
    }

    /// The table whose rows an expression has; a model's predictions are those of the rows that it is given.
    private func rows(of expression: Expression) -> String? {
        if case .ifElse = expression.kind { return expression.branchResults.lazy.compactMap { rows(of: $0) }.first }
        guard case .call(let call) = expression.kind, call.simpleName?.text == "predict", call.arguments.count > 1 else {
            if let file = Self.file(of: expression) { return file }
            if case .call(let call) = expression.kind, let first = receiver(of: call) { return rows(of: first) }
            return root(of: expression)
        }
        return rows(of: call.arguments[1].value)
    }

    /// The file whose rows are loaded, in quotes, so that it is no table's name: loaded twice they are the same.
    private static func file(of expression: Expression) -> String? {
        guard case .call(let call) = expression.kind, ["load", "scan"].contains(call.simpleName?.text),
            case .literal(.string(let path))? = call.arguments.first?.value.kind
        else { return nil }
        return "\"\(path)\""
    }

    private func isTable(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .ifElse: return expression.branchResults.contains(where: isTable)
        case .name(let name, _): return parents[name.text] != nil || shaped[name.text] != nil
        case .call(let call):
            guard let name = call.simpleName?.text else { return false }
            if learning.contains(name) || call.namespace.map({ learning.contains("\($0).\(name)") }) ?? false { return true }
            return Library.registry[name]?.overloads.contains { ["Table", "LazyTable", "GroupedTable"].contains($0.result) } ?? false
        default: return false
        }
    }

    /// What may hold a number, or be made with one; of a function of the program both may be true.
    private func isNumber(_ expression: Expression) -> Bool {
        if case .ifElse = expression.kind { return !isTable(expression) }
        guard case .call(let call) = expression.kind, let name = call.simpleName?.text, let native = Library.registry[name] else {
            return true
        }
        let whole: Set<String> = ["Table", "LazyTable", "GroupedTable", "Task", "Study", "Model", "Folds"]
        return !native.overloads.contains { whole.contains($0.result) }
    }

    /// Verbs that may leave rows out.
    private static let partial: Set<String> = [
        "filter", "head", "tail", "sample", "distinct", "join", "drop_duplicates", "drop_outliers", "summarize", "sql",
    ]

    /// Whether a call may leave rows out.
    private static func leavesOut(_ call: StatementReader.FoundCall) -> Bool {
        partial.contains(call.name) || call.call.arguments.contains { ["filter", "limit"].contains($0.label?.text) }
    }

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
            judgeTraining(call)
        }
    }

    private mutating func judgeTraining(_ call: StatementReader.FoundCall) {
        let families = sealed.reduce(into: Set<String>()) { $0.formUnion(family(of: $1)) }
        let names = call.names.union(call.conditions)
        let name = names.filter { name in chosen[name].map { families.contains(source(of: $0.table)) } ?? false }.min()
        if let name, let origin = chosen[name] { return report("'\(name)' was", origin, call.span) }
        for argument in call.call.arguments.map(\.value) {
            guard let origin = StatementReader(argument).taken.compactMap({ taken(of: $0) }).first else { continue }
            if families.contains(source(of: origin.table)) { return report("a number here was", origin, call.span) }
        }
        let decided = call.heads.compactMap { origin(in: StatementReader($0)) }.first { families.contains(source(of: $0.table)) }
        if let decided { report("whether this is done was", decided, call.span) }
    }

    private mutating func judgeTask(_ call: StatementReader.FoundCall) {
        guard call.call.arguments.contains(where: { $0.label?.text == "test" }), let first = call.call.arguments.first?.value,
            let table = self.rows(of: first)
        else { return }
        sealed.insert(table)
        let reader = StatementReader(first)
        let family = family(of: table)
        guard let origin = origin(in: reader) ?? shaped[table], family.contains(source(of: origin.table)) else { return }
        let name = reader.names.filter { chosen[$0] != nil }.min()
        report(name.map { "'\($0)' was" } ?? "something in this table was", origin, call.span)
    }

    private mutating func report(_ subject: String, _ origin: Origin, _ span: Span) {
        guard warned.insert(origin.span.range.lowerBound).inserted else { return }
        diagnostics.append(
            Diagnostic(
                .warning, code: Self.code, "\(subject) chosen from rows of '\(origin.table)', some of which are sealed for the test",
                at: span, hint: "choose it from the task's .development rows, or have a step of the pipeline learn it",
                notes: [.init("chosen here", at: origin.span)], cell: cell))
    }
}

extension Call {
    /// The name before the dot.
    fileprivate var namespace: String? {
        guard style == .method, case .name(let name, nil)? = arguments.first?.value.kind else { return nil }
        return name.text
    }
}

extension Expression {
    /// What the branches of an `if` give.
    fileprivate var branchResults: [Expression] {
        guard case .ifElse(let branching) = kind else { return [] }
        let blocks = branching.branches.map(\.body) + [branching.otherwise].compactMap { $0 }
        return blocks.compactMap { block in
            if case .expression(let result)? = block.statements.last?.kind { result } else { nil }
        }
    }
}
