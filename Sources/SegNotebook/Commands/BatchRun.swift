import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegStore
import SegSyntax
import SegTensor
import SegVM

/// `segnb run`: a notebook or a program, headless.
public struct BatchRun {
    public struct Options: Sendable {
        public let path: String
        public var parameters = ParameterAssignments()
        /// Where the results are written, if anywhere.
        public var results: String?
        /// Where the report is written, if anywhere.
        public var html: String?
        public var threads: Int
        /// The report's path as it was given.
        var shownReport: String?
        /// How many cells may run side by side.
        public var jobs = 1
        /// What is said on the terminal.
        public var display = Display.full
        /// Whether warnings are said where the display is a quiet one.
        var saysWarnings = false
        /// Combinations of parameters to run; empty: one run.
        public var sweep = SweepGrid()
        /// Where runs and cached results are kept; nil: beside the notebook.
        public var workspace: String?
        /// Whether results of earlier runs are used, and those of this one kept.
        public var usesCache = true
        /// Whether the last run that did not come to its end is gone on with.
        public var resumes = false
        /// Whether it runs again whenever a file is saved.
        public var watches = false
        /// What stands above the first message of the run, where it is one of several.
        var heading: String?
        /// What the whole run may use: nanoseconds and bytes.
        public var time: Int?
        public var memory: Int?

        public enum Display: Sendable {
            case full
            /// Errors only.
            case quiet
            /// The journal's lines on standard output.
            case events
        }

        public init(path: String, threads: Int) {
            self.path = path
            self.threads = threads
        }

        /// The first option given that a program without cells can't heed.
        var forNotebooksOnly: String? {
            let given: [(name: String, isGiven: Bool)] = [
                ("--results", results != nil), ("--html", html != nil), ("--jobs", jobs != 1), ("--quiet", display == .quiet),
                ("--events", display == .events), ("a sweep", !sweep.isEmpty), ("--workspace", workspace != nil),
                ("--no-cache", !usesCache), ("--resume", resumes), ("--watch", watches), ("--time-limit", time != nil),
                ("--memory-limit", memory != nil),
            ]
            return given.first(where: \.isGiven)?.name
        }
    }

    private let options: Options
    private let workspace: Workspace

    public init(_ options: Options) {
        var options = options
        // A cell may change the process's folder.
        options.results = options.results.map(Self.absolute)
        options.shownReport = options.html
        options.html = options.html.map(Self.absolute)
        self.options = options
        workspace = Workspace(of: options.path, path: options.workspace)
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }

    /// Runs and gives the exit code.
    public func run() -> Int32 {
        do {
            let file = try SourceReading.code(options.path)
            guard options.path.hasSuffix(".segnb") else { return try runProgram(file) }
            return options.watches ? WatchRun(options, workspace).run() : try runNotebook(file)
        } catch let failure as Failure {
            Terminal.report(failure)
            return RunStatus.refused.exitCode
        } catch {
            Terminal.error("\(error)")
            return RunStatus.refused.exitCode
        }
    }

    /// A program has neither cells nor a record: what a command line asks of them is refused, not passed over.
    private func runProgram(_ file: SourceFile) throws -> Int32 {
        if let option = options.forNotebooksOnly {
            throw Failure(
                "E608", "\(option) is for notebooks, and \"\(options.path)\" is a program",
                hint: "leave it out, or write the program as cells in a file that ends in .segnb")
        }
        return ProgramRun(
            file, folder: SourceReading.folder(of: options.path), threads: options.threads, parameters: options.parameters
        ).run()
    }

