/// What a call may use that runs in a worker process.
public struct PythonIsolation: Sendable, Hashable {
    /// Seconds after which the process is ended; nil: none.
    public let seconds: Double?
    /// Bytes of memory that the process may hold; nil: nine tenths of what is free when it starts.
    public let memory: Int?

    public init(seconds: Double? = nil, memory: Int? = nil) {
        self.seconds = seconds
        self.memory = memory
    }
}

extension PythonRuntime {
    /// Calls an object, or one of its methods, in a worker process: a Python of its own, which stays
    /// for the next call unless this one failed, was ended or left something running.
    ///
    /// What the call is given and gives is copied, tables through memory that both map. E650 to
    /// E655 say what became of a process that gave no result. Nil where there is no such method.
    public func callIsolated(
        _ object: PythonObject, method: String? = nil, _ arguments: [PythonArgument], form: String? = nil,
        _ limits: PythonIsolation, isStopped: StopQuestion? = nil
    ) throws -> PythonValue? {
        var callee = object
        if let method {
            guard let found = attribute(method, of: object) else { return nil }
            callee = found
        }
        let labelled = arguments.compactMap { argument in
            argument.label.map { (key: PythonValue.string($0), value: argument.value) }
        }
        return try isolated(
            "call",
            [
                .object(callee), .list(arguments.filter { $0.label == nil }.map(\.value)), .dictionary(labelled),
                form.map { .string($0) } ?? .none,
            ], limits, isStopped: isStopped)
    }

    /// Has a function of the helper run in a worker process: `call`, `show_cell` or `run_script`.
    public func isolated(
        _ function: String, _ arguments: [PythonValue], _ limits: PythonIsolation, isStopped: StopQuestion? = nil
    ) throws -> PythonValue {
        try helper(
            "isolated",
            [
                .string(function), .list(arguments), limits.seconds.map { .double($0) } ?? .none,
                limits.memory.map { .int($0) } ?? .none,
            ], isStopped: isStopped)
    }
}
