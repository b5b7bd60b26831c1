import Dispatch
import Synchronization

/// A fixed budget of threads on which blocks of work run side by side.
///
/// Work is cut by its caller into blocks whose number depends on the data, never on the threads,
/// and results come back in the order of the blocks: the same bits on one thread as on many. A
/// block may itself call the pool; the calling thread always takes part, so nested work cannot wait
/// for itself.
public final class WorkerPool: Sendable {
    /// How many threads may work at once, the caller included.
    public let threads: Int
    /// What of the running work goes along to the thread of another: called in the first, it gives what runs work in the second.
    public typealias Inheritance = @Sendable () -> @Sendable (_ work: () -> Void) -> Void
    private static let inheritances = Mutex<[Inheritance]>([{ StopSignal.inherited() }])
    /// Helpers beside the caller that are free at this moment, over all calls.
    private let idle: Atomic<Int>

    public init(threads: Int) {
        self.threads = max(1, threads)
        idle = Atomic(max(0, threads - 1))
    }

    /// Has something more go along, from now on.
    public static func carryAlong(_ inheritance: @escaping Inheritance) { inheritances.withLock { $0.append(inheritance) } }

    /// Runs `body` for 0 ..< count and gives the results in order.
    ///
    /// All blocks are run to their end even if one throws; the error of the first block in order is
    /// thrown, whichever came first by the clock.
    public func map<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        guard count > 0 else { return [] }
        let batch = Batch(count: count, body: body)
        let helpers = claim(min(count - 1, threads - 1))
        let group = DispatchGroup()
        let inherited = Self.inheritances.withLock { $0 }.map { $0() }
        for _ in 0..<helpers {
            DispatchQueue.global().async(group: group) {
                inherited.reduce(batch.work) { work, within in { within(work) } }()
                self.idle.add(1, ordering: .relaxed)
            }
        }
        batch.work()
        group.wait()
        return try batch.results()
    }

    /// Takes up to `wanted` free helpers and says how many were free.
    private func claim(_ wanted: Int) -> Int {
        var free = idle.load(ordering: .relaxed)
        while free > 0, wanted > 0 {
            let taken = min(free, wanted)
            let (exchanged, original) = idle.weakCompareExchange(
                expected: free, desired: free - taken, ordering: .relaxed)
            if exchanged { return taken }
            free = original
        }
        return 0
    }
}

/// The blocks of one call: each is taken once, by whichever thread is free.
private final class Batch<Value: Sendable>: Sendable {
    private let count: Int
    private let body: @Sendable (Int) throws -> Value
    private let next = Atomic<Int>(0)
    private let slots: Mutex<[Result<Value, any Error>?]>

    init(count: Int, body: @escaping @Sendable (Int) throws -> Value) {
        self.count = count
        self.body = body
        slots = Mutex(Array(repeating: nil, count: count))
    }

    func work() {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            let result = Result { try body(index) }
            slots.withLock { $0[index] = result }
        }
    }

    func results() throws -> [Value] {
        try slots.withLock { slots in try slots.compactMap { try $0?.get() } }
    }
}
