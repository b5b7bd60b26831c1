import SegDiagnostics
import SegDisplay
import SegPython
import SegVM

/// A `%% python` cell.
public enum PythonCell {
    public struct Result {
        /// The names it gives.
        public let values: [String: Value]
        /// The value of its last expression.
        public let shown: Value
        /// Figures that it drew.
        public let pictures: [Picture]
    }

    /// Its code was stopped because whoever runs it was told to.
    public struct Stop: Error {
        /// The lines of Python that it was in, each on a line of its own and indented; empty where they are not known.
        public let trace: String
    }

    /// Runs the text of a cell in a namespace of its own that holds its reads only; throws `Stop` where it was stopped.
    ///
    /// - Parameters:
    ///   - line: lines of the file above the cell's text, so that tracebacks point into it.
    ///   - isolation: what a worker process may use that runs the cell; nil: it runs in this process.
    public static func run(
        _ source: String, file: String, line: Int, reads: [String: Value], writes: [String],
        isolation: PythonIsolation? = nil, _ context: NativeContext
    ) throws -> Result {
        let runtime = try PythonRuntime.shared()
        let folder = try context.library.absoluteFolder
        let inputs = try reads.keys.sorted().map { name in
            (key: PythonValue.string(name), value: try PythonValue(reads[name] ?? .null))
        }
        return try PythonCall.within(context, runtime, whenStopped: { Stop(trace: $0.trace) }) { isStopped in
            _ = try runtime.helper("add_folder", [.string(folder)])
            _ = try runtime.helper("refresh", [])
            let given: [PythonValue] = [
                .string(source), .string(file), .int(line), .dictionary(inputs), .list(writes.map { .string($0) }),
            ]
            let told =
                try isolation.map { try runtime.isolated("run_cell", given, $0, isStopped: isStopped) }
                ?? runtime.helper("run_cell", given, isStopped: isStopped)
            guard case .list(let parts) = told, parts.count == 3, case .dictionary(let values) = parts[0],
                case .list(let pictures) = parts[2]
            else { throw Failure("E645", "the cell's results can't be read") }
            var named: [String: Value] = [:]
            for entry in values {
                if case .string(let name) = entry.key { named[name] = Value(entry.value, runtime) }
            }
            return Result(
                values: named, shown: Value(parts[1], runtime), pictures: pictures.compactMap(Picture.init))
        }
    }
}
