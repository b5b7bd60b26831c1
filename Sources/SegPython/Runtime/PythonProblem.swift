import CPython
import SegDiagnostics

/// An exception of Python as plain values; the exception itself, and the frames that it holds on
/// to, are let go.
public struct PythonProblem: Error, Sendable {
    /// One line of the traceback, outermost first.
    public struct Frame: Hashable, Sendable {
        public let file: String
        /// Counted from 1.
        public let line: Int
        public let function: String
        /// The text of the line, where the file is there.
        public let source: String
    }

    /// The exception's class: `ValueError`.
    public let type: String
    public let message: String
    public let frames: [Frame]
    /// Of a syntax error the place, of a missing module its name, of an exit its code.
    public let details: [String: String]
    /// The exception that this one was raised from or beside.
    public let cause: String?
    /// What `add_note` has added.
    public let notes: [String]

    /// A problem of the exchange itself.
    static func text(_ message: String) -> PythonProblem {
        PythonProblem(type: "", message: message, frames: [], details: [:], cause: nil, notes: [])
    }

    /// The line (from 1) at which it happened within some lines of a file: the innermost call there, or what is no Python.
    public func line(in file: String, among lines: Range<Int>) -> Int? {
        if let line = details["line"].flatMap({ Int($0) }), details["file"] == file, lines.contains(line) { return line }
        return frames.last { $0.file == file && lines.contains($0.line) }?.line
    }

    /// Stands for the exception of code that came to its end before it was told to stop.
    public static let interruption = PythonProblem(
        type: "KeyboardInterrupt", message: "", frames: [], details: [:], cause: nil, notes: [])

    /// Whether the code was stopped because its caller was.
    public var isInterruption: Bool { type == "KeyboardInterrupt" }
}

extension PythonRuntime {
    /// The exception that was just raised in this thread; it is cleared.
    func raised() -> PythonProblem {
        var type: UnsafeMutableRawPointer?
        var error: UnsafeMutableRawPointer?
        var trace: UnsafeMutableRawPointer?
        api.PyErr_Fetch(&type, &error, &trace)
        guard type != nil else { return .text("Python failed without saying why") }
        api.PyErr_NormalizeException(&type, &error, &trace)
        if let error, let trace { _ = api.PyException_SetTraceback(error, trace) }
        if let type { api.Py_DecRef(type) }
        if let trace { api.Py_DecRef(trace) }
        guard let error else { return .text("Python failed without saying why") }
        let handle = PythonObject(owning: error, self)
        return described(handle) ?? .text("Python failed, and its exception can't be read")
    }

    private func described(_ error: PythonObject) -> PythonProblem? {
        let told = withGIL { gil -> PythonValue? in
            guard let result = try? callHelper("describe_error", [.object(error)], gil) else {
                api.PyErr_Clear()
                return nil
            }
            return try? takeValue(result)
        }
        guard case .list(let parts)? = told, parts.count == 6, case .list(let frames) = parts[2],
            case .dictionary(let details) = parts[3], case .list(let notes) = parts[5]
        else { return nil }
        let cause = parts[4].text
        return PythonProblem(
            type: parts[0].text, message: parts[1].text, frames: frames.compactMap(PythonProblem.Frame.init),
            details: Dictionary(details.map { ($0.key.text, $0.value.text) }) { first, _ in first },
            cause: cause.isEmpty ? nil : cause, notes: notes.map(\.text))
    }
}

extension PythonProblem.Frame {
    fileprivate init?(_ value: PythonValue) {
        guard case .list(let parts) = value, parts.count == 4, case .int(let line) = parts[1] else { return nil }
        self.init(file: parts[0].text, line: line, function: parts[2].text, source: parts[3].text)
    }
}

extension PythonValue {
    /// Text, or a number written as text.
    var text: String {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        default: ""
        }
    }
}
