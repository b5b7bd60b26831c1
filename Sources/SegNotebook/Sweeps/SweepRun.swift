import Foundation
import SegDiagnostics
import SegDisplay
import SegVM
import Synchronization

/// The wish to stop a sweep, which the combination that runs is told of; a limit that one of them hits ends that one alone.
private final class SweepStop: Sendable {
    private let state = Mutex<(isRequested: Bool, current: RunStop?)>((false, nil))

    var isRequested: Bool { state.withLock { $0.isRequested } }

    func request(_ reason: Interruption.Reason) {
        let current = state.withLock { state in
            state.isRequested = true
            return state.current
        }
        current?.request(reason)
    }

    /// What stops the next combination.
    func next() -> RunStop {
        let stop = RunStop()
        let isRequested = state.withLock { state in
            state.current = stop
            return state.isRequested
        }
        if isRequested { stop.request(.interrupt) }
        return stop
    }
}

/// `segnb run nb.segnb --sweep name=a,b`: one run for each combination, sharing what doesn't depend on it.
struct SweepRun {
    private let plan: NotebookPlan
    private let options: BatchRun.Options
    private let workspace: Workspace
    private let points: [Point]
    private let digests = FileDigests()

    /// One combination: what was asked for, and the parameters' values.
    private struct Point {
        let texts: SweepGrid.Point
        let values: [String: Value]

        var label: String { texts.map { "\($0.name)=\($0.text)" }.joined(separator: " ") }
    }

    /// What came of one.
    private struct Outcome {
        let label: String
        let texts: SweepGrid.Point
        /// nil where it was not begun.
        let record: RunRecord?
        /// Whether an earlier run had done it.
        let isEarlier: Bool
    }

    /// Checks every combination before any runs; nil where one can't be, which was said.
    init?(_ plan: NotebookPlan, _ options: BatchRun.Options, _ workspace: Workspace) throws {
        self.plan = plan
        self.options = options
        self.workspace = workspace
        let folder = FileManager.default.currentDirectoryPath
        var points: [Point] = []
        var seen: Set<String> = []
        for texts in try options.sweep.points() {
            var assignments = options.parameters
            for (name, text) in texts { try assignments.add(argument: "\(name)=\(text)") }
            let (values, failures) = assignments.resolve(plan.parameters, folder: folder)
            let label = texts.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
            let new = failures.filter { seen.insert($0.description).inserted }
                .map { Failure($0.code, "\($0.message) (in the combination \(label))", hint: $0.hint) }
            new.forEach(Terminal.report)
            if failures.isEmpty { points.append(Point(texts: texts, values: values)) }
        }
        guard seen.isEmpty else { return nil }
        self.points = points
    }

    /// Columns that there are not, for any of the combinations.
    func columnErrors() -> [Diagnostic] {
        var found: [Diagnostic] = []
        for point in points {
            let errors = plan.columnErrors(
                folder: SourceReading.folder(of: options.path), parameters: point.values)
            for error in errors where !found.contains(error) { found.append(error) }
        }
        return found
    }

    /// Runs all combinations one after the other, shows the table, and gives the gravest exit code.
    func run() throws -> Int32 {
        var outcomes: [Outcome] = []
        let known = options.resumes ? goodRuns() : []
        let stop = SweepStop()
        let signals = SignalWatch { stop.request($0) }
        for (number, point) in points.enumerated() {
            guard !stop.isRequested else {
                outcomes.append(Outcome(label: point.label, texts: point.texts, record: nil, isEarlier: false))
                continue
            }
            let outcome = outcome(of: point, known, stop)
            outcomes.append(outcome)
            if options.display == .full { Terminal.write("\(number + 1)/\(points.count)  \(Self.line(outcome))") }
        }
        withExtendedLifetime(signals) {}
        if options.display == .full { RunListing.show(Document([.rows(Self.rows(outcomes))])) }
        if let path = options.results { try Self.write(outcomes, to: path) }
        if stop.isRequested { return RunStatus.interrupted.exitCode }
        let gravest: [RunStatus] = [.interrupted, .limit, .refused, .failed, .expectationFailed]
        return gravest.first { status in outcomes.contains { $0.record?.status == status } }?.exitCode ?? 0
    }

    private func outcome(of point: Point, _ runs: [RunRecord], _ stop: SweepStop) -> Outcome {
        if let known = earlier(point, among: runs) {
            return Outcome(label: point.label, texts: point.texts, record: known, isEarlier: true)
        }
        var own = options
        if own.display == .full { (own.display, own.saysWarnings) = (.quiet, true) }
        own.heading = point.label
        let execution = RunExecution(plan, point.values, own, workspace, resuming: nil, stop: stop.next())
        return Outcome(label: point.label, texts: point.texts, record: execution.run(), isEarlier: false)
    }

