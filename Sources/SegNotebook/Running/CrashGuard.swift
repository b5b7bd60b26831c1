import CCrash
import Foundation

/// Sees to it that a run which crashes, in C code of a Python library or by a mistake of our own, ends with results, report and
/// a reason: the program is started once more, and completes them from the journal.
final class CrashGuard {
    private let program: UnsafeMutablePointer<CChar>
    private let arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    /// The hidden command that completes a run, and the places of its arguments.
    static let command = "__after-crash"

    /// Guards a run until it is let go of; nil where the program can't be started again.
    ///
    /// - Parameters:
    ///   - folder: the run's folder.
    ///   - results: where results are wanted.
    ///   - html: where a report is wanted.
    ///   - isQuiet: whether what cells print is not shown on the terminal.
    init?(folder: String, results: String?, html: String?, isQuiet: Bool) {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"), let program = strdup(path) else {
            return nil
        }
        let texts = [path, Self.command, "--", "", "", "", folder, results ?? "", html ?? "", isQuiet ? "quiet" : ""]
        self.program = program
        count = texts.count
        arguments = .allocate(capacity: count + 1)
        for (place, text) in texts.enumerated() { arguments[place] = strdup(text) }
        arguments[count] = nil
        // SAFETY: both live as long as the guard, whose end takes them back first.
        seg_crash_begin(program, arguments, 3)
    }

    deinit {
        seg_crash_end()
        for place in 0..<count { free(arguments[place]) }
        arguments.deallocate()
        free(program)
    }
}

/// What a cell has printed and nobody has been told of, kept where a crash finds it.
enum PendingText {
    /// Adds to what is kept of a cell.
    static func append(_ text: String, cell: String) { keep(text, cell, replaces: false) }

    /// Keeps this in place of what was kept.
    static func set(_ text: String, cell: String) { keep(text, cell, replaces: true) }

    private static func keep(_ text: String, _ cell: String, replaces: Bool) {
        // The zero behind the bytes is not counted.
        text.withCString { seg_crash_pending(cell, $0, text.utf8.count, replaces ? 1 : 0) }
    }
}
