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

    @Option(help: "Write machine-readable results (JSON) to this file.")
    var results: String?

    @Option(help: "Write the report, one self-contained page, to this file.")
    var html: String?

    @Option(help: "Threads to use; by default all cores.")
    var threads: Int?

    @Flag(help: "Print only errors.")
    var quiet = false

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads goes from 1 to 1024")
        }
    }

    func run() throws {
        guard let assignments = assignments() else { throw ExitCode(2) }
        let options = BatchRun.Options(
            path: path, parameters: assignments, results: results, html: html,
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, isQuiet: quiet)
        throw ExitCode(BatchRun(options).run())
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
