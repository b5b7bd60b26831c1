import Foundation
import Testing

/// Where what a run gives goes, when its reader, its file or its process goes away.
@Suite struct OutputTests {
    /// Who reads the output may go: the results are written all the same.
    @Test func aReaderThatGoesAwayEndsNothing() throws {
        let project = try CacheTests.Project([
            "nb.segnb": "%% a\nfor i in 0..<20000 { print(\"line \\(i) of many\") }\n%% b\nprint(\"done\")\n"
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(
            ["-c", "\"$0\" run nb.segnb --results out.json --workspace work | head -1; echo ${PIPESTATUS[0]}", ProgramProcess.program.path],
            in: project.folder, executable: URL(fileURLWithPath: "/bin/bash"))
        #expect(outcome.output.hasSuffix("\n0\n") && outcome.errors.isEmpty, "\(outcome)")
        let results = try String(contentsOf: project.folder.appendingPathComponent("out.json"), encoding: .utf8)
        #expect(results.contains("\"done\""), "\(results.suffix(400))")
    }

    /// What a process that was killed left of a file goes when the file is written again; that of one that lives stays.
    @Test func halfWrittenFilesGo() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a\ntable(x: [1]) |> save(\"made.csv\")\n"])
        defer { project.remove() }
        let gone = Process()
        gone.executableURL = URL(fileURLWithPath: "/bin/true")
        try gone.run()
        gone.waitUntilExit()
        let (left, living) = (".made.csv.\(gone.processIdentifier).1.part", ".made.csv.\(getpid()).1.part")
        for name in [left, living, ".other.csv.\(gone.processIdentifier).1.part"] { try project.write(name, "half") }
        #expect(try ProgramProcess.run(["run", "nb.segnb"], in: project.folder).status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: project.folder.path).filter { $0.hasSuffix(".part") }.sorted()
        #expect(names == [living, ".other.csv.\(gone.processIdentifier).1.part"].sorted(), "\(names)")
    }

    /// What C code and other programs write stands before what comes later.
    @Test func outputOfOthersStandsInItsOrder() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% python c
            import os, subprocess
            os.write(1, b"raw\\n")
            subprocess.run(["echo", "four"]).returncode
            """
        ])
        defer { project.remove() }
        for _ in 0..<8 {
            let outcome = try ProgramProcess.run(["run", "nb.segnb", "--no-cache"], in: project.folder)
            #expect(outcome.output.hasSuffix("raw\nfour\n0\n"), "\(outcome)")
        }
    }

    /// A name that a cell of Python or SQL gives hides a module's.
    @Test func namesOfCellsHideModules() throws {
        let project = try CacheTests.Project([
            "m.seg": "func f() { 1 }\n",
            "nb.segnb": "%% use\nuse \"m.seg\" as m\nuse \"m.seg\" as n\nprint(m.f())\n%% python p (writes: [m])\nm = 4\n%% sql n\nselect 5 as k\n%% read\nprint(m + 1, n.k[0])\n",
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0 && outcome.output.contains("5 5\n"), "\(outcome)")
    }
}
