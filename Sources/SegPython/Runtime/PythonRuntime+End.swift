import Dispatch

extension PythonRuntime {
    /// Does what a Python program does at its end, if Python was started: functions of `atexit` run,
    /// and worker processes end. The interpreter itself is left to the system, since threads of
    /// Python that still run would break in it.
    ///
    /// To be called once, when nobody uses Python any more.
    ///
    /// - Parameter patience: seconds that it may take; nil: as long as threads of Python go on, as a Python program would.
    public static func finish(patience: Int? = nil) {
        guard let runtime = started, !PythonThread.shared.isLeftBehind else { return }
        guard let patience else { return PythonThread.shared.run { finish(runtime) } }
        let done = DispatchSemaphore(value: 0)
        PythonThread.shared.start {
            finish(runtime)
            done.signal()
        }
        _ = done.wait(timeout: .now() + .seconds(patience))
    }

    private static func finish(_ runtime: PythonRuntime) {
        do { _ = try runtime.helper("finish", []) } catch {
            let text = (error as? PythonProblem)?.failure.message ?? "\(error)"
            runtime.write("at the end of Python: \(text)\n", isError: true)
        }
    }
}
