import Foundation
import SegDiagnostics
import SegLibrary
import SegSyntax
import SegVM

/// `segnb check`.
public enum SourceCheck {
    public enum Format: String, Sendable, CaseIterable {
        /// For people: each message with its line and a caret.
        case text
        /// One JSON object for all files.
        case json
    }

    private struct Report: Encodable {
        struct File: Encodable {
            let file: String
            let errors: Int
            let warnings: Int
            let messages: [ResultsFile.Message]
        }

        let version = 1
        let errors: Int
        let warnings: Int
        let files: [File]
    }

    /// Checks files without running them. Gives 0, or 2 when there are errors.
    ///
    /// - Parameter isFixing: whether mistakes whose repair is certain are repaired in the files first.
    public static func run(_ paths: [String], format: Format = .text, isFixing: Bool = false) -> Int32 {
        if isFixing {
            do throws(Failure) {
                for path in paths { try fix(path, isTelling: format == .text) }
            } catch {
                Terminal.report(error)
                return RunStatus.refused.exitCode
            }
        }
        let found = paths.map { (path: $0, diagnostics: check($0)) }
        switch format {
        case .text: found.forEach(tell)
        case .json: print(json(found))
        }
        let isWrong = found.contains { $0.diagnostics.contains { $0.severity == .error } }
        return isWrong ? RunStatus.refused.exitCode : 0
    }

    /// Repairs a file until nothing more can be: one mistake may hide another.
    private static func fix(_ path: String, isTelling: Bool) throws(Failure) {
        guard let original = try? SourceReading.code(path) else { return }
        var file = original
        var count = 0
        for _ in 0..<Self.fixingTurns {
            let fixes = SourceFixes.fixes(of: diagnostics(of: file), in: file)
            guard !fixes.isEmpty else { break }
            count += fixes.count
            file = SourceFile(name: file.name, bytes: SourceFixes.apply(fixes, to: Array(file.bytes)))
        }
        guard count > 0 else { return }
        try AtomicFile.write(Data(file.bytes), to: path)
        if isTelling { print("\(path): \(count) fixed") }
    }

    private static let fixingTurns = 20

    private static func check(_ path: String) -> [Diagnostic] {
        do { return diagnostics(of: try SourceReading.code(path)) } catch {
            return [Diagnostic(code: error.code, error.message, hint: error.hint)]
        }
    }

    private static func tell(_ path: String, _ found: [Diagnostic]) {
        found.forEach(Terminal.report)
        let counts = "\(counted(errors(found), "error")), \(counted(warnings(found), "warning"))"
        print(found.isEmpty ? "\(path): nothing found" : "\(path): \(counts)")
    }

    private static func json(_ found: [(path: String, diagnostics: [Diagnostic])]) -> String {
        let all = found.flatMap(\.diagnostics)
        let report = Report(
            errors: errors(all), warnings: warnings(all),
            files: found.map { path, diagnostics in
                Report.File(
                    file: path, errors: errors(diagnostics), warnings: warnings(diagnostics),
                    messages: diagnostics.map { ResultsFile.Message(RunMessage($0)) })
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(report)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private static func errors(_ found: [Diagnostic]) -> Int { found.count { $0.severity == .error } }
    private static func warnings(_ found: [Diagnostic]) -> Int { found.count { $0.severity == .warning } }

    /// All that can be said of a source before it runs.
    public static func diagnostics(of file: SourceFile) -> [Diagnostic] {
        if file.name.hasSuffix(".segnb") {
            let plan = NotebookPlan(file)
            let unused = plan.hasErrors ? [] : UnusedParameters.diagnostics(of: plan)
            let all = (plan.diagnostics + unused + plan.columnFindings(folder: SourceReading.folder(of: file.name))).withoutRepeats
            return all.enumerated().sorted {
                ($0.element.span?.range.lowerBound ?? 0, $0.offset) < ($1.element.span?.range.lowerBound ?? 0, $1.offset)
            }.map(\.element)
        }
        let program = ProgramRun.Compiled(file)
        return program.diagnostics + program.doubts(folder: SourceReading.folder(of: file.name))
    }

    private static func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }
}
