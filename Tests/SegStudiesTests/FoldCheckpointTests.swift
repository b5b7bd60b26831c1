import Foundation
import SegCore
import SegDiagnostics
import SegFrame
import SegStudies
import SegTensor
import Synchronization
import Testing

/// A wrapper that is cut off between its inner folds goes on with the others.
@Suite struct FoldCheckpointTests {
    @Test func calibrationGoesOnWithTheFoldsThatWereNotDone() throws {
        let sample = try Self.sample()
        let whole = try Calibrate(CountedLearner(), folds: 4).fit(sample, Self.context(nil))
        #expect(CountedLearner.fits.load(ordering: .relaxed) == 5)
        let store = FoldStore()
        let stop = StopSignal()
        CountedLearner.stopping.withLock { $0 = (after: 7, stop) }
        #expect(throws: Interruption.self) { try Calibrate(CountedLearner(), folds: 4).fit(sample, Self.context(store, stop)) }
        #expect(store.hasUnfinished)
        CountedLearner.stopping.withLock { $0 = nil }
        let resumed = try Calibrate(CountedLearner(), folds: 4).fit(sample, Self.context(store))
        #expect(CountedLearner.fits.load(ordering: .relaxed) == 10, "two folds were done")
        #expect(!store.hasUnfinished, "a finished fit leaves no checkpoint")
        #expect(try resumed.predict(sample.table) == whole.predict(sample.table))
        _ = try Calibrate(CountedLearner(), folds: 4).fit(sample, Self.context(store))
        #expect(CountedLearner.fits.load(ordering: .relaxed) == 15)
    }

    /// A kill between the end of a fit and its being kept must find the one or the other.
    @Test func statesGoOnceTheFitIsKept() throws {
        let store = FoldStore()
        let context = Self.context(store)
        struct CutOff: Error {}
        func made(_ isCutOff: Bool) throws -> KeptFit {
            let checkpoint = context.checkpoint { "state" }
            checkpoint?.keep([1, 2])
            checkpoint?.finish()
            #expect(store.hasUnfinished, "the fit goes on")
            if isCutOff { throw CutOff() }
            return KeptFit(predictions: Predictions(rowCount: 1, outputCount: 1, values: [1]), model: nil, rounds: nil, curve: [], seconds: 0)
        }
        #expect(throws: CutOff.self) { try context.ledger.fit(key: { "fit" }) { try made(true) } }
        #expect(store.hasUnfinished, "a fit that was cut off goes on from it")
        _ = try context.ledger.fit(key: { "fit" }) { try made(false) }
        #expect(store.hadUnfinishedWhenKept == [true] && !store.hasUnfinished)
    }

    private static func context(_ store: FoldStore?, _ stop: StopSignal = StopSignal()) -> FitContext {
        FitContext(
            random: RandomStream(seed: 3), stop: stop, ledger: FitLedger(store: store, checkpointInterval: 0))
    }

    private static func sample() throws -> Sample {
        var random = RandomStream(seed: 4)
        let p = (0..<400).map { _ in random.nextDouble() }
        let y = p.map { random.nextDouble() < $0 }
        let table = try Table([("score", nil, Column(doubles: p)), ("y", nil, Column(bools: y))])
        let task = try LearningTask.make(table, TaskOptions(target: "y"))
        return task.sample(rows: task.development)
    }
}

/// Counts its fits; the one after a number of them asks for a stop.
private struct CountedLearner: Learner {
    static let fits = Atomic<Int>(0)
    static let stopping = Mutex<(after: Int, signal: StopSignal)?>(nil)

    var name: String { "counted" }
    var parts: [LearnerPart] { [LearnerPart(name: name, version: 1, source: "counted()")] }
    var kinds: Set<ProblemKind> { [.binary] }

    func fit(_ sample: Sample, _ context: FitContext) throws -> any FittedLearner {
        let count = Self.fits.load(ordering: .relaxed)
        Self.stopping.withLock { stopping in
            if let stopping, count >= stopping.after { stopping.signal.request(.interrupt) }
        }
        try context.stop.check()
        Self.fits.add(1, ordering: .relaxed)
        return FittedScore()
    }
}

/// Keeps states of unfinished fits in memory, as JSON.
private final class FoldStore: FitStore {
    let environment = "test"
    private let states = Mutex<[String: Data]>([:])
    private let kept = Mutex<[Bool]>([])

    var hadUnfinishedWhenKept: [Bool] { kept.withLock { $0 } }
    var hasUnfinished: Bool { states.withLock { !$0.isEmpty } }
    func fit(_ key: String) -> KeptFit? { nil }
    func keep(_ fit: KeptFit, _ key: String) {
        let has = hasUnfinished
        kept.withLock { $0.append(has) }
    }
    func unfinished<State: Decodable>(_ type: State.Type, _ key: String) -> State? {
        states.withLock { $0[key] }.flatMap { try? JSONDecoder().decode(type, from: $0) }
    }
    func keepUnfinished(_ state: some Encodable, _ key: String) {
        let data = try? JSONEncoder().encode(state)
        states.withLock { $0[key] = data }
    }
    func dropUnfinished(_ key: String) { states.withLock { $0[key] = nil } }
}
