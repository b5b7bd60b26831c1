import Dispatch
import Glibc
import Synchronization

/// Stops Python code that runs when its caller is told to stop.
///
/// A thread of its own looks every 20 ms, so that calls cost nothing; it raises KeyboardInterrupt
/// in the running thread at its next instruction. A call into a C library is not woken by it.
final class PythonWatch: Sendable {
    private struct Running: Sendable {
        let number: Int
        let thread: UInt
        let isStopped: @Sendable () -> Bool
        var wasTold = false
    }

    private let running = Mutex<[Running]>([])
    private let count = Atomic<Int>(0)

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
            while true {
                usleep(20_000)
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
            var threads: [UInt] = []
            for index in running.indices where !running[index].wasTold && running[index].isStopped() {
                running[index].wasTold = true
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
        defer { running.withLock { $0.removeAll { $0.number == number } } }
        return try body()
    }
}
