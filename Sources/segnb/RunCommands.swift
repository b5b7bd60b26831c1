import ArgumentParser
import Foundation
import SegNotebook

/// Which workspace commands over runs mean.
struct WorkspaceOptions: ParsableArguments {
    @Option(help: "Where runs and cached results are kept; by default SEGNB_WORKSPACE, or .segnb in this folder.")
    var workspace: String?

    var value: Workspace { Workspace(path: workspace ?? Workspace.usual ?? ".segnb") }
}

/// The runs of the workspace, as a shell completes them.
private let runNames = CompletionKind.shellCommand("ls \"${SEGNB_WORKSPACE:-.segnb}/runs\" 2>/dev/null; echo last")

/// `segnb runs`
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "List the runs that were recorded.")

    @OptionGroup var folder: WorkspaceOptions
    @Option(name: .shortAndLong, help: "How many.") var number = 20

    func run() throws { throw ExitCode(RunListing.list(folder.value, limit: max(0, number))) }
}

/// `segnb show RUN`
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Tell of one run.")

    @OptionGroup var folder: WorkspaceOptions
    @Argument(help: "The run's name, the start of it, or last.", completion: runNames) var name = "last"

    func run() throws { throw ExitCode(RunListing.show(folder.value, name)) }
}

/// `segnb report RUN`
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the report of a run, also of one that was cut off.")

    @OptionGroup var folder: WorkspaceOptions
    @Argument(help: "The run's name, the start of it, or last.", completion: runNames) var name = "last"
    @Option(name: .shortAndLong, help: "The file; by default RUN.html.") var output: String?

    func run() throws { throw ExitCode(RunListing.report(folder.value, name, to: output)) }
}

/// What a crash of a run starts.
struct AfterCrashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: AfterCrash.command, abstract: "Complete a run that crashed.", shouldDisplay: false)

    @Argument var signal: Int32
    @Argument var cell: String
    @Argument var printed: String
    @Argument var folder: String
    @Argument var results: String
    @Argument var html: String
    @Argument var quiet: String

    func run() throws {
        throw ExitCode(
            AfterCrash.run(
                signal: signal, printed: (cell, printed), folder: folder, results: results.isEmpty ? nil : results,
                html: html.isEmpty ? nil : html, isQuiet: !quiet.isEmpty))
    }
}

/// `segnb diff A B`
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what differs between two runs: parameters, data, code and output.")

    @OptionGroup var folder: WorkspaceOptions
    @Argument(help: "A run.", completion: runNames) var first: String
    @Argument(help: "Another run.", completion: runNames) var second = "last"

    func run() throws { throw ExitCode(RunDifference.run(folder.value, first, second)) }
}

/// `segnb cache`
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Look at results that are kept between runs, and remove old ones.",
        subcommands: [Size.self, List.self, Explain.self, Collect.self], defaultSubcommand: Size.self)

    struct Size: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "size", abstract: "How much is kept, by kind.")
        @OptionGroup var folder: WorkspaceOptions
        func run() throws { throw ExitCode(CacheCommands.size(folder.value)) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Every entry, the last used first.")
        @OptionGroup var folder: WorkspaceOptions
        func run() throws { throw ExitCode(CacheCommands.list(folder.value)) }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain", abstract: "Why cells of a notebook's last run ran, or did not.")
        @Argument(help: "The notebook.", completion: .file(extensions: ["segnb"])) var notebook: String
        @Argument(help: "A cell; by default all.") var cell: String?
        @Option(help: "Where runs are kept; by default .segnb beside the notebook.") var workspace: String?

        func run() throws {
            throw ExitCode(CacheCommands.explain(notebook, Workspace(of: notebook, path: workspace), cell: cell))
        }
    }

    struct Collect: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "gc", abstract: "Remove what was used longest ago, by age or until the rest is small enough.")
        @OptionGroup var folder: WorkspaceOptions
        @Option(help: "Days since the last use.") var days: Double?
        @Option(help: "What may stay, such as 2GB.") var size: String?

        func validate() throws {
            if days == nil, size == nil { throw ValidationError("give --days, --size, or both") }
            if let days, !(days >= 0) { throw ValidationError("--days is 0 or more") }
            if size != nil, limit == nil { throw ValidationError("--size takes a size such as 2GB, or 0") }
        }

        func run() throws {
            throw ExitCode(
                CacheCommands.collect(
                    folder.value, age: days.map { $0 * 86_400 }, limit: limit))
        }

        private var limit: Int? { size == "0" ? 0 : size.flatMap(RunLimits.memory) }
    }
}
