import Dispatch
import Foundation
import SegDiagnostics
import SegDisplay
import SegFrame
import SegLibrary
import SegPython
import SegSyntax
import SegTensor
import SegVM

/// Told what happens in a run.
protocol RunObserver: AnyObject {
    func begins(_ cell: Cell)
    func shows(_ piece: Document, in cell: String)
    func ends(_ record: CellRecord)
}

/// Runs a checked notebook from top to bottom; a failure stays with the cells that need what failed.
final class NotebookRun {
    private let plan: NotebookPlan
    private let parameters: [String: Value]
    private let state: LibraryState
    private let interpreter: Interpreter
    private let output: CellOutput
    private weak var observer: RunObserver?
    private var values: [String: Value] = [:]
    private var statuses: [CellStatus?]

    init(
        _ plan: NotebookPlan, parameters: [String: Value], state: LibraryState,
        interruption: InterruptionFlag, observer: RunObserver
    ) {
        self.plan = plan
        self.parameters = parameters
        self.state = state
        self.observer = observer
        statuses = Array(repeating: nil, count: plan.cells.count)
        let name = CurrentCell()
        output = CellOutput { [weak observer] in observer?.shows($0, in: name.text) }
        current = name
        interpreter = Interpreter(
            registry: Library.registry, output: output, state: state, interruption: interruption)
        values = interpreter.values(of: plan.standardCells)
    }

    private let current: CurrentCell

    private final class CurrentCell {
        var text = ""
    }

    /// Runs all cells and says what became of each.
    func run() -> [CellRecord] {
        plan.cells.indices.compactMap { index in
            let cell = plan.cells[index]
            if cell.cell.kind == .md { return nil }
            let record = record(of: index)
            statuses[index] = record.status
            if record.status != .done, record.status != .expectationFailed {
                for name in cell.writes { values[name] = nil }
            }
            observer?.ends(record)
            return record
        }
    }

    private func record(of index: Int) -> CellRecord {
        let cell = plan.cells[index]
        var record = CellRecord(name: cell.cell.name, kind: cell.cell.kind.rawValue)
        if state.stop.reason == .interrupt {
            record.status = .notRun
            record.reason = "the run was interrupted"
            return record
        }
        if let reason = obstacle(for: index) {
            record.status = .skipped
            record.reason = reason
            return record
        }
        observer?.begins(cell.cell)
        current.text = cell.cell.name
        MemoryMeter.reset()
        let clock = ContinuousClock.now
        let limit = cell.timeout.map { TimeLimit(nanoseconds: $0, stop: state.stop, interpreter.interruption) }
        execute(cell, &record)
        if limit != nil, state.stop.reason == .timeout { clearStop() }
        record.seconds = (ContinuousClock.now - clock).seconds
        record.peakMemory = MemoryMeter.peak
        return record
    }

    private func clearStop() {
        state.stop.clear()
        interpreter.interruption.clear()
    }

