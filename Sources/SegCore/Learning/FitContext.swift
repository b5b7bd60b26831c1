import SegTensor

/// What fitting may use beside the rows: its random stream, threads, the wish to stop, and fits of
/// earlier runs.
public struct FitContext: Sendable {
    /// The stream of this job; derive one a part with `child`.
    public let random: RandomStream
    public let pool: WorkerPool
    public let stop: StopSignal
    /// Counts and finds again the models of segments and folds.
    public let ledger: FitLedger

    public init(
        random: RandomStream = RandomStream(seed: 0), pool: WorkerPool = WorkerPool(threads: 1),
        stop: StopSignal = StopSignal(), ledger: FitLedger = FitLedger()
    ) {
        self.random = random
        self.pool = pool
        self.stop = stop
        self.ledger = ledger
    }

    /// The context of a named part of this job, with a random stream of its own.
    public func child(_ name: String) -> FitContext { with(random: random.child(name)) }

    /// The same threads, signal and fits with another random stream.
    public func with(random: RandomStream) -> FitContext {
        FitContext(random: random, pool: pool, stop: stop, ledger: ledger)
    }

    /// The same randomness and fits with other threads and another signal.
    public func with(pool: WorkerPool, stop: StopSignal) -> FitContext {
        FitContext(random: random, pool: pool, stop: stop, ledger: ledger)
    }
}
