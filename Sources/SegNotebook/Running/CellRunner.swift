import Foundation
import SegDiagnostics
import SegDisplay
import SegFrame
import SegLibrary
import SegPython
import SegSyntax
import SegTensor
import SegVM

/// Runs one cell after the other on a machine of its own.
///
/// SAFETY: one thread at a time uses it, as whoever holds it sees to.
final class CellRunner: @unchecked Sendable {
    /// What running a cell gave.
    struct Result: Sendable {
        var record: CellRecord
        var exports: [String: Value] = [:]
        /// Paths that it read.
        var paths: [String] = []
        /// What it did beside giving values.
        var deeds: Set<LibraryState.Deed> = []
        var facts: PassingFacts = []
        /// Why it was to stop, where it goes on all the same and nobody waits for it any longer.
        var leftBehind: Interruption.Reason?
    }

    let state: LibraryState
    /// Whether other cells run beside, so that memory and processor time are those of all.
    private let sharesProcess: Bool
    private let plan: NotebookPlan
    private let parameters: [String: Value]
    private let interpreter: Interpreter
    private let output: CellOutput
    private let stop: RunStop
    private let current: CurrentCell
    private let sharedNames: SharedPythonNames

    private final class CurrentCell {
        var text = ""
        /// Where pieces of output go as they come; nil in silence.
        var onPiece: ((OutputPiece, String) -> Void)?
    }

    init(
        _ plan: NotebookPlan, parameters: [String: Value], state: LibraryState, stop: RunStop, instant: Int,
        sharedNames: SharedPythonNames, sharesProcess: Bool = false
    ) {
        self.sharesProcess = sharesProcess
        self.sharedNames = sharedNames
        self.plan = plan
        self.parameters = parameters
        self.state = state
        self.stop = stop
        let current = CurrentCell()
        self.current = current
        output = CellOutput(cell: { current.text }, onDrawnLine: { [progress = state.progress] in progress?.note($0, of: current.text) }) {
            current.onPiece?($0, current.text)
        }
        let interruption = InterruptionFlag()
        stop.add(interruption)
        interpreter = Interpreter(
            registry: Library.registry, output: output, state: state, interruption: interruption)
        interpreter.instant = instant
    }

    /// The values that modules of the standard library give.
    func standardValues() -> [String: Value] { interpreter.values(of: plan.standardCells) }

    /// Runs a cell.
    ///
    /// - Parameters:
    ///   - inputs: the values of the names that it reads.
    ///   - onPiece: told of each piece of its output as it comes, with the cell's name.
    func run(
        _ cell: PlannedCell, inputs: [String: Value], onPiece: ((OutputPiece, String) -> Void)? = nil
    ) -> Result {
        current.text = cell.cell.name
        current.onPiece = onPiece
        _ = (state.takeFilesRead(), state.takeDeeds(), interpreter.passingFacts.take())
        var result = Result(record: CellRecord(name: cell.cell.name, kind: cell.cell.kind.rawValue))
        let before = (
            trained: state.ledger.trained, reused: state.ledger.reused, cpu: ProcessorTime.seconds, python: PythonRuntime.uses)
        if !sharesProcess { MemoryMeter.reset() }
        let clock = ContinuousClock.now
        let watchdog = watch(cell)
        execute(cell, inputs, &result)
        withExtendedLifetime(watchdog) {}
        settleMemory(cell, &result)
        endLimit()
        result.record.seconds = (ContinuousClock.now - clock).seconds
        result.record.cpuSeconds = ProcessorTime.seconds - before.cpu
        result.record.peakMemory = MemoryMeter.peak
        result.record.trained = state.ledger.trained - before.trained
        result.record.reused = state.ledger.reused - before.reused
        result.paths = state.takeFilesRead()
        result.deeds = state.takeDeeds()
        // A model that was loaded may run code of Python that nothing in the cell names.
        // Beside other cells it can't be told whose use it was: there `load_model` alone tells.
        if !sharesProcess, PythonRuntime.uses > before.python { result.deeds.insert(.callsPython) }
        result.facts = interpreter.passingFacts.take()
        if cell.runsPython { result.paths += PythonRuntime.projectFiles }
        return result
    }

    /// A cell that came to its end before anybody saw that it took more memory than it may has reached its limit nonetheless.
    private func settleMemory(_ cell: PlannedCell, _ result: inout Result) {
        guard result.record.status == .done else { return }
        let isSeen = interpreter.interruption.reason == .memory || state.stop.reason == .memory
        let isMeasured = cell.budget.memory.map { !sharesProcess && MemoryMeter.peak ?? 0 > $0 } ?? false
        guard isSeen || isMeasured else { return }
        let reason = Interruption.Reason.memory
        fail(Failure(reason.code, reason.phrase), at: cell.cell.header?.span, &result.record)
        Self.stopped(reason, &result.record)
        result.exports = [:]
    }

