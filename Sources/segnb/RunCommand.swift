import ArgumentParser
import Foundation
import SegConsole
import SegDiagnostics
import SegNotebook

/// `segnb run nb.segnb`: a notebook or a program file, headless.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a notebook (.segnb) or a program (.seg).",
        discussion: """
            The whole notebook is checked before anything runs; when a cell fails, only the cells that need it \
            are skipped. Exit codes: 0 done, 1 a cell failed, 2 the notebook or the command line is wrong, \
            3 an expectation failed, 4 a limit was hit, 130 interrupted. `segnb run nb.segnb --help` lists the \
            notebook's parameters.
            """)

    @Argument(help: "The notebook or program.", completion: .file(extensions: ["segnb", "seg"]))
    var path: String

    @Option(name: [.customShort("p"), .customLong("param")], help: "A parameter, name=value.")
    var parameters: [String] = []

    @Option(help: "A YAML or JSON file with parameters; -p wins over it.")
    var params: String?

    @Option(help: "Values of a parameter, name=value,value: one run for each combination with those of others.")
    var sweep: [String] = []

    @Option(help: "A CSV file with a column for each parameter and a row for each run.")
    var sweepFile: String?

    @Option(help: "Write machine-readable results (JSON) to this file.")
    var results: String?

    @Option(help: "Write the report, one self-contained page, to this file.")
    var html: String?

    @Option(help: "Threads to use; by default all cores.")
    var threads: Int?

    @Option(name: .shortAndLong, help: "How many independent cells may run side by side.")
    var jobs = 1

    @Flag(help: "Print only errors.")
    var quiet = false

    @Flag(help: "Print what happens as one JSON object a line.")
    var events = false

    @Flag(help: "Go on with the last run of the notebook, which did not come to its end.")
    var resume = false

    @Flag(help: "Run what an edit touches whenever the notebook, or a file that it reads, is saved.")
    var watch = false

    @Flag(inversion: .prefixedNo, help: "Whether results of earlier runs are used and those of this one kept; they are unless told otherwise.")
    var cache = true

    @Option(help: "Where runs and cached results are kept; by default .segnb beside the notebook.")
    var workspace: String?

    @Option(help: "What the run may take, such as 30m or 2h.")
    var timeLimit: String?

    @Option(help: "What the program may hold in memory, such as 4GB.")
    var memoryLimit: String?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads goes from 1 to 1024")
        }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs goes from 1 to 64") }
        if watch, resume || !cache || !sweep.isEmpty || sweepFile != nil {
            throw ValidationError("--watch goes with neither --resume, --no-cache nor sweeps")
        }
        if quiet, events { throw ValidationError("--quiet and --events exclude each other") }
        if let timeLimit, RunLimits.time(timeLimit) == nil {
            throw ValidationError("--time-limit takes a duration such as 90s, 30m or 2h, not \"\(timeLimit)\"")
        }
        if let memoryLimit, RunLimits.memory(memoryLimit) == nil {
            throw ValidationError("--memory-limit takes a size such as 500MB or 4GB, not \"\(memoryLimit)\"")
        }
    }

    @OptionGroup var python: PythonOption

    func run() throws {
        guard let assignments = assignments() else { throw ExitCode(2) }
        var options = BatchRun.Options(
            path: path, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        options.parameters = assignments
        guard let grid = grid() else { throw ExitCode(2) }
        options.sweep = grid
        options.jobs = jobs
        options.results = results
        options.html = html
        options.display = quiet ? .quiet : events ? .events : .full
        options.workspace = workspace
        options.usesCache = cache
        options.resumes = resume
        options.watches = watch
        options.time = timeLimit.flatMap(RunLimits.time)
        options.memory = memoryLimit.flatMap(RunLimits.memory)
        throw ExitCode(BatchRun(options).run())
    }

    /// The combinations of the command line; nil where they can't be read, which was said.
    private func grid() -> SweepGrid? {
        var grid = SweepGrid()
        do {
            if let sweepFile { try grid.add(file: sweepFile) }
            for argument in sweep { try grid.add(argument: argument) }
            return grid
        } catch {
            Terminal.report(error)
            return nil
        }
    }

    /// The parameters of the command line; nil where they can't be read, which was said.
    private func assignments() -> ParameterAssignments? {
        var assignments = ParameterAssignments()
        do {
            if let params { try assignments.add(file: params) }
            for parameter in parameters { try assignments.add(argument: parameter) }
            return assignments
        } catch {
            Terminal.report(error)
            return nil
        }
    }
}
