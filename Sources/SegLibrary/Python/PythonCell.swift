import SegDiagnostics
import SegDisplay
import SegPython
import SegVM

/// A `%% python` cell.
public enum PythonCell {
    public struct Result {
        /// The names it gives.
        public let values: [String: Value]
        /// The value of its last expression as it is shown; nil where there is none.
        public let shown: Document?
        /// Figures that it drew.
        public let pictures: [Picture]
    }

    /// Its code was stopped because whoever runs it was told to.
    public struct Stop: Error {
        public let reason: Interruption.Reason
        /// The lines of Python that it was in, each on a line of its own and indented; empty where they are not known.
        public let trace: String
        /// The line of the notebook's file that it was at.
        public let line: Int?
    }

    /// Random numbers of Python's modules start from a seed, as far as they are loaded, and others once they are.
    public static func seedModules(_ seed: Int) {
        // Where there is no Python, whoever uses it says so.
        if let runtime = try? PythonRuntime.shared() { _ = try? runtime.helper("seed_modules", [.int(seed)]) }
    }

    /// The text of a cell without comments and layout, as something to compare; the text itself where it is no Python.
    public static func meaning(of source: String) -> String {
        guard let runtime = try? PythonRuntime.shared(),
            case .string(let text)? = try? runtime.helper("cell_meaning", [.string(source)])
        else { return source }
        return text
    }

    /// Figures that are open, which are closed: those that functions drew which a cell called.
    public static func openPictures() -> [Picture] {
        guard let runtime = PythonRuntime.started, case .list(let pictures)? = try? runtime.helper("pictures", []) else { return [] }
        return pictures.compactMap(Picture.init)
    }

    /// Runs the text of a cell, in a namespace of its own that holds its reads only unless it is shared; throws `Stop` where it was
    /// stopped.
    ///
    /// - Parameters:
    ///   - seed: what random numbers of Python's modules start from; nil: they go on.
    ///   - line: lines of the file above the cell's text, so that tracebacks point into it.
    ///   - shared: the names that it has in common with other cells, in which random numbers start once; nil: its own.
    ///   - isolation: what a worker process may use that runs the cell; nil: it runs in this process.
    public static func run(
        _ source: String, file: String, line: Int, reads: [String: Value], writes: [String],
        seed: Int? = nil, isolation: PythonIsolation? = nil, shared: SharedPythonNames? = nil, _ context: NativeContext
    ) throws -> Result {
        let runtime = try PythonRuntime.shared()
        let folder = try context.library.absoluteFolder
        let inputs = try reads.keys.sorted().map { name in
            (key: PythonValue.string(name), value: try PythonValue(reads[name] ?? .null))
        }
        let lines = (line + 1)..<(line + 2 + source.utf8.count { $0 == UInt8(ascii: "\n") })
        let place = { (problem: PythonProblem) in problem.line(in: file, among: lines) }
        return try PythonCall.within(
            context, runtime, whenStopped: { Stop(reason: $1, trace: $0.trace, line: place($0)) },
            whenFailed: { problem in
                var failure = problem.failure
                failure.line = place(problem)
                return failure
            }
        ) { isStopped in
            _ = try runtime.helper("add_folder", [.string(folder)])
            try runtime.refreshModules()
            let given: [PythonValue] = [
                .string(source), .string(file), .int(line), .dictionary(inputs), .list(writes.map { .string($0) }),
                seed.flatMap { shared?.begin() ?? true ? .int($0) : nil } ?? .none, try shared.map { .object(try $0.names(runtime)) } ?? .none,
            ]
            let told =
                try isolation.map { try runtime.isolated("show_cell", given, $0, isStopped: isStopped) }
                ?? runtime.helper("show_cell", given, isStopped: isStopped)
            guard case .list(let parts) = told, parts.count == 4, case .dictionary(let values) = parts[0],
                case .list(let pictures) = parts[2], case .list(let files) = parts[3]
            else { throw Failure("E645", "the cell's results can't be read") }
            for case .string(let path) in files { try context.library.noteRead(path) }
            var named: [String: Value] = [:]
            for entry in values {
                if case .string(let name) = entry.key { named[name] = Value(entry.value, runtime) }
            }
            return Result(
                values: named, shown: PythonShown.document(of: parts[1], runtime), pictures: pictures.compactMap(Picture.init))
        }
    }
}
