import ArgumentParser
import Foundation
import SegConsole
import SegNotebook

/// Which Python is embedded.
struct PythonOption: ParsableArguments {
    @Option(
        help: "The Python to embed: an interpreter, or the folder of an environment; by default SEGNB_PYTHON, VIRTUAL_ENV, ./.venv.",
        completion: .file())
    var python: String?

    func validate() throws {
        // Everything that starts a Python, here or in another process, looks there.
        if let python { setenv("SEGNB_PYTHON", (python as NSString).expandingTildeInPath, 1) }
    }
}

/// `segnb check`: finds mistakes without running anything.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find mistakes in notebooks and programs without running them.")

    @Argument(help: "Notebooks and programs.", completion: .file(extensions: ["segnb", "seg"]))
    var paths: [String]

    @Option(help: "text, or json for programs.")
    var format = SourceCheck.Format.text

    @Flag(help: "Repair what is certain first: misspelled names, words and signs of other languages.")
    var fix = false

    @OptionGroup var python: PythonOption

    func run() throws { throw ExitCode(SourceCheck.run(paths, format: format, isFixing: fix)) }
}

extension SourceCheck.Format: ExpressibleByArgument {}

/// `segnb fmt`: the one layout.
struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Rewrite notebooks and programs in the one layout.")

    @Argument(help: "Notebooks and programs.", completion: .file(extensions: ["segnb", "seg"]))
    var paths: [String]

    @Flag(help: "Change nothing; exit with 1 if a file would change.")
    var check = false

    func run() throws { throw ExitCode(SourceFormat.run(paths, onlyCheck: check)) }
}

/// `segnb doc`: the reference of the builtins.
struct DocCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doc", abstract: "Print the reference of the builtins, or of one of them.")

    @Argument(help: "A builtin; without one, all of them as Markdown.")
    var name: String?

    func run() throws { throw ExitCode(BuiltinReference.run(name)) }
}

/// `segnb doctor`: what was found on this machine.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say which libraries were found, and what to do about those that were not.")

    @OptionGroup var python: PythonOption

    func run() throws { throw ExitCode(Doctor.run()) }
}

/// The prompt, or one piece of code with `-e`.
struct PromptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl", abstract: "Open the prompt (the default), or run code given with -e.")

    @Option(
        name: [.customShort("e"), .customLong("evaluate")], parsing: .unconditional,
        help: "Code to run instead of opening the prompt.")
    var code: String?

    @Option(help: "Threads to use; by default all cores.")
    var threads: Int?

    @OptionGroup var python: PythonOption

    func run() throws {
        let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
        if let code { throw ExitCode(Prompt.evaluate(code, threads: count)) }
        throw ExitCode(Prompt.run(threads: count))
    }
}
