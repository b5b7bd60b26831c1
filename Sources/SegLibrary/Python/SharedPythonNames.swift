import SegPython
import Synchronization

/// The names that Python cells with `shared: true` have in common while a notebook runs, as the cells of a Jupyter notebook have.
public final class SharedPythonNames: Sendable {
    private let object = Mutex<PythonObject?>(nil)
    private let isBegun = Atomic<Bool>(false)

    public init() {}

    /// Whether no cell has run yet; false from then on.
    func begin() -> Bool { !isBegun.exchange(true, ordering: .relaxed) }

    func names(_ runtime: PythonRuntime) throws -> PythonObject {
        try object.withLock { object in
            if let object { return object }
            let made = try runtime.helperObject("shared_names", [])
            object = made
            return made
        }
    }
}