    private func watch(_ cell: PlannedCell) -> Watchdog? {
        guard cell.budget.isLimited else { return nil }
        let patience = cell.touchesPython ? stop.patience : nil
        return Watchdog(cell.budget, onNearing: { [state] in state.stop.requestCheckpoint() }) {
            [state, interruption = interpreter.interruption] reason in
            state.stop.request(reason)
            interruption.raise(reason)
            patience?.begin(reason)
        }
    }

    /// A limit of the cell ends with it; one of the whole run doesn't.
    private func endLimit() {
        guard stop.reason == nil else { return }
        state.stop.clear()
        interpreter.interruption.clear()
    }

    /// What became of a cell that went on after it was told to stop.
    static func leftBehind(_ cell: Cell, _ reason: Interruption.Reason, after seconds: Double) -> Result {
        var record = CellRecord(name: cell.name, kind: cell.kind.rawValue)
        record.seconds = seconds
        record.peakMemory = MemoryMeter.peak
        stopped(reason, &record)
        let failure = Failure(
            reason.code, "\(reason.phrase); its Python did not stop within \(StopPatience.seconds) s, and the run ends without it",
            hint: "a library that computes can't be interrupted; with isolate: true it runs in a process that can be ended")
        record.messages = [
            RunMessage(
                Diagnostic(code: failure.code, failure.message, at: cell.header?.span ?? cell.bodySpan, hint: failure.hint, cell: cell.name))
        ]
        return Result(record: record, leftBehind: reason)
    }

    private func execute(_ cell: PlannedCell, _ inputs: [String: Value], _ result: inout Result) {
        let isCapturing = cell.touchesPython && OutputCapture.begin { [output] in output.take($0) }
        switch cell.body {
        case .program(let compiled): run(compiled, inputs, &result)
        case .query(let query, let tables, let names): run(query, tables, names, cell.cell, inputs, &result)
        case .python(let python): runPython(cell.cell, python, inputs, &result)
        case .prose: result.record.status = .done
        }
        if isCapturing { OutputCapture.end() }
        let taken = output.take()
        result.record.output.append(taken.document)
        result.record.pieces = taken.sizes
        result.record.messages += taken.warnings.map(RunMessage.init)
    }

    private var seed: UInt64 { UInt64(bitPattern: Int64(plan.settings.seed)) }

    /// What random numbers of Python's modules start from in a cell.
    private func pythonSeed(_ cell: String) -> Int {
        Int(SegVM.RandomStream(seed: seed, name: cell + " python").next() >> 2)
    }

    private func run(_ compiled: CompiledCell, _ inputs: [String: Value], _ result: inout Result) {
        let random = SegVM.RandomStream(seed: seed, name: compiled.name)
        if compiled.usesPython { PythonCell.seedModules(pythonSeed(compiled.name)) }
        let outcome = interpreter.run(compiled, inputs: inputs, parameters: parameters, random: random)
        if compiled.usesPython { for picture in PythonCell.openPictures() { output.show(Document([.image(picture)])) } }
        if let shown = outcome.result, !shown.isNull { output.display(shown, cell: compiled.name) }
        for (name, value) in outcome.exports { result.exports[name] = value }
        settle(outcome, &result.record)
    }

    private func settle(_ outcome: CellOutcome, _ record: inout CellRecord) {
        record.messages += outcome.failedExpectations.map { RunMessage($0.diagnostic(cell: record.name)) }
        if let error = outcome.error { record.messages.append(RunMessage(error)) }
        switch outcome.interruption {
        case .interrupt: record.status = .interrupted
        case .timeout, .memory: record.status = .limit
        case nil:
            record.status =
                outcome.error != nil ? .failed : outcome.failedExpectations.isEmpty ? .done : .expectationFailed
        }
        if outcome.interruption != nil { record.reason = outcome.error?.message }
    }

    private func run(
        _ query: SQLQuery, _ tables: [String], _ names: [String], _ cell: Cell, _ inputs: [String: Value],
        _ result: inout Result
    ) {
        do {
            let table = try query.run(
                on: try Self.tables(tables, inputs), parameters: try Self.scalars(names, inputs), seed: seed,
                isStopped: { [state] in state.stop.reason != nil })
            result.record.messages += table.notes.map {
                RunMessage(Diagnostic(.warning, code: "W401", "sql: \($0)", at: cell.header?.span, cell: cell.name))
            }
            let value = Value.host(TableValue(table))
            if cell.isNamed { result.exports[cell.name] = value }
            output.display(value, cell: cell.name)
            result.record.status = .done
        } catch {
            // A query that was stopped fails in its own words.
            let reason = state.stop.reason
            let failure = reason.map { Failure($0.code, $0.phrase) } ?? error as? Failure ?? Failure("E430", "\(error)")
            fail(failure, at: cell.bodySpan, &result.record)
            if let reason { Self.stopped(reason, &result.record) }
        }
    }

