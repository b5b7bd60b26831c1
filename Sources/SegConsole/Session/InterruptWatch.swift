import Foundation
import SegDiagnostics
import SegTensor
import SegVM
import Synchronization

/// Turns Ctrl-C into a wish to stop the work that runs; between inputs it does nothing.
///
/// A second Ctrl-C says that work takes its time to stop, a third one ends the process.
final class InterruptWatch: Sendable {
    private let stop: StopSignal
    private let interruption: InterruptionFlag
    private let presses = Atomic<Int>(0)
    private let isWorking = Atomic<Bool>(false)
    private let isTold = Atomic<Bool>(false)
    /// The watch that the signal handler tells; the newest one.
    private static let current = Mutex<InterruptWatch?>(nil)

    init(stop: StopSignal, interruption: InterruptionFlag) {
        self.stop = stop
        self.interruption = interruption
    }

    /// Handles SIGINT from now on.
    func install() {
        // Made once here, so that the handler need not.
        _ = interruption.reason
        Self.current.withLock { $0 = self }
        signal(SIGINT) { _ in InterruptWatch.current.withLockIfAvailable { $0?.press() } }
    }

    /// Runs work that Ctrl-C stops.
    func during<Result>(_ work: () -> Result) -> Result {
        clear()
        isWorking.store(true, ordering: .relaxed)
        defer {
            isWorking.store(false, ordering: .relaxed)
            clear()
        }
        return work()
    }

    /// What is to be said of work that was told to stop twice, once.
    @Sendable func takeNotice() -> String? {
        guard presses.load(ordering: .relaxed) > 1, !isTold.exchange(true, ordering: .relaxed) else { return nil }
        return "still stopping: it may be in a library that can't be interrupted; Ctrl-C once more ends segnb, with all that was not saved"
    }

    private func clear() {
        isTold.store(false, ordering: .relaxed)
        presses.store(0, ordering: .relaxed)
        stop.clear()
        interruption.clear()
    }

    /// Called by the signal handler: touches atomics and writes to a descriptor, nothing else.
    private func press() {
        guard isWorking.load(ordering: .relaxed) else { return }
        switch presses.wrappingAdd(1, ordering: .relaxed).newValue {
        case 1:
            stop.request(.interrupt)
            interruption.raise(.interrupt)
            // The terminal has written ^C at the start of a line: taken away, so that progress above is found where it was drawn.
            if isatty(STDERR_FILENO) == 1 { Self.say("\r  \r") }
        case 2:
            // On a terminal progress is drawn, which says it.
            if isatty(STDERR_FILENO) == 1 { Self.say("\r  \r") } else { Self.say("still stopping\n") }
        default: _exit(130)
        }
    }

    private static func say(_ text: StaticString) {
        // SAFETY: write is allowed in signal handlers, and a literal lives for ever.
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }
}
