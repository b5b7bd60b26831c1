import Foundation
import SegCore
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegStore
import SegTensor
import SegVM

/// One run of a checked notebook: its journal, its cache, what is shown of it, and the record at its end.
final class RunExecution {
    let stop: RunStop
    private let plan: NotebookPlan
    private let values: [String: Value]
    private let options: BatchRun.Options
    private let workspace: Workspace
    private let resumed: RunResumption?
    private let memory: CellMemory?

    init(
        _ plan: NotebookPlan, _ values: [String: Value], _ options: BatchRun.Options, _ workspace: Workspace,
        resuming resumed: RunResumption?, stop: RunStop = RunStop(), memory: CellMemory? = nil
    ) {
        self.stop = stop
        self.memory = memory
        self.plan = plan
        self.values = values
        self.options = options
        self.workspace = workspace
        self.resumed = resumed
    }

    /// Runs all cells; what can't be recorded or kept is said, and the run goes on.
    func run() -> RunRecord {
        let clock = ContinuousClock.now
        var header = header()
        let journal = journal(&header)
        journal?.add(.began(header))
        // A sweep's results are not those of one of its runs.
        let crashGuard = journal == nil ? nil : CrashGuard(
            folder: workspace.folder(ofRun: header.id), results: options.sweep.isEmpty ? options.results : nil, html: options.html,
            isQuiet: options.display == .quiet || options.display == .events)
        defer { withExtendedLifetime(crashGuard) {} }
        let display: any RunObserver & ProgressReceiver =
            options.display == .events ? EventObserver(header) : BatchObserver(
                isQuiet: options.display == .quiet, saysWarnings: options.display == .full || options.saysWarnings, heading: options.heading,
                notebook: (URL(fileURLWithPath: options.path).lastPathComponent, plan.cells.count))
        let fits = options.usesCache
            ? FitCache(workspace.cache, environment: RunEnvironment.digest, modules: Library.modules) : nil
        let cache = options.usesCache ? CellCache(workspace.cache, digests: memory?.digests ?? FileDigests()) : nil
        let cells = run(header, cache, fits, display, journal)
        let seconds = (ContinuousClock.now - clock).seconds
        let libraries = UsedLibraries.versions
        journal?.add(.ended(seconds: seconds, libraries: libraries))
        journal?.sync()
        display.finish(seconds: seconds)
        for failure in [journal?.failure, cache?.failure ?? fits?.failure].compactMap({ $0 }) { tell(failure) }
        let warnings = PlanWarnings(plan)
        return RunRecord(header: header, cells: cells.map(warnings.added), seconds: seconds, libraries: libraries)
    }

    private func run(
        _ header: RunHeader, _ cache: CellCache?, _ fits: FitCache?,
        _ display: any RunObserver & ProgressReceiver, _ journal: RunJournal?
    ) -> [CellRecord] {
        let first = LibraryState(
            threads: options.threads, folder: SourceReading.folder(of: options.path), stop: ownStop(),
            progress: display, ledger: FitLedger(store: fits), storeFolder: workspace.store)
        let states = [first] + (options.jobs > 1 ? 0..<options.jobs : 0..<0).map { _ in
            LibraryState(beside: first, stop: ownStop(), ledger: FitLedger(store: fits))
        }
        let names = SharedPythonNames()
        let runners = states.map { state in
            CellRunner(
                plan, parameters: values, state: state, stop: stop, instant: header.instant, sharedNames: names,
                sharesProcess: states.count > 1)
        }
        let budget = Budget(time: options.time, memory: options.memory)
        let watchdog = budget.isLimited
            ? Watchdog(budget, onNearing: { [stop] in stop.signal.requestCheckpoint() }) { [stop] in stop.request($0) } : nil
        let run = NotebookRun(
            plan, parameters: values, runners: runners, stop: stop, cache: cache, memory: memory,
            journal: journal.map { JournalObserver($0, PlanWarnings(plan)) }, display: display)
        // A cell that was left behind may capture still.
        defer { OutputCapture.end() }
        return withExtendedLifetime(watchdog) { run.run() }
    }

    /// The signal of one machine's work, which the run's stops too.
    private func ownStop() -> StopSignal {
        StopSignal(within: stop.signal, StopSignal.Limits(deadline: nil))
    }

    private func header() -> RunHeader {
        let path = URL(fileURLWithPath: options.path).standardizedFileURL.path
        let now = Date().timeIntervalSince1970
        return RunHeader(
            id: "", version: Product.version, notebook: options.path, path: path,
            source: plan.notebook.file.text,
            title: plan.settings.title ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent,
            seed: plan.settings.seed, threads: options.threads,
            parameters: Self.parameters(of: plan, values),
            resumes: resumed?.header.id, started: now,
            instant: resumed?.header.instant ?? Int(now * 1e6))
    }

    static func parameters(of plan: NotebookPlan, _ values: [String: Value]) -> [RunHeader.Parameter] {
        plan.parameters.map { parameter in
            let value = values[parameter.name] ?? parameter.defaultValue ?? .null
            return RunHeader.Parameter(
                name: parameter.name, value: value.literal, stored: ValueArchive.bytes(value))
        }
    }

    /// The journal of the run, which gets its name; nil where it can't be recorded, which is said.
    private func journal(_ header: inout RunHeader) -> RunJournal? {
        do throws(Failure) {
            header.id = try workspace.makeRun(now: header.started)
            return try RunJournal(folder: workspace.folder(ofRun: header.id))
        } catch {
            tell(error)
            header.id = ""
            return nil
        }
    }

    private func tell(_ failure: Failure) {
        Terminal.report(
            Diagnostic(
                .warning, code: failure.code, failure.message, hint: failure.hint
                    ?? "the run goes on; --workspace FOLDER keeps its record elsewhere"))
    }
}
