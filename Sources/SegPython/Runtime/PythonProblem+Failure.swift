import SegDiagnostics

extension PythonProblem {
    /// The problem as an error of the domain: Python's own words, its frames, and what would help.
    ///
    /// E641 an exception, E642 a syntax error, E643 a missing module, E644 an exit; E650 to E655 what
    /// becomes of worker processes.
    public var failure: Failure {
        guard !type.isEmpty else { return Failure("E645", message) }
        let because = cause.map { "\n  from \($0)" } ?? ""
        let added = notes.map { "\n  \($0)" }.joined()
        switch type {
        case "SyntaxError", "IndentationError", "TabError":
            let place = "\(details["file"] ?? ""):\(details["line"] ?? ""):\(details["column"] ?? "")"
            let line = details["text"].map { "\n  \($0)" } ?? ""
            return Failure("E642", "\(place) is not valid Python: \(message)\(line)")
        case "ModuleNotFoundError":
            let module = details["module"] ?? ""
            let package = module.split(separator: ".").first.map(String.init) ?? module
            let isInstalled = details["has"].map { !$0.isEmpty } ?? false
            return Failure(
                "E643", "Python has no module '\(module)'\(trace)",
                hint: isInstalled
                    ? "'\(package)' is there, and has no such part"
                    : "if it is a package, pip install \(Self.packages[package] ?? package) into the environment that segnb doctor names; "
                        + "if it is your own \(package).py, it must lie beside the notebook")
        case "WorkerEnded":
            let hint = details["hint"] ?? ""
            return Failure(details["code"] ?? "E650", message + trace, hint: hint.isEmpty ? nil : hint)
        case "SystemExit":
            return Failure("E644", "the Python code ended itself with exit(\(Self.exitCode(details["code"])))\(trace)")
        case "KeyboardInterrupt":
            return Failure("E641", "the Python code raised KeyboardInterrupt itself: nobody stopped it\(trace)")
        default:
            let text = message.isEmpty ? type : "\(type): \(message)"
            return Failure("E641", text + trace + because + added, hint: hint)
        }
    }

    private static func exitCode(_ code: String?) -> String { code.map { $0 == "None" ? "" : $0 } ?? "" }

    /// The frames, each on a line of its own that begins with a newline.
    public var trace: String {
        frames.map { frame in
            if frame.file.isEmpty { return "\n  … \(frame.line) more" }
            let code = frame.source.isEmpty ? "" : ": \(frame.source)"
            return "\n  \(frame.file):\(frame.line), in \(frame.function)\(code)"
        }.joined()
    }

    private var hint: String? {
        if type == "BrokenProcessPool" || message.contains("on <module '__main__'>") {
            return "the processes find what the text itself defines: imports, functions and classes; put what they need into a module"
        }
        if message.contains("no known parent package") {
            return "name it as a module of its package: use python \"package.module\""
        }
        if message.contains("read-only") || message.contains("not writeable") {
            return "columns of segnb never change: take a copy first, array.copy()"
        }
        return nil
    }

    /// Modules whose package has another name.
    private static let packages = [
        "sklearn": "scikit-learn", "cv2": "opencv-python", "PIL": "pillow", "yaml": "pyyaml", "bs4": "beautifulsoup4",
    ]
}
