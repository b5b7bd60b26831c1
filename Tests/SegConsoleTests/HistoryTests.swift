import Foundation
import SegConsole
import Testing

/// The inputs of earlier sessions, in a file.
struct HistoryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func inputsComeBackWithWhatBecameOfThem() throws {
        let history = HistoryFile(path: folder.path + "/state/history")
        #expect(history.load() == [])
        let inputs = ["let a = 1", "f(\n  1,\n  \"\\n\")", "é \\ ü\t>", "> x", "< y"]
        for input in inputs {
            let id = history.begin(input, folder: "/data/a\tb")
            history.end(id, seconds: 1.25, hasFailed: input == "> x")
        }
        _ = history.begin("never ended", folder: "/data")
        let entries = history.load()
        #expect(entries.map(\.input) == inputs + ["never ended"])
        #expect(entries[0].folder == "/data/a\tb" && entries[0].seconds == 1.25)
        #expect(entries.map(\.hasFailed) == [false, false, false, true, false, false])
        #expect(entries[5].seconds == nil)
    }

    @Test func theFormerFileIsTakenOverOnce() throws {
        try folder.write("let a = 1\nf(\\n  1)\n\"\\\\n\"\n", to: "history")
        let history = HistoryFile(path: folder.path + "/inputs", former: folder.path + "/history")
        #expect(history.load().map(\.input) == ["let a = 1", "f(\n  1)", "\"\\n\""])
        try folder.write("changed\n", to: "history")
        _ = history.begin("b", folder: "/")
        #expect(history.load().map(\.input) == ["let a = 1", "f(\n  1)", "\"\\n\"", "b"])
    }

    @Test func linesOfTheOlderFormAreReadAmongOthers() throws {
        try folder.write("1 + 1\n", to: "h")
        let history = HistoryFile(path: folder.path + "/h")
        _ = history.begin("2", folder: "/")
        #expect(history.load().map(\.input) == ["1 + 1", "2"])
    }

    @Test func ofTenThousandInputsTheLatestAreRead() throws {
        let lines = (0..<10_000).map { "> \($0)\t1.5\t/data\tlet name_\($0) = \($0) + 1\n< \($0)\t0.5\t\n" }
        try folder.write(lines.joined(), to: "h")
        let entries = HistoryFile(path: folder.path + "/h").load()
        #expect(entries.count == 5000 && entries.last?.seconds == 0.5)
    }

    @Test func theCommandFilters() throws {
        let prompt = Transcript()
        let history = HistoryFile(path: folder.path + "/h")
        prompt.session.keepHistory(in: history)
        let here = FileManager.default.currentDirectoryPath
        for (input, folder, fails) in [("let a = 1", here, false), ("a +", here, true), ("old(a)", "/elsewhere", true)] {
            history.end(history.begin(input, folder: folder), seconds: 0.5, hasFailed: fails)
        }
        let all = prompt.perform(":history")
        #expect(all.contains("let a = 1") && all.contains("/elsewhere") && all.contains("failed"))
        let failed = prompt.perform(":history failed here")
        #expect(failed.contains("a +") && !failed.contains("old(a)") && !failed.contains("let a"))
        #expect(prompt.perform(":history OLD").contains("old(a)"))
        #expect(prompt.perform(":history zzz") == "no such input in the history\n")
    }
}