    /// Runs of this notebook's text that came to a good end, the latest first.
    private func goodRuns() -> [RunRecord] {
        let path = URL(fileURLWithPath: options.path).standardizedFileURL.path
        return workspace.runs.reversed()
            .compactMap { try? JournalReader.record(folder: workspace.folder(ofRun: $0)) }
            .filter {
                $0.header.path == path && $0.header.source == plan.notebook.file.text && $0.status == .done && isStillTrue($0)
            }
    }

    /// Whether the modules and files that a run read are what they were.
    private func isStillTrue(_ run: RunRecord) -> Bool {
        let cells = Dictionary(plan.cells.map { ($0.cell.name, $0) }) { first, _ in first }
        let keying = CellKeying(seed: run.header.seed, folder: SourceReading.folder(of: options.path), parameters: [:])
        for record in run.cells {
            guard record.files.allSatisfy({ digests.fingerprint($0.path) == $0 }) else { return false }
            guard case .program(let compiled)? = cells[record.name]?.body, let inputs = record.inputs else { continue }
            guard let code = keying.code(of: compiled), Set(code).isSubset(of: inputs) else { return false }
        }
        // What of a cell is not known by its inputs is known by its modules' files.
        return plan.modulePaths.allSatisfy { path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return ((attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0) <= run.header.started
        }
    }

    /// The run that had these parameters.
    private func earlier(_ point: Point, among runs: [RunRecord]) -> RunRecord? {
        let wanted = RunExecution.parameters(of: plan, point.values)
        return runs.first { $0.header.parameters == wanted }
    }

    private static func line(_ outcome: Outcome) -> String {
        guard let run = outcome.record else { return "\(outcome.label)  not run" }
        let what = outcome.isEarlier ? "was done by \(run.header.id)" : "\(run.status.rawValue) in \(RunText.seconds(run.seconds)) s"
        return "\(outcome.label)  \(what), \(run.trained) models trained, \(run.reused) reused"
    }
}

// MARK: - The table of results

extension SweepRun {
    private static func names(_ outcomes: [Outcome]) -> [String] {
        var seen: Set<String> = []
        return outcomes.flatMap { values(of: $0).map(\.name) }.filter { seen.insert($0).inserted }
    }

    /// The values of cells that came to their end: those of others are not what the run gives.
    private static func values(of outcome: Outcome) -> [ScalarResult] {
        outcome.record?.cells.filter { $0.status == .done || $0.status == .expectationFailed }.flatMap(\.values) ?? []
    }

    private static let notRun = CellStatus.notRun.rawValue

    private static func rows(_ outcomes: [Outcome]) -> AlignedRows {
        let swept = outcomes.first?.texts.map(\.name) ?? []
        let names = names(outcomes).filter { !swept.contains($0) }
        var rows = AlignedRows(
            swept.map { .init($0) } + [.init("status")] + names.map { .init($0, .trailing) }
                + [.init("trained", .trailing), .init("reused", .trailing), .init("seconds", .trailing), .init("run")])
        for outcome in outcomes {
            let known = Dictionary(values(of: outcome).map { ($0.name, $0.text) }) { $1 }
            let run = outcome.record
            let figures = run.map { ["\($0.trained)", "\($0.reused)", RunText.seconds($0.seconds), $0.header.id] } ?? ["", "", "", ""]
            rows.append(
                outcome.texts.map { StyledText($0.text) } + [StyledText(run?.status.rawValue ?? notRun)]
                    + names.map { StyledText(known[$0] ?? "") } + figures.map { StyledText($0) })
        }
        return rows
    }

    private struct File: Encodable {
        struct Point: Encodable {
            /// nil where it was not begun.
            let run: String?
            let parameters: [String: String]
            let status: String
            let seconds: Double
            let trained: Int
            let reused: Int
            let values: [String: ScalarResult.Content]
        }

        let version = 1
        let notebook: String
        let runs: [Point]
    }

    private static func write(_ outcomes: [Outcome], to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = File(
            notebook: outcomes.lazy.compactMap(\.record).first?.header.notebook ?? "",
            runs: outcomes.map { outcome in
                let run = outcome.record
                let parameters = run?.header.parameters.map { ($0.name, $0.value) } ?? outcome.texts.map { ($0.name, $0.text) }
                return File.Point(
                    run: run?.header.id, parameters: Dictionary(parameters) { $1 }, status: run?.status.rawValue ?? notRun,
                    seconds: run?.seconds ?? 0, trained: run?.trained ?? 0, reused: run?.reused ?? 0,
                    values: Dictionary(values(of: outcome).map { ($0.name, $0.content) }) { $1 })
            })
        try AtomicFile.write(try encoder.encode(file), to: path)
    }
}
