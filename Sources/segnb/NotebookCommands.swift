import ArgumentParser
import Foundation
import SegDiagnostics
import SegNotebook

/// `segnb test DIR`
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run notebooks and tell of their test cells.",
        discussion: "Exit codes: 0 all hold, 3 an expectation failed, 1 a cell failed or a notebook could not run.")

    @Argument(help: "Notebooks, and folders that are searched for them.")
    var paths: [String] = ["."]

    @Option(name: .shortAndLong, help: "How many notebooks run at once; by default one a core.")
    var jobs: Int?

    @Option(help: "Write the results to this file as JUnit XML.")
    var junit: String?

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs goes from 1 to 256") }
    }

    func run() throws {
        do {
            let tests = try NotebookTests(
                paths, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, junit: junit)
            throw ExitCode(tests.run())
        } catch let failure as Failure {
            Terminal.report(failure)
            throw ExitCode(2)
        }
    }
}

/// `segnb new`
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "new", abstract: "Write a notebook to begin with.")

    @Argument(help: "The notebook's name.") var path: String
    @Option(help: "A file of data that it loads.", completion: .file()) var data: String?

    func run() throws { throw ExitCode(NewNotebook.run(path, data: data)) }
}

/// `segnb convert`
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Convert between .segnb, .ipynb and .py with cell marks.",
        discussion: """
            Cells of Python stay cells of Python: what each reads from and gives to others is found by reading, not \
            running, them.
            """)

    @Argument(help: "The notebook.", completion: .file(extensions: ["segnb", "ipynb", "py"])) var source: String
    @Argument(help: "The file to write; its ending says the format.") var target: String
    @Flag(help: "Replace a file that is there.") var force = false

    func run() throws { throw ExitCode(NotebookConversion.run(source, to: target, overwrites: force)) }
}
