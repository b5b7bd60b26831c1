import Foundation
import SegDiagnostics
import SegVM

/// What stands in the way of a run, said on standard error.
extension NotebookPlan {
    /// The values that assignments give the parameters; nil where notebook or values are wrong.
    func values(saying assignments: ParameterAssignments) -> [String: Value]? {
        let (values, failures) = assignments.resolve(parameters, folder: FileManager.default.currentDirectoryPath)
        if hasErrors {
            columnErrors(folder: SourceReading.folder(of: notebook.file.name), parameters: values).forEach(Terminal.report)
        }
        // Of parameters whose declarations can't be read nothing is known.
        let broken = Set(notebook.cells.filter { $0.kind == .params }.map(\.name))
        if !diagnostics.contains(where: { $0.severity == .error && broken.contains($0.cell ?? "") }) { failures.forEach(Terminal.report) }
        return hasErrors || !failures.isEmpty ? nil : values
    }

    /// Whether all columns are there, as far as the files tell.
    func hasColumns(for values: [String: Value], path: String, remembering memory: RehearsalMemory? = nil) -> Bool {
        let errors = columnErrors(folder: SourceReading.folder(of: path), parameters: values, remembering: memory)
        errors.forEach(Terminal.report)
        return errors.isEmpty
    }
}
