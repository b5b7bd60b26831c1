import Glibc

extension PythonRuntime {
    /// Does what a Python program does at its end, if Python was started: functions of `atexit` run,
    /// and worker processes end. The interpreter itself is left to the system, since threads of
    /// Python that still run would break in it.
    ///
    /// To be called once, when nobody uses Python any more.
    public static func finish() {
        guard let runtime = started, !PythonThread.shared.isLeftBehind else { return }
        do { _ = try runtime.helper("finish", []) } catch {
            let text = (error as? PythonProblem)?.failure.message ?? "\(error)"
            runtime.write("at the end of Python: \(text)\n", isError: true)
        }
    }
}
