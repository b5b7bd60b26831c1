import Foundation
import Testing

/// Notebooks with one mistake each: the exit code and every message are kept in `expected/`.
///
/// `SEGNB_RECORD=1` rewrites what is expected, and fails, so that it is looked at.
@Suite struct WrongNotebookTests {
    static let folder = ProgramProcess.root.appendingPathComponent("Tests/Golden/wrong")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".segnb") }.sorted()
    }()

    /// Without what differs between machines and runs: folders, and lines of progress.
    private static func stable(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("training  ") }
            .joined(separator: "\n")
            .replacingOccurrences(of: folder.path + "/", with: "")
    }

    @Test func thereAreManyOfThem() { #expect(Self.names.count >= 40) }

    @Test(arguments: names) func saysWhatIsWrong(_ name: String) throws {
        let outcome = try ProgramProcess.run(["run", name], in: Self.folder)
        let found = "exit \(outcome.status)\n" + Self.stable(outcome.errors)
        let file = Self.folder.appendingPathComponent("expected/\(name.dropLast(6)).txt")
        if ProcessInfo.processInfo.environment["SEGNB_RECORD"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(found.utf8).write(to: file)
            Issue.record("recorded \(name)")
            return
        }
        #expect(outcome.status != 0)
        #expect(found == String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }
}
