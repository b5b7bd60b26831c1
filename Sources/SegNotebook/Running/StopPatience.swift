import Dispatch
import SegDiagnostics
import SegPython
import Synchronization

/// Waits a while for a cell of Python that was told to stop, and then has it left behind: a library that computes can't be
/// interrupted, and a limit is one.
final class StopPatience: Sendable {
    static let seconds = 5

    private struct Running: Sendable {
        let number: Int
        let leave: @Sendable (Interruption.Reason) -> Void
    }

    private let running = Mutex<Running?>(nil)
    private let count = Atomic<Int>(0)

    /// A cell begins, of which there is one at a time; gives its number.
    ///
    /// - Parameter leave: called once, from another thread, when it went on too long after it was told to stop.
    func cellBegins(leave: @escaping @Sendable (Interruption.Reason) -> Void) -> Int {
        let number = count.add(1, ordering: .relaxed).newValue
        running.withLock { $0 = Running(number: number, leave: leave) }
        return number
    }

    func cellEnds(_ number: Int) { _ = take(number) }

    /// The cell that runs now, if any, was told to stop.
    func begin(_ reason: Interruption.Reason) {
        if let number = running.withLock({ $0?.number }) { wait(for: number, reason) }
    }

    /// Native work comes to its end by itself, however long a step of it takes.
    private func wait(for number: Int, _ reason: Interruption.Reason) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.seconds)) { [self] in
            guard running.withLock({ $0?.number }) == number else { return }
            guard PythonThread.shared.isInPython else { return wait(for: number, reason) }
            take(number)?.leave(reason)
        }
    }

    /// The cell of a number, unless it has ended or was left.
    private func take(_ number: Int) -> Running? {
        running.withLock { running in
            guard let found = running, found.number == number else { return nil }
            running = nil
            return found
        }
    }
}
