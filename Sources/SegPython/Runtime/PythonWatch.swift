import CPython
import Glibc
import Synchronization

/// Stops Python code that runs when its caller is told to stop.
///
/// A thread of its own looks every 20 ms, so that calls cost nothing. In the thread that started Python it does what Ctrl-C
/// does there: Python's mark of a signal, and a real one that wakes calls of the system, so that waiting and sleeping end
/// too. In others it raises KeyboardInterrupt at the next instruction. A library that computes is woken by neither. Code
/// that goes on is told again, since `except:` without a class swallows what it is told. Libraries that are being imported
/// come to their end first, for some seconds at the most (see `PythonFrames`).
final class PythonWatch: Sendable {
    private struct Running: Sendable {
        let number: Int
        let thread: UInt
        let isStopped: @Sendable () -> Bool
        /// When it is told to stop; later once it was told.
        var isToldFrom = ContinuousClock.now
        /// When it was to be told first.
        var isDueSince: ContinuousClock.Instant?
        /// Whether it was seen to import a library since then.
        var isImporting = false
        var wasTold = false
        /// Whether the code that runs asks by itself, since it has to clear up when it is stopped.
        var asks = false

        func isToBeTold(_ now: ContinuousClock.Instant) -> Bool { isToldFrom <= now && !asks && isStopped() }
    }

    private let running = Mutex<[Running]>([])
    private let count = Atomic<Int>(0)
    private let isDue = Atomic<Bool>(false)
    /// The thread that started Python, in which alone Python heeds signals.
    private let starter = Atomic<UInt>(0)
    private let frames = Mutex<PythonFrames?>(nil)

    /// Whether modules should be looked at again: true some sixteen times a second at most.
    var isLookDue: Bool {
        isDue.load(ordering: .relaxed) && isDue.exchange(false, ordering: .relaxed)
    }

    /// Interrupts Python; by default it does nothing, so no one else uses it.
    private static let waking = SIGURG

    /// To be called once, by the thread that started Python.
    func begin(_ runtime: PythonRuntime) {
        starter.store(UInt(pthread_self()), ordering: .relaxed)
        python_api_interrupt_on(Self.waking)
        frames.withLock { $0 = runtime.withGIL { gil in PythonFrames(gil.api) } }
        let thread = Thread(self, runtime)
        start(thread) { raw in
            guard let raw else { return nil }
            Unmanaged<Thread>.fromOpaque(raw).takeRetainedValue().look()
            return nil
        }
        start(thread) { raw in
            guard let raw else { return nil }
            Unmanaged<Thread>.fromOpaque(raw).takeRetainedValue().tell()
            return nil
        }
    }

    private func start(_ thread: Thread, _ body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?) {
        var id = pthread_t()
        pthread_create(&id, nil, body, Unmanaged.passRetained(thread).toOpaque())
        pthread_detach(id)
    }

    /// The watching threads, which live as long as the process: one never waits for Python's lock.
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
                if turn % 3 == 0 { watch.isDue.store(true, ordering: .relaxed) }
                watch.wakeStarter()
            }
        }

        func tell() {
            while true {
                usleep(20_000)
                if watch.isToTell { runtime.withGIL { gil in watch.tell(gil) } }
            }
        }
    }

    /// Seconds for which a library may go on importing after its caller was told to stop.
    private static let importing = 4.0
    /// Seconds after which code is told that holds Python's lock for as long, as regular expressions and long whole numbers do.
    private static let holding = 0.2
    /// Seconds until code that goes on is told again: long enough for code that clears up.
    private static let patience = 2.0

    /// Whether some code is to be told to stop; asked without Python's lock, which the code may hold for long.
    private var isToTell: Bool { running.withLock { running in running.contains { $0.isToBeTold(.now) } } }

    /// Tells the code that is to stop; with Python's lock in hand, so that none of it ends meanwhile and the next gets what it was told.
    private func tell(_ gil: borrowing GIL) {
        let starter = starter.load(ordering: .relaxed)
        let now = ContinuousClock.now
        let threads = running.withLock { running in running.filter { $0.isToBeTold(now) }.map(\.thread) }
        let importing = frames.withLock { $0 }?.importing(among: threads, gil) ?? []
        running.withLock { running in
            for index in running.indices where running[index].isToBeTold(now) {
                let since = running[index].isDueSince ?? now
                running[index].isDueSince = since
                running[index].isImporting = importing.contains(running[index].thread) && now < since + .seconds(Self.importing)
                if running[index].isImporting { continue }
                running[index].isToldFrom = now + .seconds(Self.patience)
                running[index].wasTold = true
                if running[index].thread == starter {
                    pthread_kill(pthread_t(starter), Self.waking)
                } else {
                    _ = gil.api.PyThreadState_SetAsyncExc(running[index].thread, gil.api.keyboard_interrupt?.pointee)
                }
            }
        }
    }

    /// Tells code in the thread that started Python without Python's lock, where that can't be had: such code looks for signals itself.
    private func wakeStarter() {
        let starter = starter.load(ordering: .relaxed)
        running.withLock { running in
            let now = ContinuousClock.now
            for index in running.indices where running[index].thread == starter && running[index].isToBeTold(now) {
                let since = running[index].isDueSince ?? now
                running[index].isDueSince = since
                guard !running[index].isImporting, now >= since + .seconds(Self.holding) else { continue }
                running[index].isToldFrom = now + .seconds(Self.patience)
                running[index].wasTold = true
                // Under the lock, so that it can't come after the code's end.
                pthread_kill(pthread_t(starter), Self.waking)
            }
        }
    }

    /// Runs a body that is interrupted once its caller is stopped; Python's lock is held.
    func during<Result, Problem: Error>(
        _ isStopped: (@Sendable () -> Bool)?, _ runtime: PythonRuntime, _ body: () throws(Problem) -> Result
    ) throws(Problem) -> Result {
        guard let isStopped else { return try body() }
        // Calls of several threads end in any order: each takes away its own entry.
        let number = count.add(1, ordering: .relaxed).newValue
        running.withLock { running in
            running.append(Running(number: number, thread: UInt(pthread_self()), isStopped: isStopped))
        }
        defer {
            let wasTold = running.withLock { running in
                guard let index = running.lastIndex(where: { $0.number == number }) else { return false }
                return running.remove(at: index).wasTold
            }
            if wasTold { runtime.forgetSignals() }
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

    /// Whether code runs that can be told to stop.
    var isBusy: Bool { running.withLock { !$0.isEmpty } }

    /// Whether the caller of the code that runs in this thread was told to stop.
    var isStopped: Bool {
        let thread = UInt(pthread_self())
        let questions = running.withLock { running in running.filter { $0.thread == thread }.map(\.isStopped) }
        return questions.contains { $0() }
    }
}
