import Foundation
import SegDiagnostics
import SegDisplay

/// Completes a run whose program has crashed: `CrashGuard` starts it.
public enum AfterCrash {
    /// The hidden command.
    public static let command = CrashGuard.command

    /// Notes the crash in the journal, writes the results and the report that were wanted, and gives the exit code of the run.
    ///
    /// - Parameters:
    ///   - signal: the number of the signal that ended the program.
    ///   - printed: what a cell had printed and nobody was told of.
    ///   - folder: the run's folder.
    public static func run(
        signal: Int32, printed: (cell: String, text: String), folder: String, results: String?, html: String?, isQuiet: Bool
    ) -> Int32 {
        do {
            var text = PrintedText()
            text.append(printed.text)
            if let lines = text.takeAll() {
                try RunJournal.append(.output(cell: printed.cell, .text(lines)), folder: folder)
                if !isQuiet { StandardStream.output.write(lines + "\n") }
            }
            try RunJournal.append(.crashed(signal: signal, at: Date().timeIntervalSince1970), folder: folder)
            let record = try JournalReader.record(folder: folder)
            if let results { try ResultsFile.write(record, to: results) }
            if let html { try ReportFile.write(record, to: html) }
            for message in record.cells.flatMap(\.messages) where message.code == CrashNote.code {
                Terminal.write(message.rendered(colour: Terminal.hasColour))
            }
            if let html { Terminal.write("report: \(html)") }
            return record.status.exitCode
        } catch {
            Terminal.report(error as? Failure ?? Failure("E681", "\(error)"))
            return 1
        }
    }
}

/// What is said of a crash.
enum CrashNote {
    static let code = "E393"

    /// `segmentation fault (SIGSEGV)`
    static func name(of signal: Int32) -> String {
        switch signal {
        case SIGSEGV: "segmentation fault (SIGSEGV)"
        case SIGBUS: "bus error (SIGBUS)"
        case SIGILL: "illegal instruction (SIGILL)"
        case SIGFPE: "arithmetic error (SIGFPE)"
        case SIGABRT: "abort (SIGABRT)"
        default: "signal \(signal)"
        }
    }

    static func diagnostic(_ signal: Int32, at span: Span?, cell: String) -> Diagnostic {
        let mayBePython = span?.file.text.contains("python") ?? true
        return Diagnostic(
            code: code, "the program crashed in this cell: \(name(of: signal))", at: span,
            hint: mayBePython ? "a crash of Python ends its cell alone where the cell says isolate: true" : nil, cell: cell)
    }
}
