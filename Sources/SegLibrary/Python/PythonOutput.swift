import Glibc
import SegVM
import Synchronization

/// Passes what Python prints to the cell that called it.
///
/// SAFETY: the context is used by the thread that made the call alone; text of other threads is
/// kept until that thread is back.
final class PythonOutput: @unchecked Sendable {
    private let context: NativeContext
    private let thread = pthread_self()
    private let held = Mutex("")

    init(_ context: NativeContext) { self.context = context }

    func write(_ text: String) {
        guard pthread_equal(thread, pthread_self()) != 0 else { return held.withLock { $0 += text } }
        flush()
        context.print(text)
    }

    /// Gives out what other threads have printed; called by the thread of the call.
    func flush() {
        let text = held.withLock { held in
            defer { held = "" }
            return held
        }
        if !text.isEmpty { context.print(text) }
    }
}
