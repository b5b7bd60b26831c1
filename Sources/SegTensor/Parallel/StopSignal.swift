import SegDiagnostics
import Synchronization

/// Tells long work that it should stop; set from a signal handler's thread, tested inside loops.
///
/// A part of the work may have a signal of its own, with limits; it also stops when the whole does.
public final class StopSignal: Sendable {
    /// What a part of the work may use.
    public struct Limits: Sendable {
        /// When it has to be done.
        public let deadline: ContinuousClock.Instant?
        /// Memory that may be resident in the process, in bytes.
        public let memory: Int?
        /// What is thrown when a limit is reached.
        public let error: @Sendable (Interruption.Reason) -> any Error

        public init(
            deadline: ContinuousClock.Instant?, memory: Int? = nil,
            error: @escaping @Sendable (Interruption.Reason) -> any Error = { Interruption($0) }
        ) {
            self.deadline = deadline
            self.memory = memory
            self.error = error
        }
    }

    private let state = Atomic<Int>(0)
    private let whole: StopSignal?
    private let limits: Limits?
    private let checks = Atomic<Int>(0)
    private let checkpoints = Atomic<Int>(0)
    private let isFull = Atomic<Bool>(false)

    public init() {
        whole = nil
        limits = nil
    }

    /// The signal of a part of the work that another one stops too.
    public init(within whole: StopSignal, _ limits: Limits) {
        self.whole = whole
        self.limits = limits
    }

    /// The signal of the work that is running, for kernels that go on for long and are told of none.
    @TaskLocal private static var current: StopSignal?

    /// Runs work during which `checkCurrent` looks at this signal, also on other threads of a pool.
    public func during<Result>(_ work: () throws -> Result) rethrows -> Result {
        try Self.$current.withValue(self, operation: work)
    }

    /// Runs work on another thread for the work that runs here.
    static func inherited() -> @Sendable (_ work: () -> Void) -> Void {
        let signal = current
        return { work in $current.withValue(signal, operation: work) }
    }

    /// Throws as `check` does where the running work heeds a signal.
    public static func checkCurrent() throws { try current?.check() }

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
        default: whole?.reason
        }
    }

    /// Asks long work to keep its state at the next chance: a stop may follow.
    public func requestCheckpoint() { checkpoints.add(1, ordering: .relaxed) }

    /// How often that was asked.
    public var checkpointRequests: Int {
        checkpoints.load(ordering: .relaxed) + (whole?.checkpointRequests ?? 0)
    }

    /// Throws an `Interruption` once a stop was requested, and the error of a limit once it is reached.
    public func check() throws {
        if let reason { throw Interruption(reason) }
        try whole?.checkLimits()
        try checkLimits()
    }

    private func checkLimits() throws {
        guard let limits else { return }
        if let deadline = limits.deadline, ContinuousClock.now > deadline { throw limits.error(.timeout) }
        guard let memory = limits.memory else { return }
        // Asking the system takes some microseconds: not at every turn of a tight loop.
        let count = checks.add(1, ordering: .relaxed).oldValue
        if count % 16 == 0, let resident = ResidentMemory.bytes, resident > memory {
            isFull.store(true, ordering: .relaxed)
        }
        if isFull.load(ordering: .relaxed) { throw limits.error(.memory) }
    }
}
