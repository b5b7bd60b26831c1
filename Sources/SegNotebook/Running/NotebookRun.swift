import Foundation
import SegDiagnostics
import SegDisplay
import SegIdentity
import SegLibrary
import SegSyntax
import SegTensor
import SegVM

/// Told what happens in a run.
protocol RunObserver: AnyObject {
    func begins(_ cell: Cell)
    func shows(_ piece: OutputPiece, in cell: String)
    func ends(_ record: CellRecord)
    /// The run has come to its end.
    func finish(seconds: Double)
}

extension RunObserver {
    func finish(seconds: Double) {}
}

/// Runs a checked notebook from top to bottom, or as if; a failure stays with the cells that need what
/// failed, and a cell whose result is known is not run.
final class NotebookRun {
    let plan: NotebookPlan
    /// Machines for cells; where there are several, all but the first run independent cells side by side.
    let runners: [CellRunner]
    let stop: RunStop
    private let cache: CellCache?
    private let memory: CellMemory?
    private let keying: CellKeying
    /// Told of everything as it happens, and told in the order of the notebook.
    let journal: (any RunObserver)?
    let display: any RunObserver
    private let results: CellResults
    /// What making values again took since the running cell began.
    private var remadeBefore: [Int: (trained: Int, reused: Int, seconds: Double, cpu: Double)] = [:]
    private var remade = (trained: 0, reused: 0, seconds: 0.0, cpu: 0.0)
    /// How often tests were opened before a cell that was found: it opened them as this says, also when it runs again.
    private var openingsBefore: [Int: [String: Int]] = [:]
    var statuses: [CellStatus?]
    /// The cell that was left behind, with which the run ends.
    private var leftBehind: String?

    /// - Parameters:
    ///   - cache: results of earlier runs; nil: every cell runs.
    ///   - memory: results of earlier runs of this process.
    ///   - journal: told of everything as it happens.
    ///   - display: told of one cell after the other, in the notebook's order.
    init(
        _ plan: NotebookPlan, parameters: [String: Value], runners: [CellRunner], stop: RunStop, cache: CellCache?,
        memory: CellMemory? = nil, journal: (any RunObserver)?, display: any RunObserver
    ) {
        self.plan = plan
        self.runners = runners
        self.stop = stop
        self.cache = cache
        self.memory = memory
        self.journal = journal
        self.display = display
        keying = CellKeying(
            seed: plan.settings.seed, folder: runners[0].state.folder.withLock { $0 }, parameters: parameters)
        statuses = Array(repeating: nil, count: plan.cells.count)
        results = CellResults(standard: runners[0].standardValues())
    }

    var observers: [any RunObserver] { [journal, display].compactMap { $0 } }

    /// Runs all cells and says what became of each.
    func run() -> [CellRecord] {
        if runners.count > 1 { return runSideBySide() }
        return plan.cells.indices.filter { plan.cells[$0].cell.kind != .md }.map { index in
            let record = settle(index)
            statuses[index] = record.status
            observers.forEach { $0.ends(record) }
            return record
        }
    }

    /// Finds or makes the result of a cell.
    private func settle(_ index: Int) -> CellRecord {
        let cell = plan.cells[index]
        if let record = refusal(of: index) { return record }
        observers.forEach { $0.begins(cell.cell) }
        switch start(index) {
        case .settled(let record, let pieces):
            for piece in pieces { observers.forEach { $0.shows(piece, in: record.name) } }
            return record
        case .needsRun(let inputs, let key):
            let result = cell.touchesPython ? runApart(index, inputs) : runners[0].run(cell, inputs: inputs) { [observers] piece, name in
                observers.forEach { $0.shows(piece, in: name) }
            }
            return keep(result, index, key)
        }
    }

    /// What is to be done for a cell that may run.
    enum Start {
        /// Its result is known, or it failed before it ran.
        case settled(CellRecord, [OutputPiece])
        case needsRun(inputs: [String: Value], CellKey?)
    }

    func start(_ index: Int) -> Start {
        remade = (0, 0, 0, 0)
        let key = cache == nil ? nil : keying.key(of: plan.cells[index]) { identity($0, readBy: index) }
        if let record = found(index, key) { return .settled(record, record.shown) }
        do {
            let inputs = try inputs(of: index)
            remadeBefore[index] = remade
            return .needsRun(inputs: inputs, key)
        } catch {
            return .settled(failed(plan.cells[index], error), [])
        }
    }

