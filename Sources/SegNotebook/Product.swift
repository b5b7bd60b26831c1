import Glibc
import SegDisplay
import SegLibrary

/// What this program is called and which version it is.
public enum Product {
    public static let version = "0.1.0"

    /// Ends the process. Where Python was used its own end comes first, and nothing is taken down
    /// behind it: threads of Python may still run.
    public static func end(withCode code: Int32) -> Never {
        // Threads of Python that never end can be left.
        signal(SIGINT, SIG_DFL)
        // What was stopped may have left threads that go on for long.
        let wasStopped = [RunStatus.limit, .interrupted].map(\.exitCode).contains(code)
        let usedPython = PythonNatives.finish(patience: wasStopped ? 2 : nil)
        fflush(nil)
        let code = code == 0 && StandardStream.hasLost ? 1 : code
        if usedPython { _exit(code) }
        exit(code)
    }
}
