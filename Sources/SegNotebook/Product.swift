import Glibc
import SegLibrary

/// What this program is called and which version it is.
public enum Product {
    public static let version = "0.1.0"

    /// Ends the process. Where Python was used its own end comes first, and nothing is taken down
    /// behind it: threads of Python may still run.
    public static func end(withCode code: Int32) -> Never {
        // Threads of Python that never end can be left.
        signal(SIGINT, SIG_DFL)
        let usedPython = PythonNatives.finish()
        fflush(nil)
        if usedPython { _exit(code) }
        exit(code)
    }
}
