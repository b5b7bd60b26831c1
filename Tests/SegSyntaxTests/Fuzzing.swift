import SegDiagnostics
import SegSyntax

/// Holds the promises of the module against arbitrary bytes; the promise that was broken, or nil.
///
/// An entry for coverage-guided fuzzers too: whatever the bytes are, nothing may trap or hang.
public func fuzzParse(_ bytes: [UInt8]) -> String? {
    let source = SourceFile(name: "fuzz", bytes: bytes)
    _ = Completeness.of(source.text)
    return fuzzProgram(source) ?? fuzzNotebook(source)
}

private func fuzzProgram(_ source: SourceFile) -> String? {
    let parsed = Program.parse(source)
    for diagnostic in parsed.diagnostics {
        guard let span = diagnostic.span else { return "an error without a place" }
        guard span.range.upperBound <= source.bytes.count else { return "a place past the end" }
    }
    guard !parsed.hasErrors else { return nil }
    guard let once = try? Formatter.formatProgram(source) else { return "a good source is refused" }
    let reparsed = Program.parse(SourceFile(name: "once", text: once))
    guard reparsed.tree.dump() == parsed.tree.dump() else { return "formatting changes the tree" }
    let twice = try? Formatter.formatProgram(SourceFile(name: "once", text: once))
    return twice == once ? nil : "formatting again changes the text"
}

private func fuzzNotebook(_ source: SourceFile) -> String? {
    let parsed = Notebook.parse(source)
    guard !parsed.hasErrors else { return nil }
    guard let once = try? Formatter.formatNotebook(source) else {
        return "a good notebook is refused"
    }
    let reparsed = Notebook.parse(SourceFile(name: "once", text: once))
    guard outline(reparsed.tree) == outline(parsed.tree) else {
        return "formatting changes a notebook"
    }
    let twice = try? Formatter.formatNotebook(SourceFile(name: "once", text: once))
    return twice == once ? nil : "formatting a notebook again changes it"
}

/// The cells of a notebook without places and layout.
func outline(_ notebook: Notebook) -> String {
    notebook.cells.map { cell in
        let options = cell.options.map { "\($0.name.text): \($0.value)" }
        let body = cell.program?.dump() ?? cell.body
        return "%% \(cell.kind) \(cell.name) \(options.count)\n\(body)"
    }.joined(separator: "\n")
}

/// Bytes changed at random: cut, doubled, moved, overwritten, or mixed with words.
struct Mutator {
    var generator: Generator

    private static let words: [String] = [
        "let ", "if ", "else", "{", "}", "(", ")", "[", "]", "\"", "\"\"\"", "\\(", ".", "...",
        "..<",
        "|>", "??", "not ", " in ", "match ", "=>", "func ", "\n", "//", "1", "9223372036854775808",
        "1.5h", "@2", "$0", "=", "==", "-", "**", ":", ",", ";", "%%", "\\%%", "---\n", "`",
        "\u{E9}",
        "try {", "catch", "r\"", "is ", "use ", "param ", "x", " ",
    ]

    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) { change(&result) }
        return result
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let at = Int.random(in: 0...bytes.count, using: &generator)
        let length = Int.random(in: 0...12, using: &generator)
        let range = at..<min(at + length, bytes.count)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.removeSubrange(range)
        case 1: bytes.insert(contentsOf: Array(bytes[range]), at: at)
        case 2 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 3:
            let piece = Array(bytes[range])
            bytes.removeSubrange(range)
            let target = Int.random(in: 0...bytes.count, using: &generator)
            bytes.insert(contentsOf: piece, at: target)
        default:
            let word = Self.words[Int.random(in: 0..<Self.words.count, using: &generator)]
            bytes.insert(contentsOf: Array(word.utf8), at: at)
        }
    }

    /// Words of the language in a row, with a space here and there.
    mutating func soup(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<count {
            let word = Self.words[Int.random(in: 0..<Self.words.count, using: &generator)]
            bytes += Array(word.utf8)
            if Bool.random(using: &generator) { bytes.append(32) }
        }
        return bytes
    }
}
