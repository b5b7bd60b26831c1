import SegCore
import SegDiagnostics
import SegFrame
import SegIdentity
import SegPython
import SegVM
import Synchronization

/// A function from a table to a table as a step: `prep |> then(f)`.
///
/// It learns nothing and sees the features alone, each row for itself: at fitting its result on all rows is
/// compared with that on half of them and on one alone (L310). A model that holds one of the language can't be saved, since a saved
/// model holds no code; one of Python only where a pickle is allowed.
struct FunctionStep: Step {
    let function: TableFunction

    static var declaration: ModuleDeclaration<any Step> {
        ModuleDeclaration(name: "function_step", summary: "A function from a table to a table.") { _ in
            throw Failure("E505", "a function comes into a pipeline by then(f)")
        }
    }

    var source: String { "then(\(function.name))" }
    var learnsFromRows: Bool { false }

    func fit(_ sample: Sample, _ context: FitContext) throws -> StepFit {
        let given = try sample.table.selecting(sample.features)
        let fitted = FittedFunctionStep(function: function, inputs: given.schema.fields)
        let whole = try fitted.changed(given)
        try check(whole, on: given, fitted)
        return try StepFit(fitted, on: sample)
    }

    /// L310 where the result of a row depends on which others there are.
    private func check(_ whole: Table, on given: Table, _ fitted: FittedFunctionStep) throws {
        guard given.rowCount > 1, whole.marks.isEmpty else {
            guard let mark = whole.marks.first else { return }
            throw looksAtRows("it calls \(mark.verb), which learns from rows")
        }
        let half = Array(0..<(given.rowCount + 1) / 2)
        try compare(try fitted.changed(given.taking(half)), whole.taking(half), "half of the rows")
        // A row alone shows what half may hide, such as a maximum. Some functions can't take a row alone.
        let last = [given.rowCount - 1]
        if let alone = try? fitted.changed(given.taking(last)) {
            try compare(alone, whole.taking(last), "all other rows")
        }
    }

    private func compare(_ part: Table, _ expected: Table, _ leftOut: String) throws {
        guard part.names == expected.names else {
            throw looksAtRows("it makes other columns when \(leftOut) are left out")
        }
        for (name, (first, second)) in zip(part.names, zip(part.columns, expected.columns))
        where first.strings() != second.strings() {
            throw looksAtRows("'\(name)' of a row differs when \(leftOut) are left out")
        }
    }

    private func looksAtRows(_ reason: String) -> Failure {
        Failure(
            "L310", "\(function.name) looks at other rows, and so would learn from rows that are scored: \(reason)",
            hint: "put what learns into steps of the pipeline, or bring an object with fit and transform from Python")
    }
}

/// A function at work on the columns that it was given at fitting.
struct FittedFunctionStep: FittedStep {
    static let archiveName = "function_step@1"

    let function: TableFunction
    let inputs: [Field]

    init(function: TableFunction, inputs: [Field]) {
        self.function = function
        self.inputs = inputs
    }

    init(from decoder: any Decoder) throws {
        let python = try PythonFunction(from: decoder)
        inputs = python.inputs
        function = TableFunction(python)
    }

    func encode(to encoder: any Encoder) throws {
        guard let python = function.python(inputs) else {
            throw Failure(
                "E507", "the model holds \(function.name), a function, and a saved model holds no code",
                hint: "use built-in steps, such as derive(…), in place of the function")
        }
        try python.encode(to: encoder)
    }

    var learned: String {
        let version = function.python(inputs)?.version
        return version.map { "\(function.name), \($0)" } ?? function.name
    }

    func apply(_ table: Table) throws -> Table {
        let changed = try changed(try table.selecting(inputs.map(\.name)))
        var result = table.dropping(inputs.map(\.name).filter { changed[$0] == nil })
        for (field, column) in zip(changed.schema.fields, changed.columns) {
            result = try result.setting(field.name, column, kind: field.kind)
        }
        return result
    }

    /// What the function makes of the columns. E508 where that is no table with a row for each.
    func changed(_ given: Table) throws -> Table {
        let result = try function(given)
        guard result.rowCount == given.rowCount else {
            throw Failure(
                "E508", "\(function.name) gives \(result.rowCount) rows for \(given.rowCount)",
                hint: "a step never drops or adds a row")
        }
        return result
    }
}

/// A function of the language or of Python that takes a table and gives one, for any thread.
///
/// SAFETY: the machine that runs it is used under the lock.
final class TableFunction: @unchecked Sendable, ContentIdentified {
    let name: String
    /// nil for the one of a model that was loaded.
    private let function: Value?
    private let saved: PythonFunction?
    private let machine: Mutex<Machine>

    private struct Machine: @unchecked Sendable { let context: NativeContext? }

    init(_ function: Value, name: String, _ context: NativeContext) {
        self.function = function
        self.name = name
        saved = nil
        machine = Mutex(Machine(context: context.fork(random: context.random.split("function"))))
    }

    init(_ saved: PythonFunction) {
        function = nil
        name = saved.name
        self.saved = saved
        machine = Mutex(Machine(context: nil))
    }

    /// nil for a function of Python.
    var contentIdentity: String? { function?.identity }

    /// The function as a saved model may hold it; nil for one of the language.
    func python(_ inputs: [Field]) -> PythonFunction? {
        saved ?? (function?.asHost as? PythonObjectValue).map { PythonFunction($0.object, $0.runtime, name: name, inputs: inputs) }
    }

    func callAsFunction(_ table: Table) throws -> Table {
        if let saved { return try saved(table) }
        let result = try machine.withLock { try $0.context?.call(function ?? .null, [.table(table)]) } ?? .null
        guard let table = (result.asHost as? TableValue)?.table else {
            throw Failure("E508", "\(name) gives \(result.kindPhrase), and a step gives a table")
        }
        return table
    }
}