    /// Why a cell can't run: a cell that it needs, or one whose files it may read, did not succeed.
    private func obstacle(for index: Int) -> String? {
        let cell = plan.cells[index]
        for needed in cell.dependencies where !isUsable(needed) {
            return "it needs cell \"\(plan.cells[needed].cell.name)\", which \(word(needed))"
        }
        guard cell.effect == .reads || cell.effect == .writes else { return nil }
        for earlier in 0..<index where plan.cells[earlier].effect == .writes && !isUsable(earlier) {
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

    private func execute(_ cell: PlannedCell, _ record: inout CellRecord) {
        switch cell.body {
        case .program(let compiled): run(compiled, &record)
        case .query(let query, let tables, let names): run(query, tables, names, cell.cell, &record)
        case .python(let reads, let writes, let isolation):
            runPython(cell.cell, reads, writes, isolation, &record)
        case .prose: record.status = .done
        }
        let (document, warnings) = output.take()
        record.output.append(document)
        record.diagnostics += warnings
    }

    private func run(_ compiled: CompiledCell, _ record: inout CellRecord) {
        var inputs: [String: Value] = [:]
        for name in compiled.reads { inputs[name] = values[name] }
        let random = SegVM.RandomStream(
            seed: UInt64(bitPattern: Int64(plan.settings.seed)), name: compiled.name)
        let outcome = interpreter.run(compiled, inputs: inputs, parameters: parameters, random: random)
        if let result = outcome.result, !result.isNull { output.display(result, cell: compiled.name) }
        for (name, value) in outcome.exports { values[name] = value }
        settle(outcome, &record)
    }

    private func settle(_ outcome: CellOutcome, _ record: inout CellRecord) {
        record.diagnostics += outcome.failedExpectations.map { $0.diagnostic(cell: record.name) }
        if let error = outcome.error { record.diagnostics.append(error) }
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
        _ query: SQLQuery, _ tables: [String], _ names: [String], _ cell: Cell, _ record: inout CellRecord
    ) {
        do {
            let table = try query.run(
                on: try inputTables(tables), parameters: try inputScalars(names),
                seed: UInt64(bitPattern: Int64(plan.settings.seed)))
            let value = Value.host(TableValue(table))
            if cell.isNamed { values[cell.name] = value }
            output.display(value, cell: cell.name)
            record.status = .done
        } catch {
            let failure = error as? Failure ?? Failure("E430", "\(error)")
            record.diagnostics.append(
                Diagnostic(
                    code: failure.code, failure.message, at: cell.bodySpan, hint: failure.hint, cell: cell.name))
            record.status = .failed
        }
    }

    private func runPython(
        _ cell: Cell, _ reads: [String], _ writes: [String], _ isolation: PythonIsolation?, _ record: inout CellRecord
    ) {
        let inputs = Dictionary(reads.map { ($0, values[$0] ?? .null) }) { first, _ in first }
        do {
            let result = try PythonCell.run(
                cell.body, file: plan.notebook.file.name, line: cell.bodyLine, reads: inputs, writes: writes,
                isolation: isolation, interpreter)
            for (name, value) in result.values { values[name] = value }
            for picture in result.pictures { output.show(Document([.image(picture)])) }
            if !result.shown.isNull { output.display(result.shown, cell: cell.name) }
            record.status = .done
        } catch let interruption as Interruption {
            record.status = interruption.reason == .interrupt && state.stop.reason != .timeout ? .interrupted : .limit
            record.reason = record.status == .limit ? "stopped: the time limit was reached" : "interrupted"
        } catch {
            let failure = error as? Failure ?? Failure("E641", "\(error)")
            record.diagnostics.append(
                Diagnostic(
                    code: failure.code, failure.message, at: cell.header?.span, hint: failure.hint, cell: cell.name))
            record.status = .failed
        }
    }

    private func inputTables(_ names: [String]) throws -> [String: Table] {
        var tables: [String: Table] = [:]
        for name in names {
            guard let table = values[name]?.asHost as? TableValue else {
                throw Failure("E430", "'\(name)' is not a table but \(values[name]?.kindPhrase ?? "nothing")")
            }
            tables[name] = table.table
        }
        return tables
    }

    private func inputScalars(_ names: [String]) throws -> [String: Scalar] {
        var scalars: [String: Scalar] = [:]
        for name in names {
            guard let value = values[name], let scalar = Scalar(value) else {
                throw Failure("E431", "$\(name) must be a number, text, date or nil")
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
}

extension ExpectationOutcome {
    /// A failed expectation as a message with both sides.
    public func diagnostic(cell: String) -> Diagnostic {
        var text = message.map { "expectation failed: \($0)" } ?? "expectation failed"
        if let left, let right { text += " (left is \(left.literal), right is \(right.literal))" }
        return Diagnostic(code: "E380", text, at: span, cell: cell)
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
