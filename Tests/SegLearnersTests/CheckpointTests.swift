import Foundation
import SegCore
import SegDiagnostics
import SegLearners
import SegTensor
import Synchronization
import Testing

/// A fit that is cut off goes on from its checkpoint, to the same bits.
@Suite struct CheckpointTests {
    /// Keeps states in memory, as JSON; asks for a stop when a number of them were kept.
    final class MemoryStore: FitStore {
        let environment = "test"
        let states = Mutex<[String: Data]>([:])
        let kept = Atomic<Int>(0)
        let found = Atomic<Int>(0)
        let stop: @Sendable (Int) -> Void

        init(stop: @escaping @Sendable (Int) -> Void) { self.stop = stop }

        var hasUnfinished: Bool { states.withLock { !$0.isEmpty } }
        func fit(_ key: String) -> KeptFit? { nil }
        func keep(_ fit: KeptFit, _ key: String) {}

        func unfinished<State: Decodable>(_ type: State.Type, _ key: String) -> State? {
            let state = states.withLock { $0[key] }.flatMap { try? JSONDecoder().decode(type, from: $0) }
            if state != nil { found.add(1, ordering: .relaxed) }
            return state
        }

        func keepUnfinished(_ state: some Encodable, _ key: String) {
            let data = try? JSONEncoder().encode(state)
            states.withLock { $0[key] = data }
            stop(kept.add(1, ordering: .relaxed).newValue)
        }

        func dropUnfinished(_ key: String) { states.withLock { $0[key] = nil } }
    }

    static let learner = GradientBoosting(rounds: 12, subsample: 0.6, maxFeatures: 0.5)

    static func context(_ store: MemoryStore?, _ stop: StopSignal = StopSignal(), threads: Int = 1) -> FitContext {
        FitContext(
            random: RandomStream(seed: 5), pool: WorkerPool(threads: threads), stop: stop,
            ledger: FitLedger(store: store, checkpointInterval: 0))
    }

    /// A store left by a fit that was stopped after some rounds.
    static func cutOff(after rounds: Int, _ fit: (FitContext) throws -> Void) throws -> MemoryStore {
        let stop = StopSignal()
        let store = MemoryStore { if $0 == rounds { stop.request(.interrupt) } }
        #expect(throws: Interruption.self) { try fit(context(store, stop)) }
        #expect(store.hasUnfinished)
        return store
    }

    @Test(arguments: [1, 5, 11])
    func boostingGoesOnToTheSameBits(rounds: Int) throws {
        for sample in [try Rodents.weight(), try Rodents.classes([20, 45])] {
            let whole = try Self.learner.fit(sample, Self.context(nil))
            let store = try Self.cutOff(after: rounds) { _ = try Self.learner.fit(sample, $0) }
            let resumed = try Self.learner.fit(sample, Self.context(store))
            #expect(store.found.load(ordering: .relaxed) == 1)
            #expect(try JSONEncoder.sorted.encode(resumed) == JSONEncoder.sorted.encode(whole))
            #expect(!store.hasUnfinished, "a finished fit leaves no checkpoint")
        }
    }

    @Test func watchedBoostingGoesOnToTheSameCurve() throws {
        let parts = Make.parts(try Rodents.weight())
        let monitor = RoundMonitor(validation: parts.test, patience: 3, minDelta: 0) { rmse($0, parts.test) }
        let whole = try #require(try Self.learner.fit(parts.train, monitor: monitor, Self.context(nil)))
        let store = try Self.cutOff(after: 6) { _ = try Self.learner.fit(parts.train, monitor: monitor, $0) }
        let resumed = try #require(try Self.learner.fit(parts.train, monitor: monitor, Self.context(store)))
        #expect(store.found.load(ordering: .relaxed) == 1)
        #expect(resumed.curve == whole.curve && resumed.bestRounds == whole.bestRounds)
    }

    /// Trees that are there are not grown again, and the others are the same on any number of threads.
    @Test(arguments: [1, 5, 11], [1, 3])
    func forestsGoOnToTheSameBits(trees: Int, threads: Int) throws {
        let forest = RandomForest(estimators: 12, minSamplesLeaf: 3)
        for sample in [try Rodents.weight(), try Rodents.classes([20, 45])] {
            let whole = try forest.fit(sample, Self.context(nil))
            let store = try Self.cutOff(after: trees) { _ = try forest.fit(sample, $0) }
            let before = store.kept.load(ordering: .relaxed)
            let resumed = try forest.fit(sample, Self.context(store, threads: threads))
            #expect(store.found.load(ordering: .relaxed) == 1)
            #expect(store.kept.load(ordering: .relaxed) - before == 12 - trees, "a state is kept after each tree that is grown")
            #expect(try JSONEncoder.sorted.encode(resumed) == JSONEncoder.sorted.encode(whole))
            #expect(!store.hasUnfinished, "a finished fit leaves no checkpoint")
        }
    }

    /// A state that can't be of the forest is passed over.
    @Test func forestsOfOtherSettingsStartAnew() throws {
        let sample = try Rodents.weight()
        let store = try Self.cutOff(after: 4) { _ = try RandomForest(estimators: 12).fit(sample, $0) }
        let other = RandomForest(estimators: 12, minSamplesLeaf: 4)
        let made = try other.fit(sample, Self.context(store))
        #expect(store.found.load(ordering: .relaxed) == 0)
        #expect(try JSONEncoder.sorted.encode(made) == JSONEncoder.sorted.encode(other.fit(sample, Self.context(nil))))
    }

    /// Another seed, other rows or other settings are another fit.
    @Test func checkpointsAreOfOneFitOnly() throws {
        let sample = try Rodents.weight()
        let store = try Self.cutOff(after: 4) { _ = try Self.learner.fit(sample, $0) }
        var other = Self.learner
        other.learningRate = 0.2
        _ = try other.fit(sample, Self.context(store))
        _ = try Self.learner.fit(Make.parts(sample).train, Self.context(store))
        _ = try Self.learner.fit(sample, Self.context(store).child("other"))
        #expect(store.found.load(ordering: .relaxed) == 0)
    }
}

extension JSONEncoder {
    fileprivate static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }
}
