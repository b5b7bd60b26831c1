import SegDiagnostics
import Synchronization

/// Tells long work that it should stop; set from a signal handler's thread, tested inside loops.
public final class StopSignal: Sendable {
    private let state = Atomic<Int>(0)

    public init() {}

    public func request(_ reason: Interruption.Reason) {
        let code =
            switch reason {
            case .interrupt: 1
            case .timeout: 2
            case .memory: 3
            }
        state.store(code, ordering: .relaxed)
    }

    public func clear() { state.store(0, ordering: .relaxed) }

    public var reason: Interruption.Reason? {
        switch state.load(ordering: .relaxed) {
        case 1: .interrupt
        case 2: .timeout
        case 3: .memory
        default: nil
        }
    }

    /// Throws an `Interruption` once a stop was requested.
    public func check() throws {
        if let reason { throw Interruption(reason) }
    }
}
