import Foundation
import SegDiagnostics
import SegDisplay
import SegSyntax

/// `segnb run nb.segnb --watch`: runs what an edit touches, each time that a file is saved.
struct WatchRun {
    private let options: BatchRun.Options
    private let workspace: Workspace
    /// Microseconds between two looks at the files.
    private static let period: useconds_t = 15_000

    init(_ options: BatchRun.Options, _ workspace: Workspace) {
        self.options = options
        self.workspace = workspace
    }

    /// Runs until it is interrupted, and gives the exit code of the last run.
    func run() -> Int32 {
        let memory = CellMemory()
        let stop = RunStop()
        let signals = SignalWatch { stop.request($0) }
        var code = RunStatus.refused.exitCode
        // Files that an earlier run read count too: one that is missing now may come back.
        var known: Set<String> = []
        while stop.reason == nil {
            let (status, paths) = once(memory, stop)
            code = status
            memory.forgetUnused()
            guard stop.reason == nil else { break }
            Terminal.write("watching \(options.path)")
            known.formUnion(paths)
            waitForChange(of: [options.path] + known.sorted(), stop)
        }
        return withExtendedLifetime(signals) { code }
    }

    /// One run, with the files that it depends on.
    private func once(_ memory: CellMemory, _ stop: RunStop) -> (Int32, [String]) {
        do {
            let file = try SourceReading.file(options.path)
            let plan = NotebookPlan(file)
            plan.diagnostics.forEach(Terminal.report)
            let modules = plan.modulePaths
            let folder = FileManager.default.currentDirectoryPath
            let (values, failures) = options.parameters.resolve(plan.parameters, folder: folder)
            failures.forEach(Terminal.report)
            guard !plan.hasErrors, failures.isEmpty else { return (RunStatus.refused.exitCode, modules) }
            let columns = plan.columnErrors(folder: SourceReading.folder(of: options.path), parameters: values)
            columns.forEach(Terminal.report)
            guard columns.isEmpty else { return (RunStatus.refused.exitCode, modules) }
            let execution = RunExecution(plan, values, options, workspace, resuming: nil, stop: stop, memory: memory)
            let record = execution.run()
            if let path = options.results { try ResultsFile.write(record, to: path) }
            if let path = options.html { try ReportFile.write(record, to: path) }
            let ran = record.cells.count { !$0.isCached }
            Terminal.write("\(ran) of \(record.cells.count) cells ran, \(RunText.seconds(record.seconds)) s")
            return (record.status.exitCode, modules + record.cells.flatMap(\.files).map(\.path))
        } catch {
            Terminal.report(error as? Failure ?? Failure("E689", "\(error)"))
            return (RunStatus.refused.exitCode, [])
        }
    }

    private func waitForChange(of paths: [String], _ stop: RunStop) {
        let before = paths.map(Self.mark)
        while stop.reason == nil, paths.map(Self.mark) == before { usleep(Self.period) }
    }

    private static func mark(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "none" }
        return "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec) \(status.st_ino)"
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