    /// The record of a cell that doesn't run: the run is to stop, or something that it needs is missing.
    func refusal(of index: Int) -> CellRecord? {
        var record = CellRecord(name: plan.cells[index].cell.name, kind: plan.cells[index].cell.kind.rawValue)
        if let leftBehind {
            record.reason = "the run ended with cell \"\(leftBehind)\", which did not stop"
            return record
        }
        if let reason = stop.reason {
            // The first cell that is kept from running tells of it, where none was stopped.
            let told: CellStatus = reason == .interrupt ? .interrupted : .limit
            record.status = statuses.contains(told) ? .notRun : told
            record.reason = reason == .interrupt ? "the run was interrupted" : "the run was \(reason.phrase)"
            return record
        }
        guard let obstacle = obstacle(for: index) else { return nil }
        record.status = .skipped
        record.reason = obstacle
        return record
    }

    /// A cell whose input could not be made again.
    private func failed(_ cell: PlannedCell, _ error: any Error) -> CellRecord {
        var record = CellRecord(name: cell.cell.name, kind: cell.cell.kind.rawValue, status: .failed)
        let failure = error as? Failure ?? Failure("E682", "\(error)")
        record.messages = [
            RunMessage(
                Diagnostic(
                    code: failure.code, failure.message, at: cell.cell.header?.span ?? cell.cell.bodySpan,
                    hint: failure.hint, cell: cell.cell.name))
        ]
        return record
    }

    /// Why a cell can't run: a cell that it needs, or one whose files it may read, did not succeed.
    private func obstacle(for index: Int) -> String? {
        let cell = plan.cells[index]
        for needed in cell.dependencies where !isUsable(needed) {
            return "it needs cell \"\(plan.cells[needed].cell.name)\", which \(word(needed))"
        }
        guard cell.effect >= .reads else { return nil }
        for earlier in 0..<index where plan.cells[earlier].effect == .writes && !isUsable(earlier) && cell.mayShareFiles(with: plan.cells[earlier]) {
            return "it may read what cell \"\(plan.cells[earlier].cell.name)\" writes, which \(word(earlier))"
        }
        return nil
    }

    private func isUsable(_ index: Int) -> Bool {
        statuses[index].map { $0 == .done || $0 == .expectationFailed } ?? true
    }

    private func word(_ index: Int) -> String {
        switch statuses[index] {
        case .skipped: "was skipped"
        case .notRun: "did not run"
        case .limit: "was stopped"
        default: "failed"
        }
    }
}

// MARK: - Results of earlier runs

extension NotebookRun {
    private func identity(_ name: String, readBy index: Int) -> String? {
        guard let giver = plan.cells[index].givers[name] else { return results.standardIdentity(name) }
        return results.identity(name, of: giver)
    }

    private static func text(of cell: PlannedCell) -> String {
        ContentHash.digest(of: [cell.cell.body, "\(cell.cell.bodySpan.range.lowerBound)"])
    }

    /// The record of a cell whose result is known.
    private func found(_ index: Int, _ key: CellKey?) -> CellRecord? {
        let cell = plan.cells[index]
        let clock = ContinuousClock.now
        if let key, let cache, let known = memory?.find(key, cell.cell, text: Self.text(of: cell), cache) {
            results[index] = known.given
            return cached(known.record, key, clock, index)
        }
        guard let key, cell.keeping != .never, let entry = cache?.find(key, cell.cell, text: Self.text(of: cell)) else { return nil }
        let given = CellResults.Given(values: [:], key: key.digest(with: entry.record.files))
        for export in entry.exports {
            given.identities[export.name] = export.identity
            given.stored[export.name] = export.value
        }
        results[index] = given
        memory?.keep(entry.record, given, cell.cell, text: Self.text(of: cell), key: key)
        return cached(entry.record, key, clock, index)
    }

    /// The record of an earlier run as that of this one.
    private func cached(
        _ earlier: CellRecord, _ key: CellKey, _ clock: ContinuousClock.Instant, _ index: Int
    ) -> CellRecord {
        var record = earlier
        openingsBefore[index] = runners[0].state.openings
        for test in record.openedTests { runners[0].state.countOpening(fingerprint: test) }
        record.isCached = true
        (record.trained, record.reused, record.cpuSeconds) = (0, 0, 0)
        record.inputs = key.inputs
        record.seconds = (ContinuousClock.now - clock).seconds
        return record
    }

