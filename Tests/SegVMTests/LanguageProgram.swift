import Foundation
import SegDiagnostics
import SegSyntax
import SegVM

/// Collects what programs print.
final class Transcript: OutputSink {
    private(set) var text = ""
    private(set) var shown: [Value] = []

    var lines: [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    func print(_ text: String, cell: String) { self.text += text }
    func display(_ value: Value, cell: String) { shown.append(value) }
    func warn(_ diagnostic: Diagnostic) {}
}

/// What running a source gave.
struct ProgramRun {
    var lines: [String] = []
    var diagnostics: [Diagnostic] = []
    var outcome: CellOutcome?

    var codes: [String] { diagnostics.map(\.code) }
    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
}

/// Parses, compiles and runs sources.
enum LanguageRunner {
    static func run(
        _ text: String, name: String = "test.seg", registry: Registry = .core, jumps: Int = .max
    ) -> ProgramRun {
        var run = ProgramRun()
        let file = SourceFile(name: name, text: text)
        let parsed = Program.parse(file)
        run.diagnostics = parsed.diagnostics
        guard !parsed.hasErrors else { return run }
        let transcript = Transcript()
        let machine = Interpreter(registry: registry, output: transcript)
        machine.jumpBudget = jumps
        let session = Session(machine, loader: loader(registry))
        let compilation = session.compile(parsed.tree, name: "main")
        run.diagnostics += compilation.diagnostics
        guard let cell = compilation.cell else { return run }
        let outcome = session.run(cell)
        run.outcome = outcome
        run.lines = transcript.lines
        if let error = outcome.error { run.diagnostics.append(error) }
        return run
    }

    /// Modules lie beside the file that uses them.
    static func loader(_ registry: Registry) -> ModuleLoader {
        ModuleLoader(registry: registry) { path, source in
            let folder = (source.name as NSString).deletingLastPathComponent
            let full = (folder as NSString).appendingPathComponent(path)
            guard let data = FileManager.default.contents(atPath: full) else {
                throw Failure("E220", "there is no file \"\(path)\"")
            }
            return SourceFile(name: full, bytes: [UInt8](data))
        } parse: {
            Program.parse($0)
        }
    }
}

/// A program of `Tests/Language` with what it promises in comments.
struct LanguageProgram: CustomStringConvertible, Sendable {
    let path: String
    let text: String

    var description: String { path.components(separatedBy: "/Language/").last ?? path }

    /// `// expect: text`, a line of output each.
    var expectedLines: [String] { marked("// expect: ") }
    /// `// error: E301`, the first error's code.
    var expectedErrors: [String] { marked("// error: ") }
    /// `// warning: W101`
    var expectedWarnings: [String] { marked("// warning: ") }

    private func marked(_ mark: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            line.range(of: mark).map { String(line[$0.upperBound...]) }
        }
    }

    static let all: [LanguageProgram] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Language").path
        let files =
            FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".seg") && !$0.contains("modules/") }.sorted().compactMap
        { name in
            let path = folder + "/" + name
            guard let data = FileManager.default.contents(atPath: path) else { return nil }
            return LanguageProgram(path: path, text: String(decoding: data, as: UTF8.self))
        }
    }()
}
