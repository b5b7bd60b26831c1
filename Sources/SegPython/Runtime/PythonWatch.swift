import Dispatch
import Glibc
import Synchronization

/// Stops Python code that runs when its caller is told to stop.
///
/// A thread of its own looks every 20 ms, so that calls cost nothing; it raises KeyboardInterrupt
/// in the running thread at its next instruction. A call into a C library is not woken by it. Code
/// that goes on is told again: packages that are being imported, and `except:` without a class, swallow
/// what they are told.
final class PythonWatch: Sendable {
    private struct Running: Sendable {
        let number: Int
        let thread: UInt
        let isStopped: @Sendable () -> Bool
        /// When it is told to stop; later once it was told.
        var isToldFrom = ContinuousClock.now
        /// Whether the code that runs asks by itself, since it has to clear up when it is stopped.
        var asks = false
    }

    private let running = Mutex<[Running]>([])
    private let count = Atomic<Int>(0)
    private let isDue = Atomic<Bool>(false)

    /// Whether modules should be looked at again: true a few times a second at most.
    var isLookDue: Bool {
        isDue.load(ordering: .relaxed) && isDue.exchange(false, ordering: .relaxed)
    }

    func begin(_ runtime: PythonRuntime) {
        let thread = Thread(self, runtime)
        var id = pthread_t()
        pthread_create(
            &id, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Thread>.fromOpaque(raw).takeRetainedValue().look()
                return nil
            }, Unmanaged.passRetained(thread).toOpaque())
        pthread_detach(id)
    }

    /// The watching thread, which lives as long as the process.
    private final class Thread: Sendable {
        private let watch: PythonWatch
        private let runtime: PythonRuntime

        init(_ watch: PythonWatch, _ runtime: PythonRuntime) {
            self.watch = watch
            self.runtime = runtime
        }

        func look() {
            for turn in 1... {
                usleep(20_000)
                if turn % 16 == 0 { watch.isDue.store(true, ordering: .relaxed) }
                for thread in watch.toStop() {
                    runtime.withGIL { gil in
                        _ = gil.api.PyThreadState_SetAsyncExc(thread, gil.api.keyboard_interrupt?.pointee)
                    }
                }
            }
        }
    }

    private func toStop() -> [UInt] {
        running.withLock { running in
            let now = ContinuousClock.now
            var threads: [UInt] = []
            for index in running.indices
            where running[index].isToldFrom <= now && !running[index].asks && running[index].isStopped() {
                // Long enough for code that clears up after it was told.
                running[index].isToldFrom = now + .seconds(2)
                threads.append(running[index].thread)
            }
            return threads
        }
    }

    /// Runs a body that is interrupted once its caller is stopped.
    func during<Result, Problem: Error>(
        _ isStopped: (@Sendable () -> Bool)?, _ body: () throws(Problem) -> Result
    ) throws(Problem) -> Result {
        guard let isStopped else { return try body() }
        // Calls of several threads end in any order: each takes away its own entry.
        let number = count.add(1, ordering: .relaxed).newValue
        running.withLock { running in
            running.append(Running(number: number, thread: UInt(pthread_self()), isStopped: isStopped))
        }
        defer {
            running.withLock { running in
                if running.last?.number == number { running.removeLast() } else { running.removeAll { $0.number == number } }
            }
        }
        return try body()
    }

    /// Says whether the code that runs in this thread asks `isStopped` by itself from now on.
    func setAsks(_ asks: Bool) {
        let thread = UInt(pthread_self())
        running.withLock { running in
            for index in running.indices where running[index].thread == thread { running[index].asks = asks }
        }
    }

    /// Whether the caller of the code that runs in this thread was told to stop.
    var isStopped: Bool {
        let thread = UInt(pthread_self())
        let questions = running.withLock { running in running.filter { $0.thread == thread }.map(\.isStopped) }
        return questions.contains { $0() }
    }
}
