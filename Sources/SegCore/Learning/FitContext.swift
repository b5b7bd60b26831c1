import SegTensor

/// What fitting may use beside the rows: its random stream, threads, and the wish to stop.
public struct FitContext: Sendable {
    /// The stream of this job; derive one a part with `child`.
    public let random: RandomStream
    public let pool: WorkerPool
    public let stop: StopSignal

    public init(
        random: RandomStream = RandomStream(seed: 0), pool: WorkerPool = WorkerPool(threads: 1),
        stop: StopSignal = StopSignal()
    ) {
        self.random = random
        self.pool = pool
        self.stop = stop
    }

    /// The context of a named part of this job, with a random stream of its own.
    public func child(_ name: String) -> FitContext {
        FitContext(random: random.child(name), pool: pool, stop: stop)
    }
}