    /// Keeps what a cell gave for the cells below, and for later runs where it is worth it.
    func keep(_ result: CellRunner.Result, _ index: Int, _ key: CellKey?) -> CellRecord {
        let cell = plan.cells[index]
        var record = result.record
        if let reason = result.leftBehind {
            leftBehind = record.name
            stop.request(reason)
            return record
        }
        if let remade = remadeBefore.removeValue(forKey: index) {
            record.trained += remade.trained
            record.reused += remade.reused
            record.seconds += remade.seconds
            record.cpuSeconds += remade.cpu
        }
        record.inputs = key?.inputs
        record.values = cell.writes.compactMap { name in result.exports[name].flatMap { ScalarResult(name, $0) } }
        guard record.status == .done || record.status == .expectationFailed else { return record }
        let files = cache?.fingerprints(result.paths)
        record.files = files ?? []
        record.openedTests = result.deeds.compactMap { if case .opensTest(let task) = $0 { task } else { nil } }.sorted()
        record.reasonNotKept = cache == nil ? nil : reasonNotKept(result, index, key, files)
        let isKnown = cache != nil && record.reasonNotKept == nil
        results[index] = CellResults.Given(
            values: result.exports, key: isKnown ? key?.digest(with: record.files) : nil)
        guard let key, isKnown, record.status == .done, cell.keeping != .never else { return record }
        if let given = results[index] { memory?.keep(record, given, cell.cell, text: Self.text(of: cell), key: key) }
        guard cell.keeping == .always || record.seconds >= CellCache.worthwhile else { return record }
        let exports = result.exports.sorted { $0.key < $1.key }.compactMap { name, value in
            results.identity(name, of: index).map { (name: name, value: value, identity: $0) }
        }
        guard exports.count == result.exports.count else { return record }
        cache?.keep(record, exports, cell.cell, text: Self.text(of: cell), key: key, isWanted: cell.keeping == .always)
        return record
    }

    /// Why what a cell gave can't be known by what it read.
    private func reasonNotKept(
        _ result: CellRunner.Result, _ index: Int, _ key: CellKey?, _ files: [FileFingerprint]?
    ) -> String? {
        let cell = plan.cells[index]
        if let reason = cell.reasonNotCached { return reason }
        guard key != nil else {
            let unknown = cell.reads.first { identity($0, readBy: index) == nil }
            return unknown.map { "it reads '\($0)', which may be another each time" } ?? "its code can't be told from other code"
        }
        // Objects of Python may be changed by whoever reads them.
        if cell.runsPython, let object = result.exports.filter({ $0.value.identity == nil }).keys.min() {
            return "it gives '\(object)', an object of Python that whoever reads it may change"
        }
        if result.deeds.contains(.writes) { return "it writes" }
        if result.facts.contains(.clock) { return "it reads the clock" }
        if result.facts.contains(.lines) { return "it tells the line of an error" }
        if result.deeds.contains(.callsPython), !(cell.runsPython && cell.keeping == .always) { return "it uses Python" }
        return files == nil ? "it reads files that can't be told from others" : nil
    }

    /// The values of the names that a cell reads; those of cells that were found are fetched, or made again.
    private func inputs(of index: Int) throws -> [String: Value] {
        var inputs: [String: Value] = [:]
        for name in plan.cells[index].reads {
            if let giver = plan.cells[index].givers[name] {
                inputs[name] = try value(name, of: giver)
            } else {
                inputs[name] = results.standardValue(name)
            }
        }
        return inputs
    }

    private func value(_ name: String, of index: Int) throws -> Value? {
        if let value = results.value(name, of: index) { return value }
        guard let given = results[index] else { return nil }
        if let kept = given.stored[name], let value = cache?.value(kept) {
            results[index]?.values[name] = value
            return value
        }
        guard given.identities[name] != nil else { return nil }
        try makeAgain(index)
        return results.value(name, of: index)
    }

    /// Runs a cell that was found, in silence, for values that are not stored.
    private func makeAgain(_ index: Int) throws {
        let cell = plan.cells[index]
        let inputs = try inputs(of: index)
        let state = runners[0].state
        let openings = state.openings
        if let before = openingsBefore[index] { state.openings = before }
        let result = runners[0].run(cell, inputs: inputs)
        state.openings = openings
        guard result.record.status == .done else {
            throw Failure(
                "E682", "cell \"\(cell.cell.name)\" was taken from the cache, and failed when a value of it was made again",
                hint: "run with --no-cache to see its error at its place")
        }
        remade.trained += result.record.trained
        remade.reused += result.record.reused
        remade.seconds += result.record.seconds
        remade.cpu += result.record.cpuSeconds
        results[index]?.values.merge(result.exports) { _, new in new }
    }
}
