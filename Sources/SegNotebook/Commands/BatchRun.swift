import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegSyntax
import SegTensor
import SegVM

/// `segnb run`: a notebook or a program, headless.
public struct BatchRun {
    public struct Options: Sendable {
        public let path: String
        public let parameters: ParameterAssignments
        /// Where the results are written, if anywhere.
        public let results: String?
        /// Where the report is written, if anywhere.
        public let html: String?
        public let threads: Int
        public let isQuiet: Bool

        public init(
            path: String, parameters: ParameterAssignments, results: String?, html: String?, threads: Int,
            isQuiet: Bool
        ) {
            self.path = path
            self.parameters = parameters
            self.results = results
            self.html = html
            self.threads = threads
            self.isQuiet = isQuiet
        }
    }

    private let options: Options

    public init(_ options: Options) { self.options = options }

    /// Runs and gives the exit code.
    public func run() -> Int32 {
        do {
            let file = try SourceReading.file(options.path)
            guard options.path.hasSuffix(".segnb") else { return ProgramRun(file, options).run() }
            return try runNotebook(file)
        } catch let failure as Failure {
            Terminal.report(failure)
            return RunStatus.refused.exitCode
        } catch {
            Terminal.error("\(error)")
            return RunStatus.refused.exitCode
        }
    }

    private func runNotebook(_ file: SourceFile) throws -> Int32 {
        let plan = NotebookPlan(file)
        plan.diagnostics.forEach(Terminal.report)
        let folder = FileManager.default.currentDirectoryPath
        let (values, failures) = options.parameters.resolve(plan.parameters, folder: folder)
        failures.forEach(Terminal.report)
        guard !plan.hasErrors, failures.isEmpty else { return RunStatus.refused.exitCode }
        PythonNatives.importAhead(plan.pythonModules, folder: SourceReading.folder(of: options.path))
        let columns = plan.columnErrors(folder: SourceReading.folder(of: options.path), parameters: values)
        columns.forEach(Terminal.report)
        guard columns.isEmpty else { return RunStatus.refused.exitCode }
        try checkOutputs()
        let interruption = InterruptionFlag()
        let stop = StopSignal()
        let signals = SignalWatch { reason in
            stop.request(reason)
            interruption.raise(reason)
        }
        let record = record(of: plan, values, stop, interruption)
        if let path = options.results { try ResultsFile.write(record, to: path) }
        if let path = options.html { try writeReport(record, plan.notebook, to: path) }
        return withExtendedLifetime(signals) { record.status.exitCode }
    }

    /// Output files that can't be written are refused before hours of work, not after.
    private func checkOutputs() throws(Failure) {
        for path in [options.results, options.html].compactMap({ $0 }) {
            let folder = SourceReading.folder(of: path)
            guard FileManager.default.isWritableFile(atPath: folder) else {
                throw Failure("E607", "\"\(path)\" can't be written: the folder \"\(folder)\" is not writable")
            }
        }
    }

    private func record(
        of plan: NotebookPlan, _ values: [String: Value], _ stop: StopSignal, _ interruption: InterruptionFlag
    ) -> RunRecord {
        let observer = BatchObserver(isQuiet: options.isQuiet)
        let state = LibraryState(
            threads: options.threads, folder: SourceReading.folder(of: options.path), stop: stop, progress: observer)
        let started = Date().timeIntervalSince1970
        let clock = ContinuousClock.now
        let run = NotebookRun(
            plan, parameters: values, state: state, interruption: interruption, observer: observer)
        let cells = run.run()
        observer.finish()
        return RunRecord(
            notebook: options.path, title: title(of: plan), seed: plan.settings.seed, threads: options.threads,
            parameters: parameterTexts(plan, values), cells: cells, started: started,
            seconds: (ContinuousClock.now - clock).seconds)
    }

    private func title(of plan: NotebookPlan) -> String {
        plan.settings.title ?? URL(fileURLWithPath: options.path).deletingPathExtension().lastPathComponent
    }

    private func parameterTexts(
        _ plan: NotebookPlan, _ values: [String: Value]
    ) -> [(name: String, value: String)] {
        plan.parameters.map { parameter in
            (parameter.name, (values[parameter.name] ?? parameter.defaultValue)?.literal ?? "nil")
        }
    }

    private func writeReport(_ record: RunRecord, _ notebook: Notebook, to path: String) throws {
        let page = ReportPage().render(ReportContent(record, notebook: notebook))
        try AtomicFile.write(Data(page.utf8), to: path)
        if !options.isQuiet { Terminal.write("report: \(path)") }
    }
}
