import SegDiagnostics
import SegTensor
import SegVM
import Synchronization

/// The wish to stop a whole run, passed to everything that works for it.
final class RunStop: Sendable {
    /// Asked by native work.
    let signal: StopSignal
    /// Asked by the machines that run cells.
    private let machines = Mutex<[InterruptionFlag]>([])
    /// Waits for the cell of Python that runs now.
    let patience = StopPatience()

    /// - Parameter outer: whose stop is one of this too.
    init(within outer: RunStop? = nil) {
        signal = outer.map { StopSignal(within: $0.signal, StopSignal.Limits(deadline: nil)) } ?? StopSignal()
    }

    func add(_ machine: InterruptionFlag) { machines.withLock { $0.append(machine) } }

    func request(_ reason: Interruption.Reason) {
        signal.request(reason)
        machines.withLock { machines in machines.forEach { $0.raise(reason) } }
        patience.begin(reason)
    }

    /// Why the run is to stop; nil while it may go on.
    var reason: Interruption.Reason? { signal.reason }
}
