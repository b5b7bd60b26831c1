import SegDiagnostics
import SegPython
import SegVM

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
        var isolation: PythonIsolation?
        var given: [PythonArgument] = []
        given.reserveCapacity(arguments.count)
        for argument in arguments {
            // The labels that are ours: the form in which tables are given, and where the call runs.
            if argument.label == "as", let text = argument.value.asString {
                form = text
            } else if argument.label == "isolate" {
                isolation = try PythonIsolation(argument.value)
            } else {
                given.append(PythonArgument(argument.label, try PythonValue(argument.value)))
            }
        }
        return try Self.within(context, runtime) { isStopped in
            try runtime.refreshModules(for: callee)
            if let isolation {
                return try runtime.callIsolated(
                    callee, method: method, given, form: form, isolation, isStopped: isStopped
                ).map { Value($0, runtime) }
            }
            return try runtime.call(callee, method: method, given, form: form, isStopped: isStopped)
                .map { Value($0, runtime) }
        }
    }

    /// Runs Python with its output in the running cell, and its errors as those of the language.
    ///
    /// - Parameters:
    ///   - whenStopped: what is thrown where the code was stopped because its caller was; by default the reason.
    ///   - whenFailed: what is thrown where it failed.
    static func within<Result>(
        _ context: NativeContext, _ runtime: PythonRuntime, isCall: Bool = true,
        whenStopped: ((PythonProblem, Interruption.Reason) -> any Error)? = nil, whenFailed: (PythonProblem) -> any Error = { $0.failure },
        _ body: (_ isStopped: @escaping PythonRuntime.StopQuestion) throws -> Result
    ) throws -> Result {
        let stop = try context.library.stop
        if isCall { try context.library.noteDeed(.callsPython) }
        let before = PythonOutput.shared.enter(context)
        defer { PythonOutput.shared.leave(to: before) }
        let stopped = { (problem: PythonProblem) -> any Error in
            // Code that raises KeyboardInterrupt by itself was not stopped.
            guard let reason = stop.reason else { return whenFailed(problem) }
            return whenStopped?(problem, reason) ?? Interruption(reason)
        }
        return try translated(whenStopped: stopped, whenFailed: whenFailed) {
            let result = try body { stop.reason != nil }
            // Code that waited for another program may go on with what that had given when it was stopped too.
            if stop.reason != nil { throw PythonProblem.interruption }
            return result
        }
    }

    /// Errors of Python as those of the language.
    static func translated<Result>(
        whenStopped: (PythonProblem) -> any Error = { _ in Interruption(.interrupt) },
        whenFailed: (PythonProblem) -> any Error = { $0.failure }, _ body: () throws -> Result
    ) throws -> Result {
        do { return try body() } catch let problem as PythonProblem {
            throw problem.isInterruption ? whenStopped(problem) : whenFailed(problem)
        }
    }
}
