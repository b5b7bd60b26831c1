import Foundation
import Testing

/// Notebooks and programs run as a user runs them.
@Suite struct RunTests {
    /// What can't be written after the run is said, and the rest is written.
    @Test func resultsThatCannotBeWrittenSpoilNothingElse() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% python a\nimport os\nos.rmdir('out')\n%% b\nprint(1 + 1)\n"])
        defer { project.remove() }
        try FileManager.default.createDirectory(at: project.folder.appendingPathComponent("out"), withIntermediateDirectories: true)
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--results", "out/r.json", "--html", "r.html"], in: project.folder)
        #expect(outcome.status == 1 && outcome.output.contains("2\n"), "\(outcome)")
        #expect(outcome.errors.contains("out/r.json") && outcome.errors.contains("segnb report"), "\(outcome.errors)")
        #expect(FileManager.default.fileExists(atPath: project.folder.appendingPathComponent("r.html").path))
    }

    /// Links and pipes are written through, and a cell that goes elsewhere takes no path along.
    @Test func outputsStayWhereTheyWereAskedFor() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% python a\nimport os\nos.makedirs('in', exist_ok=True)\nos.chdir('in')\n", "target.json": ""])
        defer { project.remove() }
        let folder = project.folder.path
        #expect(symlink("target.json", folder + "/link.json") == 0 && mkfifo(folder + "/pipe.json", 0o600) == 0)
        let reader = open(folder + "/pipe.json", O_RDWR | O_NONBLOCK)
        defer { close(reader) }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--results", "link.json"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try String(contentsOfFile: folder + "/target.json", encoding: .utf8).contains("\"status\""))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link.json") == "target.json")
        #expect(try ProgramProcess.run(["run", "nb.segnb", "--results", "pipe.json"], in: project.folder).status == 0)
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(read(reader, &bytes, bytes.count) == 16)
    }

    /// A number given twice on one command line is a slip of the hand.
    @Test func aParameterIsGivenOnce() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% params\nparam n: Int = 1\n%% a\nprint(n)\n"])
        defer { project.remove() }
        let twice = try ProgramProcess.run(["run", "nb.segnb", "-p", "n=3", "-p", "n=4"], in: project.folder)
        #expect(twice.status == 2 && twice.errors.contains("E602") && twice.errors.contains("given twice: 3 and 4"), "\(twice)")
        #expect(try ProgramProcess.run(["run", "nb.segnb", "-p", "n=3", "-p", "n=3"], in: project.folder).output.contains("3\n"))
    }

    /// Each of several classes against the rest.
    @Test(arguments: ["roc", "calibration", "precision_recall", "threshold"]) func classesAreDiagnosedEach(kind: String) throws {
        let code = """
            let t = load("\(ProgramProcess.root.path)/examples/data/penguins.csv") |> as_task(target: .species)
            let study = t |> cross_validate(["tree": decision_tree(max_depth: 3)], folds: 3)
            show(plot(study, "\(kind)"))
            diagnose(study, "\(kind)", arm: "tree") |> group(.class) |> summarize(n: count()) |> count()
            """
        let outcome = try ProgramProcess.run(["-e", code])
        #expect(outcome.status == 0 && outcome.output.hasSuffix("3\n"), "\(outcome)")
    }

    @Test func evaluatesCode() throws {
        let outcome = try ProgramProcess.run(["-e", "[1, 2, 3].map { $0 * 2 }"])
        #expect(outcome.status == 0)
        #expect(outcome.output == "[2, 4, 6]\n")
    }

    @Test func aFullDiskBehindTheOutputIsSaidAndTheRunGoesOn() throws {
        let outcome = try ProgramProcess.run(
            ["-c", "\"$SEGNB_PROGRAM\" -e 'print(1); print(2)' > /dev/full"], executable: URL(fileURLWithPath: "/bin/sh"))
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors == "error: standard output can't be written: No space left on device\n")
    }

    @Test func aLoopOfTableWorkEndsAtItsLimit() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let notebook = """
            %% a (timeout: 1s)
            let t = load("\(ProgramProcess.root.path)/examples/data/rodent_surveys.csv")
            for i in 0..<3000 { let z = t |> group([.month, .day, .species_id]) |> summarize(m: median(.weight)) }
            """
        try Data(notebook.utf8).write(to: folder.appendingPathComponent("nb.segnb"))
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: folder)
        #expect(outcome.status == 4, "\(outcome.errors)")
    }

    /// Also one whose turns all end with an error that is caught.
    @Test(arguments: ["while true { try { fail(\"x\") } catch e { } }", "for i in 0..<1_000_000_000 { try { [1][5] } catch e { 0 } }"])
    func caughtErrorsKeepNoLimitAway(code: String) throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a (timeout: 300ms)\n\(code)\n%% b\nprint(\"below\")\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 4 && outcome.errors.contains("E391") && outcome.output.contains("below"), "\(outcome)")
    }

    @Test func keepsFailureInItsCone() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let notebook = """
            %% a
            let x = 1 / 0
            %% b
            print(x)
            %% c
            print("c runs")
            """
        try Data(notebook.utf8).write(to: folder.appendingPathComponent("nb.segnb"))
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--results", "out.json"], in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("c runs"))
        let results = try JSONSerialization.jsonObject(
            with: Data(contentsOf: folder.appendingPathComponent("out.json"))) as? [String: Any]
        let cells = results?["cells"] as? [[String: Any]] ?? []
        #expect(cells.map { $0["status"] as? String } == ["failed", "skipped", "done"])
        #expect(cells[1]["reason"] as? String == "it needs cell \"a\", which failed")
    }

    /// What a failed cell would have written keeps those from running that read it, and no others.
    @Test(arguments: [[], ["--jobs", "2"]]) func keepsFailureFromReadersOfItsFiles(options: [String]) throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% a
            let t = table(x: [1, 2])
            t |> save("out/made.csv")
            let y = [1][3]
            %% reads
            load("out/made.csv")
            %% other
            print(load("given.csv").x)
            """, "given.csv": "x\n7\n",
        ])
        defer { project.remove() }
        try FileManager.default.createDirectory(at: project.folder.appendingPathComponent("out"), withIntermediateDirectories: true)
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--results", "out.json"] + options, in: project.folder)
        let results = try JSONSerialization.jsonObject(with: Data(contentsOf: project.folder.appendingPathComponent("out.json"))) as? [String: Any]
        let cells = results?["cells"] as? [[String: Any]] ?? []
        #expect(cells.map { $0["status"] as? String } == ["failed", "skipped", "done"], "\(outcome)")
        #expect(outcome.status == 1 && outcome.output.contains("[7]"), "\(outcome)")
    }

    @Test func parametersAreStrict() throws {
        let notebook = "notebooks/quickstart.segnb"
        let wrong = try ProgramProcess.run(["run", notebook, "-p", "rounds=many"])
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("parameter 'rounds' takes a whole number, not \"many\""))
        let unknown = try ProgramProcess.run(["run", notebook, "-p", "rouns=3"])
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("did you mean 'rounds'?"))
        let help = try ProgramProcess.run(["run", notebook, "--help"])
        #expect(help.output.contains("rounds  Int, default 150"))
    }

    @Test(arguments: ["stdlib", "models", "arithmetic", "columns_of_rows", "made_tables", "readings", "honest", "moments"]) func notebooksOfExpectationsHold(_ name: String) throws {
        let outcome = try ProgramProcess.run(["run", "Tests/Golden/\(name).segnb"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func listsOfFloatsTakeWholeNumbers() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% params p\nparam xs: [Float] = [1, 2.5]\n%% a\nprint(xs)\n"])
        defer { project.remove() }
        for (arguments, shown) in [([], "[1.0, 2.5]"), (["-p", "xs=[3, 4]"], "[3.0, 4.0]")] {
            let outcome = try ProgramProcess.run(["run", "nb.segnb"] + arguments, in: project.folder)
            #expect(outcome.status == 0 && outcome.output.contains(shown), "\(outcome)")
        }
    }

    @Test func namespacesReachTheCellsBelow() throws {
        let outcome = try ProgramProcess.run(["run", "Tests/Golden/modules.segnb"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func givesTheSameBitsOnAnyNumberOfThreads() throws {
        let notebook = "Tests/Golden/threads.segnb"
        let one = try ProgramProcess.run(["run", notebook, "--threads", "1"])
        let two = try ProgramProcess.run(["run", notebook, "--threads", "2"])
        #expect(one.status == 0)
        #expect(one.output == two.output)
        #expect(one.output.contains("gbdt blended"))
    }

    /// A few turns of a loop may take all memory: the limit holds for them too, and the cells below are none the wiser.
    @Test(arguments: [
        "%% x (memory: \"200MB\")\nvar xs = [0]\nfor i in 1...26 { xs = xs + xs }\nlet n = xs.count()",
        "%% x (memory: \"200MB\")\nvar s = \"abc\"\nfor i in 1...28 { s = s + s }\nlet n = s.count()",
        "%% python x (memory: \"300MB\", isolate: true)\nheld = [bytearray(50_000_000) for _ in range(20)]\nfor part in held: part[::4096] = b\"x\" * len(part[::4096])",
    ]) func growingValuesReachTheLimitOfMemory(cell: String) throws {
        let project = try CacheTests.Project(["nb.segnb": cell + "\n%% after\nprint(\"fine\")\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--results", "r.json"], in: project.folder)
        #expect(outcome.status == 4, "\(outcome)")
        let results = try String(contentsOf: project.folder.appendingPathComponent("r.json"), encoding: .utf8)
        #expect(results.contains("stopped: the memory limit was reached"), "\(results)")
        #expect(outcome.output.contains("fine"), "\(outcome)")
    }
}
