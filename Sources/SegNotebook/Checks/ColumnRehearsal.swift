import SegDiagnostics
import SegFrame
import SegLibrary
import SegSyntax
import SegVM

/// Finds columns that there are not, before the run: the verbs of tables are carried out on tables
/// that have the columns of the notebook's files, and no rows.
///
/// What can't be known without rows (branches, closures, columns taken out of a table, `pivot`) is
/// unknown, and nothing is said of it. An error found here is a certainty.
struct ColumnRehearsal {
    var diagnostics: [Diagnostic] = []
    /// What is known of the names of the cells above.
    var scope: RehearsedScope
    /// Calls of functions that are being looked into, the outermost first.
    var calls: [Span] = []
    /// How many calls of functions are looked into yet.
    var callBudget = RehearsedFunction.budget
    /// Modules that are being read, so that a circle ends.
    var modules: Set<String> = []
    /// Whether a cell above writes files, so that those there now tell nothing.
    private var filesMayChange = false
    private let interpreter: Interpreter
    private var cell = ""

    init(folder: String, parameters: [String: Value]) {
        scope = RehearsedScope(values: parameters)
        interpreter = Interpreter(
            registry: Library.registry, output: Silence(),
            state: LibraryState(threads: 1, folder: folder, readsSchemasOnly: true))
    }

    /// What is known of a value.
    enum Finding {
        case unknown
        case value(Value)
        case task(Table)

        /// The columns that a call with this receiver may name; nil where they are not known.
        var table: Table? {
            switch self {
            case .unknown: nil
            case .task(let table): table
            case .value(let value): value.schemaTable
            }
        }
    }

    /// Rehearses a cell after those above it.
    mutating func read(_ planned: PlannedCell) {
        cell = planned.cell.name
        callBudget = RehearsedFunction.budget
        switch planned.body {
        // A program with mistakes elsewhere is prose to the plan, and its columns are still of interest.
        case .program, .prose: planned.cell.program?.statements.forEach { read($0) }
        case .query(let query, let tables, let values): read(query, tables, values, planned.cell)
        case .python: planned.writes.forEach { forget($0) }
        }
        if planned.effect == .writes { filesMayChange = true }
    }

    /// Rehearses a program without cells.
    mutating func read(_ program: Program) {
        cell = "main"
        program.statements.forEach { read($0) }
    }

    mutating func read(_ statement: Statement) {
        switch statement.kind {
        case .binding(let binding): bind(binding.names.map(\.text), to: finding(binding.value), binding.isVariable)
        case .expression(let expression): _ = finding(expression)
        case .expect(let expectation): _ = finding(expectation.condition)
        case .function(let declaration):
            forget(declaration.name.text)
            scope.functions[declaration.name.text] = RehearsedFunction(declaration, in: scope)
        case .use(let use): add(use, from: statement.span.file)
        case .param, .assignment, .forLoop, .whileLoop, .returnValue, .breakLoop, .continueLoop: break
        }
    }

    private mutating func bind(_ names: [String], to finding: Finding, _ isVariable: Bool) {
        names.forEach { forget($0) }
        guard names.count == 1, !isVariable else { return }
        scope[names[0]] = finding
    }

    mutating func forget(_ name: String) { scope[name] = .unknown }

    private mutating func report(_ failure: Failure, at span: Span) {
        report(Diagnostic(code: failure.code, failure.message, at: span.narrowed(to: failure.subject), hint: failure.hint, cell: cell))
    }

    private mutating func report(_ diagnostic: Diagnostic) {
        var diagnostic = diagnostic
        diagnostic.notes += calls.reversed().map { .init("called here", at: $0) }
        // A part may be looked at again with what it stands in.
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }
}

// MARK: - Expressions

extension ColumnRehearsal {
    mutating func finding(_ expression: Expression) -> Finding {
        switch expression.kind {
        case .name(let name, nil): return scope[name.text]
        case .call(let call): return finding(call, expression.span)
        case .field(let base, let name):
            take(name.text, of: finding(base), at: name.span)
            return evaluated(expression)
        case .unary(_, let base):
            _ = finding(base)
            return evaluated(expression)
        case .index(let base, let key):
            let found = finding(base)
            if case .literal(.string(let name)) = key.kind { take(name, of: found, at: key.span) } else { _ = finding(key) }
            return evaluated(expression)
        case .binary(_, let left, let right), .range(let left, let right, _):
            _ = finding(left)
            _ = finding(right)
            return evaluated(expression)
        case .list(let items):
            look(at: items)
            return evaluated(expression)
        case .dictionary(let entries):
            look(at: entries.map(\.value))
            return evaluated(expression)
        default: return evaluated(expression)
        }
    }

