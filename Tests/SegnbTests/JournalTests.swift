import Foundation
import Testing

/// Records of runs: true wherever they were cut off, and enough to go on from.
@Suite struct JournalTests {
    /// 200 kills take minutes; a few are enough to notice that something broke.
    @Test func killedRunsAreTrueAndCanBeResumed() throws {
        let script = ProgramProcess.root.appendingPathComponent("Tests/Robustness/kills.py").path
        let outcome = try ProgramProcess.run(
            [script, "--kills", "6", "--seed", "7", "--program", ProgramProcess.program.path],
            executable: ProgramProcess.root.appendingPathComponent(".venv/bin/python"))
        #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
    }

    @Test func anyPrefixOfAJournalGivesAReport() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% a
            let x = 3
            print("x is here")
            %% b
            let y = x * 2
            y
            %% c
            fail("no")
            """
        ])
        defer { project.remove() }
        _ = try project.run()
        let runs = project.folder.appendingPathComponent("work/runs")
        let id = try #require(FileManager.default.contentsOfDirectory(atPath: runs.path).first)
        let file = runs.appendingPathComponent("\(id)/journal.jsonl")
        let journal = try Data(contentsOf: file)
        let first = try #require(journal.firstIndex(of: UInt8(ascii: "\n")))
        for length in stride(from: 0, through: journal.count, by: 97) + [journal.count] {
            try journal.prefix(length).write(to: file)
            let outcome = try ProgramProcess.run(
                ["report", id, "--workspace", "work", "-o", "r.html"], in: project.folder)
            guard length > first else {
                #expect(outcome.status == 2 && outcome.errors.contains("E680"))
                continue
            }
            #expect(outcome.status == 0, "\(outcome.errors)")
            let page = try String(contentsOf: project.folder.appendingPathComponent("r.html"), encoding: .utf8)
            let told = String(decoding: journal.prefix(length), as: UTF8.self).split(separator: "\n")
            let isShown = told.contains { $0.hasPrefix("{\"output\"") && $0.hasSuffix("}") && $0.contains("x is here") }
            #expect(page.contains("x is here</") == isShown)
        }
        try journal.write(to: file)
        let shown = try ProgramProcess.run(["show", "last", "--workspace", "work"], in: project.folder)
        #expect(shown.output.contains("failed"))
        #expect(shown.errors.contains("nb.segnb:8:1"))
    }

    /// What a cell prints stands in the record while the cell goes on, and is what it is at the end however its lines came.
    @Test(arguments: ["1", "2"]) func printedLinesAreRecordedAsTheyCome(jobs: String) throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% a
            print("first")
            var lines = load("gate.csv").n[0]
            while lines == 1 { lines = load("gate.csv").n[0] }
            print("second")
            print("third")
            """, "gate.csv": "n\n1\n", "open.csv": "n\n2\n",
        ])
        defer { project.remove() }
        let process = Process()
        process.executableURL = ProgramProcess.program
        process.arguments = ["run", "nb.segnb", "--workspace", "work", "--jobs", jobs]
        process.currentDirectoryURL = project.folder
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let runs = project.folder.appendingPathComponent("work/runs")
        func journal() -> String {
            let id = (try? FileManager.default.contentsOfDirectory(atPath: runs.path))?.first ?? ""
            return (try? String(contentsOf: runs.appendingPathComponent("\(id)/journal.jsonl"), encoding: .utf8)) ?? ""
        }
        for _ in 0..<1200 where !journal().contains("\"first\"") { usleep(50_000) }
        #expect(journal().contains("\"first\""))
        #expect(rename(project.folder.path + "/open.csv", project.folder.path + "/gate.csv") == 0)
        process.waitUntilExit()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains("first\nsecond\nthird\n"), "\(text)")
        let shown = try ProgramProcess.run(["report", "last", "--workspace", "work", "-o", "r.json"], in: project.folder)
        #expect(shown.status == 0, "\(shown.errors)")
        let report = try String(contentsOf: project.folder.appendingPathComponent("r.json"), encoding: .utf8)
        #expect(report.contains("first\\nsecond\\nthird"), "\(report)")
    }

    @Test func resumingHasItsOwnErrors() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% params\nparam n: Int = 1\n%% a\nlet x = n\n"])
        defer { project.remove() }
        func run(_ arguments: [String]) throws -> ProgramProcess.Outcome {
            try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work"] + arguments, in: project.folder)
        }
        #expect(try run(["--resume"]).errors.contains("E684"))
        #expect(try run([]).status == 0)
        #expect(try run(["--resume"]).errors.contains("came to its end"))
    }

    @Test func aFolderThatCannotBeWrittenIsSaidAndTheRunGoesOn() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a (cache: true)\n1 + 1\n", "work": "a file"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work"], in: project.folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("2"))
        #expect(outcome.errors.contains("E681"))
    }

    @Test func sideBySideGivesWhatOneAfterTheOtherDoes() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% a
            let a = (1...200_000).map({ i in i % 7 }).sum()
            a
            %% b
            let b = random()
            print("b")
            b
            %% c
            let c = fail("no")
            %% d
            let d = a + b
            d
            %% e
            c + 1
            %% f
            save(sql("select 1 as one", tables: [:]), "f.csv")
            %% g
            load("f.csv")
            """
        ])
        defer { project.remove() }
        let one = try project.run(["--no-cache"])
        for jobs in ["2", "5"] {
            let many = try project.run(["--no-cache", "--jobs", jobs])
            #expect(many.outputs == one.outputs)
            #expect(many.cells.map(\.status) == one.cells.map(\.status))
        }
        let first = try ProgramProcess.run(["run", "nb.segnb", "--no-cache"], in: project.folder)
        let second = try ProgramProcess.run(["run", "nb.segnb", "--no-cache", "--jobs", "4"], in: project.folder)
        #expect(first.output == second.output)
        #expect(first.status == second.status)
    }
}
