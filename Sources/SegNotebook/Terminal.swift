import Foundation
import SegDiagnostics
import SegDisplay

/// Messages on standard error, as the terminal there can show them.
public enum Terminal {
    /// Whether standard error shows colours.
    static var hasColour: Bool { TerminalSettings.detected(fileDescriptor: STDERR_FILENO).colour }

    public static func report(_ diagnostic: Diagnostic) {
        let settings = TerminalSettings.detected(fileDescriptor: STDERR_FILENO)
        let width = isatty(STDERR_FILENO) == 1 ? min(100, settings.width) : 100
        write(DiagnosticRenderer(colour: settings.colour, width: width).render(diagnostic))
    }

    public static func report(_ failure: Failure) {
        report(Diagnostic(code: failure.code, failure.message, hint: failure.hint))
    }

    public static func error(_ message: String) { write("error: \(message)") }

    public static func write(_ line: String) {
        StandardStream.error.write(line + "\n")
    }
}