    private func runPython(
        _ cell: Cell, _ python: PythonCellPlan, _ inputs: [String: Value], _ result: inout Result
    ) {
        let isolation = python.isolation
        let given = Dictionary(python.reads.map { ($0, inputs[$0] ?? .null) }) { first, _ in first }
        do {
            let made = try PythonCell.run(
                cell.body, file: plan.notebook.file.name, line: cell.bodyLine, reads: given, writes: python.writes,
                seed: pythonSeed(cell.name), isolation: isolation, shared: python.isShared ? sharedNames : nil, interpreter)
            for (name, value) in made.values { result.exports[name] = value }
            for picture in made.pictures { output.show(Document([.image(picture)])) }
            if let shown = made.shown { output.show(shown) }
            result.record.status = .done
        } catch let stop as PythonCell.Stop {
            stopped(stop, isIsolated: isolation != nil, at: cell.span(ofLine: stop.line), &result.record)
        } catch let interruption as Interruption {
            Self.stopped(state.stop.reason ?? interruption.reason, &result.record)
        } catch {
            var failure = error as? Failure ?? Failure("E641", "\(error)")
            if failure.code == "E653", isolation?.memory != nil {
                failure.hint = "the cell's 'memory:' says how much it may take"
            }
            fail(failure, at: cell.span(ofLine: failure.line), &result.record)
            // A process that took more than the cell may has reached the cell's limit.
            if failure.code == "E653", isolation?.memory != nil { Self.stopped(.memory, &result.record) }
        }
    }

    /// Says which lines of Python were stopped, and why.
    private func stopped(_ stop: PythonCell.Stop, isIsolated: Bool, at span: Span?, _ record: inout CellRecord) {
        let reason = state.stop.reason ?? .interrupt
        let isOwnTime = reason == .timeout && self.stop.reason == nil
        fail(
            Failure(
                isIsolated && isOwnTime ? "E654" : reason.code, reason.phrase + stop.trace,
                hint: isOwnTime ? "the cell's 'timeout:' says how long it may take" : nil), at: span, &record)
        Self.stopped(reason, &record)
    }

    private static func stopped(_ reason: Interruption.Reason, _ record: inout CellRecord) {
        record.status = reason == .interrupt ? .interrupted : .limit
        record.reason = reason.phrase
    }

    private func fail(_ failure: Failure, at span: Span?, _ record: inout CellRecord) {
        record.messages.append(
            RunMessage(
                Diagnostic(
                    code: failure.code, failure.message, at: span?.narrowed(to: failure.subject), hint: failure.hint, cell: record.name)))
        record.status = .failed
    }

    private static func tables(_ names: [String], _ values: [String: Value]) throws -> [String: Table] {
        var tables: [String: Table] = [:]
        for name in names {
            guard let table = values[name]?.asHost as? TableValue else {
                throw Failure("E430", "'\(name)' is not a table but \(values[name]?.kindPhrase ?? "nothing")")
            }
            tables[name] = table.table
        }
        return tables
    }

    private static func scalars(_ names: [String], _ values: [String: Value]) throws -> [String: Scalar] {
        var scalars: [String: Scalar] = [:]
        for name in names {
            guard let value = values[name], let scalar = Scalar(value) else {
                throw Failure("E431", "$\(name) must be a single value: a number, text, Bool, date, time, duration or nil")
            }
            scalars[name] = scalar
        }
        return scalars
    }
}

extension Cell {
    /// How many lines of the file stand above the cell's text.
    public var bodyLine: Int {
        bodySpan.file.bytes.prefix(bodySpan.range.lowerBound).count { $0 == UInt8(ascii: "\n") }
    }

    /// What is written in a line (from 1) of the file; where none is known the cell's header.
    public func span(ofLine line: Int?) -> Span? {
        line.flatMap { bodySpan.file.code(ofLine: $0) }.map { Span(bodySpan.file, $0) } ?? header?.span
    }
}

extension ExpectationOutcome {
    /// A failed expectation as a message with both sides.
    public func diagnostic(cell: String) -> Diagnostic {
        var text = message.map { "expectation failed: \($0)" } ?? "expectation failed"
        if let left, let right { text += " (left is \(left.literal), right is \(right.literal))" }
        return Diagnostic(code: "E380", text, at: span, cell: cell)
    }
}

extension PythonRuntime {
    /// Python files of the project that were loaded so far, or looked for in vain.
    fileprivate static var projectFiles: [String] {
        (try? started?.pathsOfSourceFiles()) ?? []
    }
}

extension Interruption.Reason {
    /// The code that messages of the language have for it.
    public var code: String {
        switch self {
        case .interrupt: "E390"
        case .timeout: "E391"
        case .memory: "E392"
        }
    }

    /// What is said of work that was stopped.
    public var phrase: String {
        switch self {
        case .interrupt: "interrupted"
        case .timeout: "stopped: the time limit was reached"
        case .memory: "stopped: the memory limit was reached"
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
