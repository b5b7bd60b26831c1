import SegDiagnostics
import SegFrame
import SegPython
import SegVM

/// An object that lives in Python: its attributes, calls, indexing and iteration are Python's.
public final class PythonObjectValue: HostObject, @unchecked Sendable {
    let object: PythonObject
    let runtime: PythonRuntime

    init(_ object: PythonObject, _ runtime: PythonRuntime) {
        self.object = object
        self.runtime = runtime
    }

    public override var kindName: String { "PythonObject" }
    public override var display: String { runtime.text(of: object) }
    public override var ownsMethods: Bool { true }

    public override var fieldNames: [String] { PythonMembers(self).all.map(\.name) }

    public override func field(_ name: String) throws -> Value? {
        guard let found = runtime.attribute(name, of: object) else { return nil }
        return try PythonCall.translated { Value(try runtime.value(of: found), runtime) }
    }

    public override func callMethod(
        _ name: String, _ arguments: [LabelledValue], context: NativeContext
    ) throws -> Value {
        guard let value = try PythonCall(object, runtime, arguments, context).run(method: name) else {
            throw Failure(
                "E646", "\(display) has no '\(name)'", hint: Suggestion.hint(for: name, among: fieldNames))
        }
        return value
    }

    public override func call(_ arguments: [LabelledValue], context: NativeContext) throws -> Value? {
        try PythonCall(object, runtime, arguments, context).run()
    }

    public override func index(_ key: Value) throws -> Value? {
        try PythonCall.translated {
            Value(try runtime.helper("item", [.object(object), try PythonValue(key)]), runtime)
        }
    }

    public override var length: Int? {
        guard case .int(let count)? = try? runtime.helper("length", [.object(object)]) else { return nil }
        return count
    }

    public override func element(at position: Int) throws -> Value {
        try PythonCall.translated {
            Value(try runtime.helper("element", [.object(object), .int(position)]), runtime)
        }
    }
}

/// One call into Python from the language: what it prints goes to the cell, and it stops with it.
struct PythonCall {
    private let callee: PythonObject
    private let runtime: PythonRuntime
    private let arguments: [LabelledValue]
    private let context: NativeContext

    init(
        _ callee: PythonObject, _ runtime: PythonRuntime, _ arguments: [LabelledValue], _ context: NativeContext
    ) {
        self.callee = callee
        self.runtime = runtime
        self.arguments = arguments
        self.context = context
    }

    func run() throws -> Value { try run(method: nil) ?? .null }

    /// Calls the object, or one of its methods; nil where it has no such method.
    func run(method: String?) throws -> Value? {
        var form: String?
        var given: [PythonArgument] = []
        for argument in arguments {
            // The one label that is ours: the form in which tables are given.
            if argument.label == "as", let text = argument.value.asString { form = text } else {
                given.append(PythonArgument(argument.label, try PythonValue(argument.value)))
            }
        }
        return try Self.within(context, runtime) { isStopped in
            try runtime.refreshModules()
            return try runtime.call(callee, method: method, given, form: form, isStopped: isStopped)
                .map { Value($0, runtime) }
        }
    }

    /// Runs Python with its output in the running cell, and its errors as those of the language.
    static func within<Result>(
        _ context: NativeContext, _ runtime: PythonRuntime,
        _ body: (_ isStopped: @escaping PythonRuntime.StopQuestion) throws -> Result
    ) throws -> Result {
        let stop = try context.library.stop
        let before = PythonOutput.shared.enter(context)
        defer { PythonOutput.shared.leave(to: before) }
        return try translated { try body { stop.reason != nil } }
    }

    /// Errors of Python as those of the language.
    static func translated<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let problem as PythonProblem {
            if problem.isInterruption { throw Interruption(.interrupt) }
            throw problem.failure
        }
    }
}
