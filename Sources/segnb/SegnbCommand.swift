import ArgumentParser
import Foundation
import SegConsole
import SegDiagnostics
import SegNotebook

/// The program: arguments and exit codes only.
@main
struct SegnbCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segnb",
        abstract: "Train, compare and combine models over segments of your data.",
        discussion: "Without a command it opens the prompt; with -e it runs one piece of code.",
        version: Product.version,
        subcommands: [
            RunCommand.self, CheckCommand.self, FormatCommand.self, DocCommand.self, DoctorCommand.self,
            RunsCommand.self, ShowCommand.self, ReportCommand.self, DiffCommand.self, CacheCommand.self,
            TestCommand.self, NewCommand.self, ConvertCommand.self, AfterCrashCommand.self,
            PromptCommand.self,
        ],
        defaultSubcommand: PromptCommand.self)

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let notebook = NotebookHelp.requested(by: arguments) {
            Product.end(withCode: NotebookHelp.run(notebook))
        }
        if let mistake = mistake(in: arguments) {
            Terminal.report(mistake)
            Product.end(withCode: 2)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
            Product.end(withCode: 0)
        } catch let code as ExitCode {
            Product.end(withCode: code.rawValue)
        } catch {
            // A wrong command line is 2, as for notebooks that are wrong.
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            Product.end(withCode: 2)
        }
    }

    /// A first word that is no command: it would be taken for an argument of the prompt, which has none.
    private static func mistake(in arguments: [String]) -> Failure? {
        guard let word = arguments.first, !word.isEmpty, !word.hasPrefix("-") else { return nil }
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        // Commands that are made for others (completion scripts) begin with two dashes or underscores.
        guard !commands.contains(word), !word.hasPrefix("_") else { return nil }
        let isSource = [".segnb", ".seg"].contains { word.hasSuffix($0) }
        return Failure(
            "E609", "there is no command '\(word)'",
            hint: isSource ? "segnb run \(word)" : Suggestion.hint(for: word, among: commands) ?? "segnb --help lists them")
    }
}
