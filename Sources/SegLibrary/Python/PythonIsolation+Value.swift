import SegDiagnostics
import SegPython
import SegVM

extension PythonIsolation {
    /// What `isolate:` says: true, false, or limits; nil for a call in this process.
    init?(_ value: Value) throws {
        switch value {
        case .absent, .null, .bool(false): return nil
        case .bool(true): self.init()
        default:
            guard let limits = value.asHost as? LimitsValue else {
                throw Failure(
                    "E503", "'isolate:' takes true, false or limits, not \(value.kindPhrase)",
                    hint: "isolate: limits(time: 30s, memory: \"2GB\")")
            }
            guard limits.threads == nil else {
                throw Failure("E503", "a worker process has no limit of threads", hint: "leave 'threads:' out")
            }
            self.init(seconds: limits.time.map { Double($0) / 1e9 }, memory: limits.memory)
        }
    }
}