    /// A column that is taken out of a table.
    private mutating func take(_ name: String, of finding: Finding, at span: Span) {
        guard case .value(let value) = finding, let table = (value.asHost as? TableValue)?.table, table[name] == nil,
            Library.registry[name] == nil, !table.names.contains(where: { $0.hasPrefix(FlatColumn.name(of: "", in: name)) })
        else { return }
        report(FrameError.unknownColumn(name, among: table.names), at: span)
    }

    /// Finds what is wrong with parts of a whole; of what stands there as it is nothing can be.
    private mutating func look(at parts: [Expression]) {
        for part in parts {
            if case .literal = part.kind { continue }
            _ = finding(part)
        }
    }

    private mutating func finding(_ call: Call, _ span: Span) -> Finding {
        if let function = scope.function(of: call) { return finding(function, call, span) }
        guard let name = call.simpleName?.text, call.version == nil, let native = scope.builtin(name) else { return surroundings(of: call) }
        if native.readsFiles { return filesMayChange || scope.isModule ? .unknown : verb(call, name, span) }
        guard let first = call.arguments.first, native.mayTakeTable else { return evaluated(call, span) }
        let receiver = finding(first.value)
        guard let table = receiver.table else {
            // A module such as gbdt(rounds: 300), whose first argument is no table.
            let found = evaluated(Expression(kind: .call(call), span: span, depth: 1))
            if case .unknown = found { return surroundings(of: call, from: 1) }
            return found
        }
        // In a pipeline steps name what steps before them make: that is looked at step by step.
        var judged = call
        if case .task = receiver, Self.training.contains(name), call.arguments.count > 1 { judged = call.without(argument: 1) }
        let complaints = ColumnNames.unknown(in: judged, name, on: table)
        for (column, span, known) in complaints { report(FrameError.unknownColumn(column, among: known), at: span) }
        guard complaints.isEmpty else { return .unknown }
        switch receiver {
        case .value(let value) where native.isVerb || native.drawsTables: return verb(call, name, span, receiver: value)
        case .value where native.isStep: return step(call, span, on: table)
        case .value where name == "as_task":
            if let leak = ModuleRehearsal.leak(table, in: call) { report(leak, at: call.ownSpan(within: span)) }
            return .task(table)
        case .task where Self.training.contains(name): return training(call, on: table)
        default: return surroundings(of: call, from: 1)
        }
    }

    /// Functions whose second argument is a learner, or learners by name.
    private static let training: Set<String> = ["cross_validate", "train"]

    /// A step that is applied to a table at once.
    private mutating func step(_ call: Call, _ span: Span, on table: Table) -> Finding {
        let alone = Call(
            callee: call.callee, version: nil, arguments: Array(call.arguments.dropFirst()), trailingClosure: nil,
            style: .function)
        guard call.trailingClosure == nil,
            case .value(let value) = evaluated(Expression(kind: .call(alone), span: span, depth: 1)),
            let step = ModuleRehearsal.step(value), let result = ModuleRehearsal.table(table, after: step, at: call.ownSpan(within: span))
        else { return .unknown }
        return .value(.host(TableValue(result)))
    }

    /// Learners that are to be trained on a task: the columns that they name must be there.
    private mutating func training(_ call: Call, on table: Table) -> Finding {
        guard call.arguments.count > 1, case .value(let value) = finding(call.arguments[1].value) else {
            return surroundings(of: call, from: 1)
        }
        for failure in ModuleRehearsal.unknownColumns(ModuleRehearsal.learners(in: value), on: table) {
            report(failure, at: call.arguments[1].value.span)
        }
        return surroundings(of: call, from: 2)
    }

    /// A call of which nothing is known; its arguments are read for what they say of themselves.
    mutating func surroundings(of call: Call, from start: Int = 0) -> Finding {
        for argument in call.arguments.dropFirst(start) { _ = finding(argument.value) }
        return .unknown
    }

    /// Carries out a verb on a table without rows; other tables among the arguments are found first.
    private mutating func verb(_ call: Call, _ name: String, _ span: Span, receiver: Value? = nil) -> Finding {
        var arguments = call.arguments
        var inputs: [String: Value] = [:]
        for index in arguments.indices {
            var value = index == 0 ? receiver : nil
            if value == nil, case .call(let inner) = arguments[index].value.kind, scope.function(of: inner) != nil || inner.isOfTables {
                guard case .value(let found) = finding(arguments[index].value) else { return .unknown }
                value = found
            }
            guard let value else { continue }
            let place = " \(index)"
            inputs[place] = value
            let standIn = Expression(
                kind: .name(Name(place, at: arguments[index].value.span), version: nil),
                span: arguments[index].value.span, depth: 1)
            arguments[index] = CallArgument(label: arguments[index].label, value: standIn, span: arguments[index].span)
        }
        guard call.trailingClosure == nil else { return .unknown }
        // A fault is the verb's, not the whole pipeline's before it.
        let whole = Call(
            callee: call.callee, version: nil, arguments: arguments, trailingClosure: nil, style: call.style == .function ? .function : .pipe)
        return run(Expression(kind: .call(whole), span: span, depth: 1), inputs)
    }

