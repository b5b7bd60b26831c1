import Foundation
import SegDiagnostics
import SegDisplay
import SegNotebook

/// The prompt at a terminal, the same over a pipe, and one piece of code from the command line.
public enum Prompt {
    /// Takes inputs from standard input until it ends, and gives the exit code.
    ///
    /// At a terminal it is 0; over a pipe it says how the first input that failed did so.
    public static func run(threads: Int) -> Int32 {
        let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        let session = ConsoleSession(
            threads: threads, folder: FileManager.default.currentDirectoryPath, screen: .standard())
        session.history = HistoryFile(environment: ProcessInfo.processInfo.environment)
        guard isTerminal else { return PipedInput(session).run() }
        return InteractivePrompt(session).run()
    }

    /// Runs code given with `-e`, shows its last expression, and gives the exit code.
    public static func evaluate(_ code: String, threads: Int) -> Int32 {
        let file = SourceFile(name: "-e", text: code)
        let folder = FileManager.default.currentDirectoryPath
        return ProgramRun(file, folder: folder, threads: threads).run()
    }
}
