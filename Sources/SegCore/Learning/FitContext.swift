import SegTensor

/// What fitting may use beside the rows: its random stream, threads, the wish to stop, and fits of
/// earlier runs.
public struct FitContext: Sendable {
    /// The stream of this job; derive one a part with `child`.
    public private(set) var random: RandomStream
    public private(set) var pool: WorkerPool
    public private(set) var stop: StopSignal
    /// Counts and finds again the models of segments and folds.
    public private(set) var ledger: FitLedger
    /// Threads that a library from elsewhere may start for one fit: what the pool has, shared among the fits that run side
    /// by side. Threads of our own are all the pool's, which shares them out by itself.
    public private(set) var threadsPerFit: Int

    /// Told of each round of a fit that is trained by rounds, and of how many there are; nil where several fits go on.
    public private(set) var onRound: (@Sendable (_ done: Int, _ total: Int) -> Void)?

    public init(
        random: RandomStream = RandomStream(seed: 0), pool: WorkerPool = WorkerPool(threads: 1),
        stop: StopSignal = StopSignal(), ledger: FitLedger = FitLedger(), threadsPerFit: Int? = nil
    ) {
        self.random = random
        self.pool = pool
        self.stop = stop
        self.ledger = ledger
        self.threadsPerFit = max(1, threadsPerFit ?? pool.threads)
    }

    /// The context of a named part of this job, with a random stream of its own.
    public func child(_ name: String) -> FitContext { with(random: random.child(name)) }

    /// The same threads, signal and fits with another random stream.
    public func with(random: RandomStream) -> FitContext {
        var other = self
        other.random = random
        return other
    }

    /// The same randomness and fits with other threads and another signal.
    public func with(pool: WorkerPool, stop: StopSignal) -> FitContext {
        var other = self
        (other.pool, other.stop, other.threadsPerFit) = (pool, stop, min(threadsPerFit, pool.threads))
        return other
    }

    /// The context of one of several fits, of which as many run side by side as there are threads.
    public func sharedAmong(_ fits: Int) -> FitContext {
        var other = fits > 1 ? tellingRounds(nil) : self
        other.threadsPerFit = max(1, pool.threads / max(1, min(pool.threads, fits)))
        return other
    }

    /// The same with another who is told of rounds; nil: nobody.
    public func tellingRounds(_ onRound: (@Sendable (_ done: Int, _ total: Int) -> Void)?) -> FitContext {
        var other = self
        other.onRound = onRound
        return other
    }
}
