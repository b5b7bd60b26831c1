import Foundation
import SegDiagnostics
import SegDisplay
import SegSyntax
import SegVM
import Synchronization

/// `segnb run nb.segnb --watch`: runs what an edit touches, each time that a file is saved.
struct WatchRun {
    private let options: BatchRun.Options
    private let workspace: Workspace
    private let columns = RehearsalMemory()
    /// Microseconds between two looks at the files.
    private static let period: useconds_t = 5_000

    init(_ options: BatchRun.Options, _ workspace: Workspace) {
        self.options = options
        self.workspace = workspace
    }

    /// Runs until it is interrupted, and gives the exit code of the last run.
    func run() -> Int32 {
        let memory = CellMemory()
        let stop = RunStop()
        let turn = Turn()
        let signals = SignalWatch(marking: { stop.signal.request(.interrupt) }) { reason in
            stop.request(reason)
            turn.request(reason)
        }
        var code = RunStatus.refused.exitCode
        // Files that an earlier run read count too: one that is missing now may come back.
        var known: Set<String> = [options.path]
        while stop.reason == nil {
            // Looked at before the run, so that a save while it goes on is noticed.
            var marks = Self.marks(of: known)
            let save = turn.begin(RunStop(within: stop), watching: options.path)
            let (status, paths) = once(memory, save.stop)
            if save.end(), stop.reason == nil { Terminal.write("\(options.path) was saved: running it as it is now") }
            code = status
            // A notebook that is refused has used nothing, and is soon mended.
            if status != RunStatus.refused.exitCode { memory.endRun() }
            guard stop.reason == nil else { break }
            Terminal.write("watching \(options.path)")
            marks.merge(Self.marks(of: Set(paths))) { before, _ in before }
            known.formUnion(paths)
            while stop.reason == nil, Self.marks(of: known) == marks { usleep(Self.period) }
            settle(known, stop)
            if Self.marks(of: known.subtracting([options.path])) != marks.filter({ $0.key != options.path }) { columns.forget() }
        }
        return withExtendedLifetime(signals) { code }
    }

    /// Waits until a save is over: two looks that see the same.
    private func settle(_ paths: Set<String>, _ stop: RunStop) {
        var last = Self.marks(of: paths)
        while stop.reason == nil {
            usleep(Self.period)
            let now = Self.marks(of: paths)
            if now == last { return }
            last = now
        }
    }

    /// One run, with the files that it depends on.
    private func once(_ memory: CellMemory, _ stop: RunStop) -> (Int32, [String]) {
        do {
            let file = try SourceReading.file(options.path)
            let plan = NotebookPlan(file)
            plan.diagnostics.forEach(Terminal.report)
            let modules = plan.modulePaths
            guard let values = plan.values(saying: options.parameters),
                plan.hasColumns(for: values, path: options.path, remembering: columns)
            else { return (RunStatus.refused.exitCode, modules) }
            let execution = RunExecution(plan, values, options, workspace, resuming: nil, stop: stop, memory: memory)
            let record = execution.run()
            if let path = options.results { try ResultsFile.write(record, to: path) }
            if let path = options.html { try ReportFile.write(record, to: path) }
            let ran = record.cells.count { !$0.isCached }
            Terminal.write("\(ran) of \(record.cells.count) cells ran, \(RunText.seconds(record.seconds)) s")
            return (record.status.exitCode, modules + record.cells.flatMap(\.files).map(\.path))
        } catch {
            Terminal.report(error)
            return (RunStatus.refused.exitCode, [])
        }
    }

    private static func marks(of paths: Set<String>) -> [String: String] {
        Dictionary(uniqueKeysWithValues: paths.map { ($0, mark($0)) })
    }

    private static func mark(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "none" }
        return "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec) \(status.st_ino)"
    }
}

extension WatchRun {
    /// The run that goes on, which is stopped where the notebook is saved meanwhile: what it would give is not wanted any more.
    private final class Turn: Sendable {
        private let current = Mutex<RunStop?>(nil)

        func begin(_ stop: RunStop, watching path: String) -> SaveWatch {
            current.withLock { $0 = stop }
            return SaveWatch(path, stop)
        }

        func request(_ reason: Interruption.Reason) { current.withLock { $0 }?.request(reason) }
    }

    /// Looks at a file until it is saved or the run is over.
    private final class SaveWatch: Sendable {
        let stop: RunStop
        private let isOver = Atomic<Bool>(false)
        private let isSaved = Atomic<Bool>(false)

        init(_ path: String, _ stop: RunStop) {
            self.stop = stop
            let before = WatchRun.mark(path)
            Thread.detachNewThread { [self] in
                while !isOver.load(ordering: .acquiring) {
                    usleep(WatchRun.period * 4)
                    let now = WatchRun.mark(path)
                    guard now != before, now != "none" else { continue }
                    isSaved.store(true, ordering: .releasing)
                    if !isOver.load(ordering: .acquiring) { stop.request(.interrupt) }
                    return
                }
            }
        }

        /// Ends; whether the file was saved before.
        func end() -> Bool {
            isOver.store(true, ordering: .releasing)
            return isSaved.load(ordering: .acquiring)
        }
    }
}

extension NotebookPlan {
    /// Files that cells bring in with `use`, as absolute paths.
    var modulePaths: [String] {
        let folder = SourceReading.folder(of: notebook.file.name)
        return notebook.cells.flatMap { $0.program?.statements ?? [] }.compactMap { statement in
            guard case .use(let use) = statement.kind, use.path.contains(".") else { return nil }
            return use.path.hasPrefix("/") ? use.path : "\(folder)/\(use.path)"
        }
    }
}
