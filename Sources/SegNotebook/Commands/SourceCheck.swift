import Foundation
import SegDiagnostics
import SegLibrary
import SegSyntax
import SegVM

/// `segnb check`.
public enum SourceCheck {
    /// Checks files without running them. Gives 0, or 2 when there are errors.
    public static func run(_ paths: [String]) -> Int32 {
        paths.map(check).max() ?? 0
    }

    private static func check(_ path: String) -> Int32 {
        do {
            let found = diagnostics(of: try SourceReading.file(path))
            found.forEach(Terminal.report)
            let errors = found.count { $0.severity == .error }
            let warnings = found.count { $0.severity == .warning }
            if found.isEmpty { print("\(path): nothing found") }
            if !found.isEmpty { print("\(path): \(counted(errors, "error")), \(counted(warnings, "warning"))") }
            return errors > 0 ? RunStatus.refused.exitCode : 0
        } catch {
            Terminal.report(error)
            return RunStatus.refused.exitCode
        }
    }

    /// All that can be said of a source before it runs.
    public static func diagnostics(of file: SourceFile) -> [Diagnostic] {
        if file.name.hasSuffix(".segnb") {
            let plan = NotebookPlan(file)
            if plan.hasErrors { return plan.diagnostics }
            return plan.diagnostics + plan.columnErrors(folder: SourceReading.folder(of: file.name))
        }
        let parsed = Program.parse(file)
        if parsed.hasErrors { return parsed.diagnostics }
        var standard = StandardLibrary()
        var visible = VisibleNames()
        standard.load(for: file.bytes).forEach { visible.add($0) }
        return parsed.diagnostics
            + Compilation.of(
                parsed.tree, name: "main", visible: visible, registry: Library.registry,
                loader: ModuleFiles.loader()
            ).diagnostics
    }

    private static func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }
}
