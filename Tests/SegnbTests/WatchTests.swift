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
        let watched = try Watched(project)
        defer { watched.end() }
        let first = try #require(watched.said(after: 1))
        #expect(Self.ran(first) == 1 && !first.contains("error"), "\(first)")
        try project.write("t.csv", "cost,shop\n1,a\n2,b\n3,c\n")
        let second = try #require(watched.said(after: 2))
        #expect(second.contains("price") && second.contains("error"), "\(second)")
        #expect(Self.ran(second) == 1, "it was told before the run: \(second)")
        try project.write("t.csv", "price,shop\n1,a\n2,b\n3,c\n4,d\n")
        let third = try #require(watched.said(after: 3))
        #expect(Self.ran(third) == 2, "\(third)")
        #expect(watched.interrupt() == 0)
    }

    /// A run whose notebook is saved meanwhile is stopped, and the notebook is run as it is now.
    @Test func aSaveStopsTheRunThatGoesOn() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a\nlet x = 1\n%% z\nwhile true { }\n"])
        defer { project.remove() }
        let watched = try Watched(project)
        defer { watched.end() }
        usleep(700_000)
        try project.write("nb.segnb", "%% a\nlet x = 1\n%% z\nexpect x == 2\n")
        let text = try #require(watched.said(after: 2))
        #expect(text.contains("nb.segnb was saved: running it as it is now") && text.contains("E380"), "\(text)")
        #expect(watched.interrupt() == 3)
    }

    private static func ran(_ text: String) -> Int { text.components(separatedBy: "cells ran").count - 1 }

    /// The program as it watches the notebook of a project.
    private struct Watched {
        private let process = Process()
        private let saying: URL

        init(_ project: CacheTests.Project) throws {
            saying = project.folder.appendingPathComponent("said.txt")
            _ = FileManager.default.createFile(atPath: saying.path, contents: nil)
            process.executableURL = ProgramProcess.program
            process.arguments = ["run", "nb.segnb", "--watch", "--workspace", "work"]
            process.currentDirectoryURL = project.folder
            process.environment = ProcessInfo.processInfo.environment.merging(["NO_COLOR": "1"]) { $1 }
            process.standardOutput = FileHandle.nullDevice
            process.standardError = try FileHandle(forWritingTo: saying)
            try process.run()
        }

        /// What was said once so many runs were ended; nil where they never are.
        func said(after runs: Int) -> String? {
            for _ in 0..<600 {
                let text = (try? String(contentsOf: saying, encoding: .utf8)) ?? ""
                if text.components(separatedBy: "watching nb.segnb").count > runs { return text }
                usleep(50_000)
            }
            return nil
        }

        /// Ends it as Ctrl-C does, and gives its exit code.
        func interrupt() -> Int32 {
            process.interrupt()
            process.waitUntilExit()
            return process.terminationStatus
        }

        func end() { if process.isRunning { process.terminate() } }
    }
}
