import SegTensor

/// The state of one long fit, kept from time to time so that a run that is cut off goes on from there.
///
/// A state is taken between two rounds and decides all that follows, so that a fit that went on has the same bits as one
/// that was never cut off. It is found by a digest of everything that decides the fit, and dropped once the fit is done.
public final class Checkpoint {
    /// Seconds between two states that are kept; where keeping takes long, twenty times as long as it takes.
    public static let interval = 5.0

    private let store: any FitStore
    private let stop: StopSignal
    private let identity: () -> String?
    private let interval: Double
    private let onFinish: (String) -> Void
    private lazy var key = identity()
    private var wanted: Double
    private var started = ContinuousClock.now
    private var requests: Int
    private var isKept = false

    /// - Parameter onFinish: told the key of a state that was kept, once the fit is done.
    init(
        _ store: any FitStore, stop: StopSignal, interval: Double, onFinish: @escaping (String) -> Void,
        identity: @escaping () -> String?
    ) {
        self.onFinish = onFinish
        self.store = store
        self.stop = stop
        self.identity = identity
        self.interval = interval
        wanted = interval
        requests = stop.checkpointRequests
    }

    /// The state that an earlier run left; nil where there is none.
    public func resumed<State: Decodable>(_ type: State.Type) -> State? {
        guard store.hasUnfinished, let key else { return nil }
        let state = store.unfinished(type, key)
        isKept = state != nil
        return state
    }

    /// Keeps the state where it is time to, or where that was asked for. To be called between two rounds.
    public func step(_ state: () -> some Encodable) {
        let now = ContinuousClock.now
        guard started.duration(to: now) / .seconds(1) >= wanted || stop.checkpointRequests != requests else { return }
        keep(state())
        requests = stop.checkpointRequests
        let taken = now.duration(to: .now) / .seconds(1)
        wanted = interval == 0 ? 0 : max(interval, 20 * taken)
        started = .now
    }

    /// Keeps the state now: the fit is about to be cut off.
    public func keep(_ state: some Encodable) {
        guard let key else { return }
        store.keepUnfinished(state, key)
        isKept = true
    }

    /// The fit is done.
    public func finish() {
        if isKept, let key { onFinish(key) }
    }
}

extension FitContext {
    /// A checkpoint for a fit; nil where nothing is kept between runs.
    ///
    /// - Parameter identity: a digest of all that decides the fit, asked for once and only when needed; nil for a fit that
    ///   has none.
    public func checkpoint(_ identity: @escaping () -> String?) -> Checkpoint? {
        ledger.checkpoint(stop: stop, identity)
    }
}
