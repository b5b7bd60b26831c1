import Foundation
import SegDiagnostics
import Synchronization

/// Turns the first Ctrl-C, SIGTERM or hang-up of the terminal into a wish to stop; a second one ends the program at once.
///
/// It is kept until results and report are written: those come to their end after the first signal
/// and are in no one's way after the second, since files appear in one step. A signal that comes to a whole group, as Ctrl-C does,
/// is marked before anything goes on that waited for another program of the group.
final class SignalWatch {
    private let state: State
    private static let numbers = [SIGINT, SIGTERM, SIGHUP]
    /// The watch that the signal handler tells; the newest one.
    private static let current = Mutex<State?>(nil)

    /// SAFETY: the semaphore is made for use by several threads and signal handlers, and lives as long as the state.
    private final class State: @unchecked Sendable {
        private let arrival = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        /// How many signals came; all further ones end the program.
        private let count = Atomic<Int>(0)
        private let isOver = Atomic<Bool>(false)
        private let mark: @Sendable () -> Void
        private let onStop: @Sendable (Interruption.Reason) -> Void

        init(_ mark: @escaping @Sendable () -> Void, _ onStop: @escaping @Sendable (Interruption.Reason) -> Void) {
            self.mark = mark
            self.onStop = onStop
            sem_init(arrival, 0, 0)
        }

        deinit {
            sem_destroy(arrival)
            arrival.deallocate()
        }

        /// Called by the signal handler: touches atomics and the semaphore, nothing else.
        func arrive() {
            if count.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
            mark()
            sem_post(arrival)
        }

        func end() {
            isOver.store(true, ordering: .relaxed)
            sem_post(arrival)
        }

        /// Waits for the first signal, or the end.
        func wait() {
            while sem_wait(arrival) != 0 {}
            if !isOver.load(ordering: .relaxed) { onStop(.interrupt) }
        }
    }

    /// - Parameters:
    ///   - mark: called by the signal handler itself: it may touch atomics, and nothing else.
    ///   - onStop: called soon after it by a thread of its own.
    init(marking mark: @escaping @Sendable () -> Void = {}, _ onStop: @escaping @Sendable (Interruption.Reason) -> Void) {
        let state = State(mark, onStop)
        self.state = state
        Self.current.withLock { $0 = state }
        Thread.detachNewThread { state.wait() }
        // Who started the program may have blocked them, which is inherited.
        var numbers = sigset_t()
        sigemptyset(&numbers)
        for number in Self.numbers { sigaddset(&numbers, number) }
        pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
        for number in Self.numbers {
            signal(number) { _ in SignalWatch.current.withLockIfAvailable { $0?.arrive() } }
        }
    }

    deinit {
        for number in Self.numbers { signal(number, SIG_DFL) }
        Self.current.withLock { if $0 === state { $0 = nil } }
        state.end()
    }
}
