import SegDiagnostics
import SegSyntax
import SegVM

/// What can be said of a program without cells, one that compiles, beyond names and calls: leaks, and columns that there are not.
enum ProgramCheck {
    /// - Parameters:
    ///   - folder: what paths are relative to.
    ///   - parameters: the values given to the run.
    static func diagnostics(of program: Program, folder: String, parameters: [String: Value] = [:]) -> [Diagnostic] {
        var rehearsal = ColumnRehearsal(folder: folder, parameters: parameters)
        rehearsal.read(program)
        return (LeakCheck.diagnostics(of: program) + ChosenValueCheck.diagnostics(of: program) + rehearsal.diagnostics).withoutRepeats
    }

    /// The messages without the name under which a program is compiled: it has no cells.
    static func withoutCells(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            if diagnostic.cell == "main" { diagnostic.cell = nil }
            return diagnostic
        }
    }
}
