import Foundation
import Testing

/// A watched notebook whose files change.
@Suite struct WatchTests {
    /// What the check knows of a data file is looked up again when the file was saved: a column that is gone is told before
    /// anything runs.
    @Test func columnsAreCheckedAgainWhenTheDataWereSaved() throws {
        let project = try CacheTests.Project([
            "t.csv": "price,shop\n1,a\n2,b\n",
            "nb.segnb": "%% a\nlet t = load(\"t.csv\")\n%% b\nlet dear = t |> filter(.price > 1)\nprint(dear.count())\n",
        ])
        defer { project.remove() }
        let said = project.folder.appendingPathComponent("said.txt")
        _ = FileManager.default.createFile(atPath: said.path, contents: nil)
        let process = Process()
        process.executableURL = ProgramProcess.program
        process.arguments = ["run", "nb.segnb", "--watch", "--workspace", "work"]
        process.currentDirectoryURL = project.folder
        process.environment = ProcessInfo.processInfo.environment.merging(["NO_COLOR": "1"]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: said)
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        /// What was said once so many runs were ended; nil where they never are.
        func text(after runs: Int) -> String? {
            for _ in 0..<600 {
                let text = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
                if text.components(separatedBy: "watching nb.segnb").count > runs { return text }
                usleep(50_000)
            }
            return nil
        }
        func ran(_ text: String) -> Int { text.components(separatedBy: "cells ran").count - 1 }
        let first = try #require(text(after: 1))
        #expect(ran(first) == 1 && !first.contains("error"), "\(first)")
        try project.write("t.csv", "cost,shop\n1,a\n2,b\n3,c\n")
        let second = try #require(text(after: 2))
        #expect(second.contains("price") && second.contains("error"), "\(second)")
        #expect(ran(second) == 1, "it was told before the run: \(second)")
        try project.write("t.csv", "price,shop\n1,a\n2,b\n3,c\n4,d\n")
        let third = try #require(text(after: 3))
        #expect(ran(third) == 2, "\(third)")
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
