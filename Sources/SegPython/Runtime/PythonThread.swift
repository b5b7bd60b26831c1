import Dispatch
import Glibc
import Synchronization

/// The thread that starts Python, and that runs what may wait in it.
///
/// Python heeds signals in the thread that started it alone: only there can `time.sleep`, a socket, a lock or a child process
/// that is waited for be woken when the work is to stop.
public final class PythonThread: Sendable {
    public static let shared = PythonThread()

    private let queue = Queue()
    private let id: pthread_t
    private let hasLeft = Atomic<Bool>(false)
    /// As deep as calls within calls need.
    private static let stackSize = 16 << 20

    private init() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        var id = pthread_t()
        pthread_create(
            &id, &attributes,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Queue>.fromOpaque(raw).takeRetainedValue().serve()
            }, Unmanaged.passRetained(queue).toOpaque())
        pthread_detach(id)
        self.id = id
    }

    /// Work that waits for the thread, in the order in which it came.
    private final class Queue: Sendable {
        private let jobs = Mutex<[@Sendable () -> Void]>([])
        private let count = DispatchSemaphore(value: 0)

        func put(_ job: @escaping @Sendable () -> Void) {
            jobs.withLock { $0.append(job) }
            count.signal()
        }

        func serve() -> Never {
            while true {
                count.wait()
                jobs.withLock { $0.removeFirst() }()
            }
        }
    }

    /// Whether the caller runs on it.
    private var isCurrent: Bool { pthread_equal(pthread_self(), id) != 0 }

    /// Whether work on it was given up that may go on for ever: nothing more can be done there.
    public var isLeftBehind: Bool { hasLeft.load(ordering: .relaxed) }

    /// Whether code of Python runs now, there or elsewhere.
    public var isInPython: Bool { PythonRuntime.started?.watch.isBusy ?? false }

    /// Says that what runs there now is waited for no longer.
    public func leaveBehind() { hasLeft.store(true, ordering: .relaxed) }

    /// Runs a body there after what was given before, and returns at once.
    public func start(_ body: @escaping @Sendable () -> Void) { queue.put(body) }

    /// Runs a body there and waits for its end.
    public func run<Value, Problem: Error>(_ body: () throws(Problem) -> Value) throws(Problem) -> Value {
        if isCurrent { return try body() }
        return try withoutActuallyEscaping(body) { body throws(Problem) in
            let errand = Errand(body)
            queue.put { errand.run() }
            return try errand.outcome()
        }
    }
}

/// A body that another thread runs while the first waits.
private final class Errand<Value, Problem: Error>: @unchecked Sendable {
    // SAFETY: whoever made it does not touch it between handing it over and the signal.
    private var body: (() throws(Problem) -> Value)?
    private var result: Result<Value, Problem>?
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping () throws(Problem) -> Value) { self.body = body }

    func run() {
        if let body {
            do throws(Problem) { result = .success(try body()) } catch { result = .failure(error) }
        }
        // The body is its maker's, and is let go before that goes on.
        body = nil
        done.signal()
    }

    func outcome() throws(Problem) -> Value {
        done.wait()
        guard let result else { preconditionFailure("an errand that ended has a result") }
        return try result.get()
    }
}
