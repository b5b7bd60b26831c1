import Glibc
import SegCore
import SegDiagnostics
import SegFrame
import SegPython
import SegVM

/// Python in the language: modules, scripts, and objects as parts of pipelines.
public enum PythonNatives {
    static let declarations = [runPython]

    /// The module of `use python "path"`.
    static func load(_ path: String, _ context: NativeContext) throws -> Value {
        let runtime = try PythonRuntime.shared()
        let folder = try context.library.absoluteFolder
        // Every cell below a use loads the module; most call nothing of it.
        return try PythonCall.within(context, runtime, isCall: false) { isStopped in
            let module = try runtime.helperObject("use", [.string(path), .string(folder)], isStopped: isStopped)
            return .host(PythonObjectValue(module, runtime))
        }
    }

    /// Begins to import the installed packages that modules will ask for, beside what the program
    /// does next. Nothing of the project's own is run.
    public static func importAhead(_ modules: [String], folder: String) {
        guard !modules.isEmpty, let runtime = try? PythonRuntime.shared() else { return }
        let names = modules.flatMap { path -> [PythonValue] in
            guard case .list(let names)? = try? runtime.helper("installed_imports", [.string(path), .string(folder)])
            else { return [] }
            return names
        }
        if !names.isEmpty { _ = try? runtime.helper("import_ahead", [.list(names)]) }
    }

    /// Does work that uses Python where what waits in it can be woken: see `PythonThread`.
    public static func onItsThread<Value, Problem: Error>(_ work: () throws(Problem) -> Value) throws(Problem) -> Value {
        try PythonThread.shared.run(work)
    }

    /// Ends Python, if it was started; see `PythonRuntime.finish`. Says whether it was.
    public static func finish(patience: Int?) -> Bool {
        guard PythonRuntime.started != nil else { return false }
        PythonOutput.shared.end()
        PythonRuntime.finish(patience: patience)
        return true
    }

    /// Has Python find the modules that lie in the session's folder, where there is a Python.
    static func findModules(of state: LibraryState) throws {
        guard let runtime = try? PythonRuntime.shared() else { return }
        try PythonCall.translated { _ = try runtime.helper("add_folder", [.string(state.absoluteFolder)]) }
    }

    private static let runPython = NativeDeclaration(
        "run_python", group: "python", "Runs a Python script on tables and values, and takes names out of it.",
        parameters: [
            .init("path", .path, "The script; relative to the source's folder."),
            .init("with", .dictionary(of: .any), default: .auto, labelOnly: true, "Values by the names the script uses."),
            .init("take", .list(of: .string), default: .emptyList, labelOnly: true, "Names to take out at the end."),
            .init("as", .optional(.choice(["pandas", "polars", "pyarrow", "numpy", "dict"])), default: .null,
                labelOnly: true, "The form of tables; by default what the script imports."),
            .init("isolate", .either([.bool, .host("Limits")]), default: .bool(false), labelOnly: true,
                "Whether it runs in a process of its own, so that a crash is an error; or with which limits."),
        ],
        result: "Dictionary", effect: .writes,
        examples: ["let out = run_python(\"clean.py\", with: [\"df\": flights], take: [\"df\"])"]
    ) { call, context in
        let runtime = try PythonRuntime.shared()
        try context.library.noteDeed(.writes)
        let path = try context.library.resolve(try call.string(0))
        let inputs: PythonValue = call.isGiven(1) ? try PythonValue(call[1]) : .dictionary([])
        let names = (call[2].asStrings ?? []).map { PythonValue.string($0) }
        let given = [.string(path), inputs, .list(names), call[3].asString.map { .string($0) } ?? .none]
        let isolation = try PythonIsolation(call[4])
        return try PythonCall.within(context, runtime) { isStopped in
            let made =
                try isolation.map { try runtime.isolated("run_script", given, $0, isStopped: isStopped) }
                ?? runtime.helper("run_script", given, isStopped: isStopped)
            return Value(made, runtime)
        }
    }

    /// An object with `transform` as a step, with `predict` as a learner; nil for other values. One with both is a learner that
    /// becomes a step before another part.
    static func part(_ value: Value, columns: Selector? = nil, context: NativeContext? = nil) throws -> PipelinePart? {
        guard let object = value.asHost as? PythonObjectValue else { return nil }
        return try PythonCall.translated {
            let runtime = object.runtime
            // All fits of a study are of the code as it is when the study begins.
            try runtime.refreshModules(for: object.object)
            func can(_ method: String) -> Bool { PythonModule.can(object.object, method, runtime) }
            if let context, columns == nil, !can("fit"), can("__get__") {
                return .step(FunctionStep(function: TableFunction(value, name: object.functionName, context)))
            }
            guard can("fit"), can("transform") || can("predict") else {
                throw Failure(
                    "E505", "\(object.display) is no part of a pipeline",
                    hint: "that takes an object with fit and transform, or with fit and predict")
            }
            let module = try PythonModule(object.object, runtime)
            // Learners take all features, so what is given columns is a step.
            return can("transform") && (columns != nil || !can("predict"))
                ? .step(PythonStep(module, columns: columns)) : .learner(PythonLearner(module))
        }
    }
}

extension LibraryState {
    /// The folder that paths are relative to, as Python wants it.
    var absoluteFolder: String {
        let folder = resolve(".")
        if folder.hasPrefix("/") { return folder }
        return (getcwd(nil, 0).map { start in
            defer { free(start) }
            return String(cString: start)
        } ?? "") + "/" + folder
    }
}