    private func runNotebook(_ file: SourceFile) throws -> Int32 {
        // Where nobody reads its output any more, its results and report are still to be written.
        signal(SIGPIPE, SIG_IGN)
        let plan = NotebookPlan(file)
        let said = plan.diagnostics.filter { options.display != .quiet || $0.severity == .error }
        // What may have been learned is said after what certainly was.
        let doubts = said.filter { $0.code == ChosenValueCheck.code }
        said.filter { $0.code != ChosenValueCheck.code }.forEach(Terminal.report)
        if !options.sweep.isEmpty {
            doubts.forEach(Terminal.report)
            return try runSweep(plan)
        }
        let earlier = options.resumes ? try RunResumption(workspace, notebook: options.path) : nil
        guard let values = try parameterValues(plan, earlier) else {
            doubts.forEach(Terminal.report)
            return RunStatus.refused.exitCode
        }
        PythonNatives.importAhead(plan.pythonModules, folder: SourceReading.folder(of: options.path))
        let errors = plan.columnErrors(folder: SourceReading.folder(of: options.path), parameters: values)
        (doubts + errors).withoutRepeats.forEach(Terminal.report)
        guard errors.isEmpty else { return RunStatus.refused.exitCode }
        try checkOutputs()
        if let earlier { earlier.tell(changed: earlier.header.source != file.text) }
        let execution = RunExecution(plan, values, options, workspace, resuming: earlier)
        let signals = SignalWatch(marking: { [stop = execution.stop] in stop.signal.request(.interrupt) }) { [stop = execution.stop] in stop.request($0) }
        let record = execution.run()
        let areWritten = write(record)
        return withExtendedLifetime(signals) { areWritten ? record.status.exitCode : max(record.status.exitCode, 1) }
    }

    /// Writes results and report; whether both could be. The run has been, so what can't be written is said and no more.
    private func write(_ record: RunRecord) -> Bool {
        var areWritten = true
        let results = options.results.map { path in { try ResultsFile.write(record, to: path) } }
        let report = options.html.map { path in { try writeReport(record, to: path) } }
        for write in [results, report].compactMap({ $0 }) {
            do { try write() } catch {
                areWritten = false
                let isFull = (error as? Failure)?.message.contains(String(cString: strerror(ENOSPC))) ?? false
                // Of a full disk the run's record may be cut off too.
                let run = record.header.id.isEmpty || isFull ? nil : "segnb report \(record.header.id) writes it from the run's record"
                let failure = error as? Failure ?? Failure("E607", "\(error)")
                Terminal.report(Failure(failure.code, failure.message, hint: failure.hint ?? run))
            }
        }
        return areWritten
    }

    private func runSweep(_ plan: NotebookPlan) throws -> Int32 {
        guard options.html == nil else {
            throw Failure("E685", "a sweep makes no one report", hint: "segnb report RUN makes that of one of its runs")
        }
        guard !plan.hasErrors, let sweep = try SweepRun(plan, options, workspace) else {
            return RunStatus.refused.exitCode
        }
        let columns = sweep.columnErrors()
        columns.forEach(Terminal.report)
        guard columns.isEmpty else { return RunStatus.refused.exitCode }
        try checkOutputs()
        return try sweep.run()
    }

    /// The parameters' values; nil where they, or the notebook, can't be as they are, which was said.
    private func parameterValues(_ plan: NotebookPlan, _ earlier: RunResumption?) throws -> [String: Value]? {
        if let earlier, !plan.hasErrors {
            guard options.parameters.isEmpty else {
                throw Failure(
                    "E683", "a run that is resumed has the parameters that it had",
                    hint: "leave out -p, or leave out --resume")
            }
            return try earlier.parameters(of: plan)
        }
        return plan.values(saying: options.parameters)
    }

    /// Output files that can't be written are refused before hours of work, not after.
    private func checkOutputs() throws(Failure) {
        if let path = options.html { _ = try ReportFile.Form(of: path) }
        for path in [options.results, options.html].compactMap({ $0 }) {
            let folder = SourceReading.folder(of: path)
            guard !path.hasSuffix(".segnb"), !path.hasSuffix(".seg") else {
                throw Failure(
                    "E607", "\"\(path)\" would be written over, and is a notebook or a program by its name",
                    hint: "give results and reports a name that ends in .json or .html")
            }
            guard FileManager.default.fileExists(atPath: folder) else {
                throw Failure("E607", "\"\(path)\" can't be written: there is no folder \"\(folder)\"")
            }
            guard FileManager.default.isWritableFile(atPath: folder) else {
                throw Failure("E607", "\"\(path)\" can't be written: the folder \"\(folder)\" is not writable")
            }
        }
    }

    private func writeReport(_ record: RunRecord, to path: String) throws {
        try ReportFile.write(record, to: path)
        if options.display == .full { Terminal.write("report: \(options.shownReport ?? path)") }
    }
}
