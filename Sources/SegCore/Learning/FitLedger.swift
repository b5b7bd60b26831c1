import SegIdentity
import SegTensor
import Synchronization

/// What a fit gave, kept so that the same fit need not be made again.
public struct KeptFit: Sendable {
    /// Predictions of the rows that were to be predicted.
    public let predictions: Predictions
    /// The trained form, where it was wanted.
    public let model: (any FittedLearner)?
    /// Rounds trained, for learners that have them.
    public let rounds: Int?
    /// The probability from which on it decides for the positive class, where it was chosen.
    public let thresholds: ClosedRange<Double>?
    /// Validation loss after each round, where rounds were watched.
    public let curve: [Double]
    /// How long the fit took when it was made.
    public let seconds: Double

    public init(
        predictions: Predictions, model: (any FittedLearner)?, rounds: Int?, thresholds: ClosedRange<Double>? = nil,
        curve: [Double], seconds: Double
    ) {
        self.thresholds = thresholds
        self.predictions = predictions
        self.model = model
        self.rounds = rounds
        self.curve = curve
        self.seconds = seconds
    }
}

/// Where fits are kept between runs, found by a digest of everything that decides them.
public protocol FitStore: Sendable {
    /// What decides results beside rows and recipes: the program and its libraries.
    var environment: String { get }

    /// The fit of a key; nil where there is none, or none that is sound.
    func fit(_ key: String) -> KeptFit?

    /// Keeps a fit. A fit that can't be kept is made again later, which is no error.
    func keep(_ fit: KeptFit, _ key: String)

    /// Whether an earlier run left fits that it did not finish.
    var hasUnfinished: Bool { get }

    /// The state in which a fit was left; nil where there is none, or none that is sound.
    func unfinished<State: Decodable>(_ type: State.Type, _ key: String) -> State?

    /// Keeps the state of a fit in the place of an earlier one of its own.
    func keepUnfinished(_ state: some Encodable, _ key: String)

    func dropUnfinished(_ key: String)
}

/// Counts the models that are trained and those that were found again, and finds them.
public final class FitLedger: Sendable {
    private let store: (any FitStore)?
    private let checkpointInterval: Double
    private let trainedCount = Atomic<Int>(0)
    private let reusedCount = Atomic<Int>(0)
    private let unsettled = Mutex(UnsettledStates())

    /// A ledger over a store; without one it only counts.
    ///
    /// - Parameter checkpointInterval: seconds after which the state of a long fit is kept.
    public init(store: (any FitStore)? = nil, checkpointInterval: Double = Checkpoint.interval) {
        self.store = store
        self.checkpointInterval = checkpointInterval
    }

    func checkpoint(stop: StopSignal, _ identity: @escaping () -> String?) -> Checkpoint? {
        store.map { store in
            Checkpoint(store, stop: stop, interval: checkpointInterval, onFinish: { [self] in drop($0) }) {
                identity().map { ContentHash.digest(of: [store.environment, "checkpoint 1", $0]) }
            }
        }
    }

    /// Models of segments and folds that were trained.
    public var trained: Int { trainedCount.load(ordering: .relaxed) }
    /// Models that an earlier run had trained.
    public var reused: Int { reusedCount.load(ordering: .relaxed) }

    /// The fit under a key that an earlier run left, or the one that is made now and then kept.
    ///
    /// - Parameter key: a digest of all that decides the fit, made only where there is a store; nil for
    ///   a fit that has no identity, such as one of an object of Python.
    public func fit(key: () -> String?, make: () throws -> KeptFit) rethrows -> KeptFit {
        let digest = store.flatMap { store in key().map { ContentHash.digest(of: [store.environment, $0]) } }
        if let digest, let kept = store?.fit(digest) {
            reusedCount.add(1, ordering: .relaxed)
            return kept
        }
        let number = unsettled.withLock { $0.begin() }
        var isKept = false
        defer {
            for key in unsettled.withLock({ $0.end(number, isKept: isKept) }) { store?.dropUnfinished(key) }
        }
        let fit = try make()
        trainedCount.add(1, ordering: .relaxed)
        if let digest { store?.keep(fit, digest) }
        isKept = true
        return fit
    }

    /// Drops a state that is no longer needed once the fits that go on now are kept: until then a kill would lose both.
    private func drop(_ key: String) {
        let isNow = unsettled.withLock { $0.finish(key) }
        if isNow { store?.dropUnfinished(key) }
    }
}

/// States of parts that are done, of fits that are not kept yet.
private struct UnsettledStates: Sendable {
    private var fits: Set<Int> = []
    private var count = 0
    private var finished: [(key: String, fits: Set<Int>)] = []

    mutating func begin() -> Int {
        count += 1
        fits.insert(count)
        return count
    }

    /// Whether no fit goes on that the state may belong to.
    mutating func finish(_ key: String) -> Bool {
        if !fits.isEmpty { finished.append((key, fits)) }
        return fits.isEmpty
    }

    /// Gives the states that no fit needs any more; those of a fit that was cut off stay where they are.
    mutating func end(_ fit: Int, isKept: Bool) -> [String] {
        fits.remove(fit)
        if !isKept { finished.removeAll { $0.fits.contains(fit) } }
        for index in finished.indices { finished[index].fits.remove(fit) }
        let settled = finished.filter(\.fits.isEmpty).map(\.key)
        finished.removeAll(where: \.fits.isEmpty)
        return settled
    }
}
