import Foundation
import SegDiagnostics
import SegSyntax

/// `segnb fmt`.
public enum SourceFormat {
    /// Rewrites files in the one layout, or with `onlyCheck` says which would change. Gives the exit code.
    public static func run(_ paths: [String], onlyCheck: Bool) -> Int32 {
        paths.map { format($0, onlyCheck: onlyCheck) }.max() ?? 0
    }

    private static func format(_ path: String, onlyCheck: Bool) -> Int32 {
        do {
            let file = try SourceReading.code(path)
            let formatted =
                path.hasSuffix(".segnb") ? try Formatter.formatNotebook(file) : try Formatter.formatProgram(file)
            let data = Data(formatted.utf8)
            guard !data.elementsEqual(file.bytes) else { return 0 }
            if onlyCheck {
                print("\(path) would change")
                return 1
            }
            try AtomicFile.write(data, to: path)
            print("\(path) changed")
            return 0
        } catch let failure as FormatFailure {
            failure.diagnostics.forEach(Terminal.report)
        } catch let failure as Failure {
            Terminal.report(failure)
        } catch {
            Terminal.error("\(path): \(error)")
        }
        return 2
    }
}
