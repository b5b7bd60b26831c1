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
        return try PythonCall.within(context, runtime) { isStopped in
            let module = try runtime.helperObject("use", [.string(path), .string(folder)], isStopped: isStopped)
            return .host(PythonObjectValue(module, runtime))
        }
    }

    private static let runPython = NativeDeclaration(
        "run_python", group: "python", "Runs a Python script on tables and values, and takes names out of it.",
        parameters: [
            .init("path", .path, "The script; relative to the source's folder."),
            .init("with", .dictionary(of: .any), default: .auto, labelOnly: true, "Values by the names the script uses."),
            .init("take", .list(of: .string), default: .emptyList, labelOnly: true, "Names to take out at the end."),
            .init("as", .optional(.choice(["pandas", "polars", "pyarrow", "numpy", "dict"])), default: .null,
                labelOnly: true, "The form of tables; by default what the script imports."),
        ],
        result: "Dictionary", effect: .writes,
        examples: ["let out = run_python(\"clean.py\", with: [\"df\": flights], take: [\"df\"])"]
    ) { call, context in
        let runtime = try PythonRuntime.shared()
        let path = try context.library.resolve(try call.string(0))
        let inputs: PythonValue = call.isGiven(1) ? try PythonValue(call[1]) : .dictionary([])
        let names = (call[2].asStrings ?? []).map { PythonValue.string($0) }
        return try PythonCall.within(context, runtime) { isStopped in
            Value(
                try runtime.helper(
                    "run_script",
                    [.string(path), inputs, .list(names), call[3].asString.map { .string($0) } ?? .none],
                    isStopped: isStopped), runtime)
        }
    }

    /// An object with `transform` as a step, with `predict` as a learner; nil for other values.
    static func part(_ value: Value, columns: Selector? = nil) throws -> PipelinePart? {
        guard let object = value.asHost as? PythonObjectValue else { return nil }
        return try PythonCall.translated {
            let runtime = object.runtime
            func can(_ method: String) -> Bool { PythonModule.can(object.object, method, runtime) }
            guard can("fit"), can("transform") || can("predict") else {
                throw Failure(
                    "E505", "\(object.display) is no part of a pipeline",
                    hint: "that takes an object with fit and transform, or with fit and predict")
            }
            let module = try PythonModule(object.object, runtime)
            return can("transform") && !can("predict")
                ? .step(PythonStep(module, columns: columns)) : .learner(PythonLearner(module))
        }
    }
}

/// What a module or an object of Python offers, for completion and help.
public struct PythonMembers {
    public struct Member: Hashable, Sendable {
        public let name: String
        /// `(df, limit=3)`; empty for plain values.
        public let signature: String
        public let documentation: String
    }

    public let all: [Member]

    public init(_ value: PythonObjectValue) {
        guard case .list(let entries)? = try? value.runtime.helper("members", [.object(value.object)]) else {
            all = []
            return
        }
        all = entries.compactMap { entry in
            guard case .list(let parts) = entry, parts.count == 4, case .string(let name) = parts[0],
                case .string(let signature) = parts[2], case .string(let documentation) = parts[3]
            else { return nil }
            return Member(name: name, signature: signature, documentation: documentation)
        }
    }
}

/// A `%% python` cell.
public enum PythonCell {
    public struct Result {
        /// The names it gives.
        public let values: [String: Value]
        /// The value of its last expression.
        public let shown: Value
        /// Figures that it drew, as PNG.
        public let pictures: [[UInt8]]
    }

    /// Runs the text of a cell in a namespace of its own that holds its reads only.
    ///
    /// - Parameter line: lines of the file above the cell's text, so that tracebacks point into it.
    public static func run(
        _ source: String, file: String, line: Int, reads: [String: Value], writes: [String],
        _ context: NativeContext
    ) throws -> Result {
        let runtime = try PythonRuntime.shared()
        let folder = try context.library.absoluteFolder
        let inputs = try reads.keys.sorted().map { name in
            (key: PythonValue.string(name), value: try PythonValue(reads[name] ?? .null))
        }
        return try PythonCall.within(context, runtime) { isStopped in
            _ = try runtime.helper("add_folder", [.string(folder)])
            _ = try runtime.helper("refresh", [])
            let told = try runtime.helper(
                "run_cell",
                [
                    .string(source), .string(file), .int(line), .dictionary(inputs),
                    .list(writes.map { .string($0) }),
                ], isStopped: isStopped)
            guard case .list(let parts) = told, parts.count == 3, case .dictionary(let values) = parts[0],
                case .list(let pictures) = parts[2]
            else { throw Failure("E645", "the cell's results can't be read") }
            var named: [String: Value] = [:]
            for entry in values {
                if case .string(let name) = entry.key { named[name] = Value(entry.value, runtime) }
            }
            return Result(
                values: named, shown: Value(parts[1], runtime), pictures: pictures.compactMap(bytes))
        }
    }

    private static func bytes(_ value: PythonValue) -> [UInt8]? {
        guard case .string(let text) = value else { return nil }
        let digits = Array(text.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
            UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16)
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