    private mutating func evaluated(_ call: Call, _ span: Span) -> Finding {
        let found = evaluated(Expression(kind: .call(call), span: span, depth: 1))
        if case .unknown = found { return surroundings(of: call) }
        return found
    }

    /// The value of an expression of constants, columns and known names.
    private mutating func evaluated(_ expression: Expression) -> Finding {
        ConstantParts.isComputable(expression, in: scope) ? run(expression, [:]) : .unknown
    }

    private mutating func run(_ expression: Expression, _ inputs: [String: Value]) -> Finding {
        var surroundings = scope
        surroundings.values.merge(inputs) { $1 }
        guard inputs.isEmpty || ConstantParts.isComputable(expression, in: surroundings) else { return .unknown }
        var visible = VisibleNames()
        let values = surroundings.values
        for name in values.keys { visible[name] = VisibleNames.Info() }
        let statement = Statement(kind: .expression(expression), span: expression.span, depth: expression.depth)
        let program = Program(statements: [statement], span: expression.span)
        let compilation = Compilation.of(program, name: cell, visible: visible, registry: Library.registry)
        guard let compiled = compilation.cell else { return .unknown }
        interpreter.jumpBudget = 10_000
        let outcome = interpreter.run(
            compiled, inputs: values, parameters: [:], random: RandomStream(seed: 0, name: cell))
        if var error = outcome.error, error.span?.file == expression.span.file {
            // Types of columns come from a file's first rows, and later ones may give another.
            if error.code == "E402" { error.severity = .warning }
            let isCertain = error.severity == .warning || Self.certain.contains(error.code)
            if isCertain { report(error) }
        }
        return outcome.result.map { .value($0) } ?? .unknown
    }

    /// Columns that there are not, columns of one name, functions out of their place, patterns that are none, and arguments of
    /// modules and plots that are out of range or lacking: errors that don't depend on the rows.
    private static let certain: Set<String> = ["E401", "E403", "E406", "E407", "E482", "E503", "E531"]
}

// MARK: - Queries

extension ColumnRehearsal {
    private mutating func read(_ query: SQLQuery, _ tables: [String], _ values: [String], _ cell: Cell) {
        if cell.isNamed { forget(cell.name) }
        var inputs: [String: Table] = [:]
        for name in tables { inputs[name] = scope.values[name]?.schemaTable }
        var scalars: [String: Scalar] = [:]
        for name in values { scalars[name] = scope.values[name].flatMap { Scalar($0) } }
        guard inputs.count == tables.count, scalars.count == values.count else { return }
        do throws(Failure) {
            let result = try query.schema(on: inputs, parameters: scalars)
            if cell.isNamed { scope[cell.name] = .value(.host(TableValue(result))) }
        } catch where error.message.hasPrefix(SQLQuery.unknownColumn) {
            report(error, at: cell.bodySpan)
        } catch {
            return
        }
    }
}

/// Takes what a rehearsal prints, and drops it.
private final class Silence: OutputSink {
    func print(_ text: String, cell: String) {}
    func display(_ value: Value, cell: String) {}
    func warn(_ diagnostic: Diagnostic) {}
}

extension Value {
    /// The table, or the one that is grouped, where the value is one.
    fileprivate var schemaTable: Table? {
        switch asHost {
        case let table as TableValue: table.table
        case let grouped as GroupedTableValue: grouped.grouped.table
        default: nil
        }
    }
}

extension NativeObject {
    private static let tables = ["Table", "GroupedTable"]

    /// Whether some overload takes a table first: then columns in its arguments are that table's.
    fileprivate var mayTakeTable: Bool {
        overloads.contains { overload in
            overload.parameters.first.map { Self.tables.contains($0.kind.name) || $0.kind == .host("Task") } ?? false
        }
    }

    /// A verb whose result has the same columns whatever the rows are.
    fileprivate var isVerb: Bool {
        name != "pivot" && overloads.contains { $0.group == "tables" && Self.tables.contains($0.result) }
    }

    /// Whether it draws tables, which it can or can't by their columns.
    fileprivate var drawsTables: Bool { overloads.contains { $0.group == "tables" && $0.result == "Plot" } }

    /// Whether it is a step of pipelines that also acts on a table.
    fileprivate var isStep: Bool {
        overloads.contains { $0.group == "steps" && $0.parameters.first?.kind == .host("Table") }
    }

    fileprivate var readsFiles: Bool { name == "load" }
}

extension Call {
    fileprivate func without(argument: Int) -> Call {
        var others = arguments
        others.remove(at: argument)
        return Call(callee: callee, version: version, arguments: others, trailingClosure: trailingClosure, style: style)
    }

    /// Whether it is a verb of tables, or reads one.
    fileprivate var isOfTables: Bool {
        guard let name = simpleName?.text, let native = Library.registry[name] else { return false }
        return native.readsFiles || native.isVerb
    }
}
