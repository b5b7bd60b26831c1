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
                #expect(outcome.status == 2 && outcome.errors.contains("E620"))
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

    @Test func resumingHasItsOwnErrors() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% params\nparam n: Int = 1\n%% a\nlet x = n\n"])
        defer { project.remove() }
        func run(_ arguments: [String]) throws -> ProgramProcess.Outcome {
            try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work"] + arguments, in: project.folder)
        }
        #expect(try run(["--resume"]).errors.contains("E624"))
        #expect(try run([]).status == 0)
        #expect(try run(["--resume"]).errors.contains("came to its end"))
    }

    @Test func aFolderThatCannotBeWrittenIsSaidAndTheRunGoesOn() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a (cache: true)\n1 + 1\n", "work": "a file"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work"], in: project.folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("2"))
        #expect(outcome.errors.contains("E621"))
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
