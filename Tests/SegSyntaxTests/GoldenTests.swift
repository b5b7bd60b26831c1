import Foundation
import Testing

/// Sources with what is made of them, kept in `Tests/Golden/syntax`.
///
/// A file holds cases of the form `=== name`, source, `---`, expectation. With `SEGNB_RECORD=1` in
/// the environment expectations are written anew and the test fails: recording is never silent.
@Suite struct GoldenTests {
    @Test func trees() throws { try check("trees.txt", outline) }

    @Test func errors() throws { try check("errors.txt", outline) }

    @Test func layouts() throws { try check("layouts.txt", formatted) }

    private struct Case {
        let name: String
        let source: String
        let expected: String
    }

    private func check(_ name: String, _ outcome: (String) -> String) throws {
        let url = testsFolder.appending(path: "Golden/syntax/\(name)")
        let cases = Self.read(try String(contentsOf: url, encoding: .utf8))
        #expect(!cases.isEmpty)
        if ProcessInfo.processInfo.environment["SEGNB_RECORD"] != nil {
            try Self.write(cases, outcome).write(to: url, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name)")
            return
        }
        for example in cases {
            let actual = Self.trimmed(outcome(example.source))
            #expect(actual == example.expected, "\(name): \(example.name)")
        }
    }

    private static func read(_ text: String) -> [Case] {
        ("\n" + text).components(separatedBy: "\n=== ").dropFirst().map { block in
            let lines = block.components(separatedBy: "\n")
            let rule = lines.firstIndex(of: "---") ?? lines.count
            return Case(
                name: lines[0], source: trimmed(lines[1..<rule].joined(separator: "\n")),
                expected: trimmed(lines.dropFirst(rule + 1).joined(separator: "\n")))
        }
    }

    private static func write(_ cases: [Case], _ outcome: (String) -> String) -> String {
        cases.map { example in
            "=== \(example.name)\n\(example.source)\n---\n\(trimmed(outcome(example.source)))\n"
        }.joined(separator: "\n")
    }

    private static func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .newlines)
    }
}
