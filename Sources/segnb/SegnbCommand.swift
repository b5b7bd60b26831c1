import ArgumentParser
import Foundation
import SegConsole
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
            TestCommand.self, NewCommand.self, ConvertCommand.self,
            PromptCommand.self,
        ],
        defaultSubcommand: PromptCommand.self)

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let notebook = NotebookHelp.requested(by: arguments) {
            exit(withCode: NotebookHelp.run(notebook))
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

    private static func exit(withCode code: Int32) -> Never { exit(withError: ExitCode(code)) }
}
