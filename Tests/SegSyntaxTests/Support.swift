import Foundation
import SegDiagnostics
import SegSyntax

/// The folder `Tests`.
let testsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

func file(_ source: String) -> SourceFile { SourceFile(name: "test", text: source) }

/// The tree of a source, or its errors.
func outline(_ source: String) -> String {
    let parsed = Program.parse(file(source))
    return parsed.diagnostics.isEmpty ? parsed.tree.dump() : summary(parsed.diagnostics)
}

/// `E111 1:5-6 message (hint)`, one a line: the place is where the span starts and ends.
func summary(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { diagnostic in
        let hint = diagnostic.hint.map { " (\($0))" } ?? ""
        return "\(diagnostic.code) \(place(diagnostic.span)) \(diagnostic.message)\(hint)"
    }.joined(separator: "\n")
}

private func place(_ span: Span?) -> String {
    guard let span else { return "-" }
    let start = span.file.position(of: span.range.lowerBound)
    let end = span.file.position(of: span.range.upperBound)
    let last = end.line == start.line ? "\(end.column)" : "\(end.line):\(end.column)"
    return "\(start.line):\(start.column)-\(last)"
}

/// The codes of the errors in a source.
func codes(_ source: String) -> [String] { Program.parse(file(source)).diagnostics.map(\.code) }

/// The formatted source, or why it can't be formatted.
func formatted(_ source: String) -> String {
    do { return try Formatter.formatProgram(file(source)) } catch {
        return summary(error.diagnostics)
    }
}

/// The files of the syntax corpus, by name.
func corpus() throws -> [(name: String, bytes: [UInt8])] {
    let folder = testsFolder.appending(path: "Corpus/syntax")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
        (name, Array(try Data(contentsOf: folder.appending(path: name))))
    }
}

/// SplitMix64: the same numbers on every machine.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
