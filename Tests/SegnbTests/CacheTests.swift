import Foundation
import Testing

/// Results between runs: what is found again, what runs, and that it gives the same.
@Suite struct CacheTests {
    /// A folder with a notebook and its own workspace.
    struct Project {
        let folder: URL

        init(_ files: [String: String]) throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("cache-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in files { try write(name, text) }
        }

        func write(_ name: String, _ text: String) throws {
            let parent = folder.appendingPathComponent(name).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }

        struct Results: Decodable {
            struct Cell: Decodable {
                let name: String
                let status: String
                let cached: Bool
                let output: String
                let trained: Int
                let reused: Int
            }

            let status: String
            let trained: Int
            let reused: Int
            let cells: [Cell]

            var ran: [String] { cells.filter { !$0.cached }.map(\.name) }
            var outputs: [String] { cells.map(\.output) }

            func cell(_ name: String) throws -> Cell { try #require(cells.first { $0.name == name }) }
        }

        /// Runs `nb.segnb` and gives its results.
        func run(_ arguments: [String] = []) throws -> Results {
            let path = folder.appendingPathComponent("results.json").path
            let outcome = try ProgramProcess.run(
                ["run", "nb.segnb", "--results", path, "--workspace", "work"] + arguments, in: folder)
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ProjectError(text: outcome.errors)
            }
            return try JSONDecoder().decode(Results.self, from: data)
        }

        struct ProjectError: Error { let text: String }

        func remove() { try? FileManager.default.removeItem(at: folder) }
    }

    /// What a module's `let` reads counts for each cell that uses the module, also by way of another module, and whichever ran first.
    @Test func whatModulesReadCountsForAllTheirCells() throws {
        let project = try Project([
            "lib/shop.seg": "let rows = load(\"r.csv\")\nfunc above(n) { (rows |> filter(.x > n)).count() }\n",
            "lib/other.seg": "use \"shop.seg\"\nlet total = sum(shop.rows.x)\n", "lib/r.csv": "x\n1\n2\n3\n", "r.csv": "x\n9\n",
            "nb.segnb": """
            %% first (cache: true)
            use "lib/shop.seg" as shop
            let n = shop.above(1)
            print(n)
            %% second (cache: true)
            use "lib/shop.seg" as shop
            print(sum(shop.rows.x))
            %% third (cache: true)
            use "lib/other.seg" as other
            print(other.total)
            %% own (cache: true)
            print(load("r.csv").count())

            """,
        ])
        defer { project.remove() }
        #expect(try project.run().outputs == ["2", "6", "6", "1"])
        #expect(try project.run().ran == [])
        try project.write("lib/r.csv", "x\n1\n20\n")
        let after = try project.run()
        #expect(after.outputs == ["1", "21", "21", "1"] && after.ran == ["first", "second", "third"])
    }

    /// What SQLite has written beside a file and not into it yet is read, and so it counts.
    @Test func theLogOfADatabaseCounts() throws {
        let project = try Project(["nb.segnb": "%% l (cache: true)\nprint(sum(load(\"d.db\", table: \"q\").a))\n"])
        defer { project.remove() }
        let script = """
            import os, sqlite3, sys
            base = sqlite3.connect("d.db")
            base.execute("pragma journal_mode = wal")
            base.execute("create table if not exists q (a int)")
            base.execute("insert into q values (?)", (int(sys.argv[1]),))
            base.commit()
            os._exit(0)
            """
        try project.write("add.py", script)
        for (value, expected) in [(1, "1"), (41, "42")] {
            let adding = Process()
            adding.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            adding.arguments = ["add.py", "\(value)"]
            adding.currentDirectoryURL = project.folder
            try adding.run()
            adding.waitUntilExit()
            #expect(try project.run().outputs == [expected])
        }
    }

    private static let plain = """
        %% a (cache: true)
        let x = [1, 2, 3].sum()
        %% b (cache: true)
        let y = x * 2
        print("y is \\(y)")
        %% c (cache: true)
        y + 1
        """

    /// A cell that opened a test was found, and a value of it has to be made again: its opening is the one that was counted.
    @Test func aTestIsNotOpenedTwiceByACellThatIsMadeAgain() throws {
        let project = try Project([
            "nb.segnb": """
            %% study (cache: true)
            let t = load("\(ProgramProcess.root.path)/examples/data/penguins.csv") |> filter(.sex != nil)
            let task = t |> as_task(target: .sex, positive: "female", test: holdout(0.25))
            let found = task |> cross_validate(["tree": decision_tree(max_depth: 2)], folds: 3)
            show(open_test(task, train(found, "tree")))
            %% after (cache: false)
            score(found, accuracy, arm: "tree")
            """
        ])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.status == "done")
        let second = try project.run()
        #expect(second.status == "done" && second.outputs == first.outputs && second.ran == ["after"])
    }

    @Test func aCommentIsAHitAndAnEditIsNot() throws {
        let project = try Project(["nb.segnb": Self.plain])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.ran == ["a", "b", "c"])
        #expect(try project.run().ran == [])
        try project.write("nb.segnb", Self.plain.replacing("let y", with: "// doubled\n\nlet   y"))
        let commented = try project.run()
        #expect(commented.ran == [])
        #expect(commented.outputs == first.outputs)
        try project.write("nb.segnb", Self.plain.replacing("* 2", with: "* 3"))
        #expect(try project.run().ran == ["b", "c"])
        try project.write("nb.segnb", Self.plain)
        #expect(try project.run().ran == [], "undoing an edit is a hit")
        #expect(try project.run(["--no-cache"]).ran == ["a", "b", "c"])
    }

    /// Cells of some milliseconds are kept without being asked to, with what they printed.
    @Test func aChangeInOneOfManyCellsRunsThoseThatNeedIt() throws {
        func notebook(_ start: Int) -> String {
            (0..<8).map { number in
                """
                %% c\(number)
                var s\(number) = \(number == 4 ? "\(start)" : number == 5 ? "x4" : "0")
                for i in 0..<2_000_000 { s\(number) += i % 7 }
                print("cell \(number): \\(s\(number))")
                let x\(number) = s\(number)
                """
            }.joined(separator: "\n")
        }
        let project = try Project(["nb.segnb": notebook(0)])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.ran.count == 8)
        let same = try project.run()
        #expect(same.ran == [] && same.outputs == first.outputs)
        try project.write("nb.segnb", notebook(1))
        let changed = try project.run()
        #expect(changed.ran == ["c4", "c5"])
        #expect(changed.cells[3].output == first.cells[3].output && changed.cells[5].output != first.cells[5].output)
        try project.write("nb.segnb", notebook(0))
        #expect(try project.run().ran == [])
    }

    @Test func anEditThatGivesTheSameValueStopsThere() throws {
        let project = try Project(["nb.segnb": Self.plain])
        defer { project.remove() }
        _ = try project.run()
        try project.write("nb.segnb", Self.plain.replacing("[1, 2, 3]", with: "[3, 2, 1]"))
        #expect(try project.run().ran == ["a"])
    }

    @Test func dataFilesAndModulesCount() throws {
        let project = try Project([
            "data.csv": "a,b\n1,2\n3,4\n", "lib.seg": "func twice(x) { x * 2 }\n",
            "nb.segnb": """
            %% load (cache: true)
            let t = load("data.csv")
            %% use (cache: true)
            use "lib.seg"
            let n = lib.twice(t.a.sum())
            n
            """,
        ])
        defer { project.remove() }
        #expect(try project.run().ran == ["load", "use"])
        #expect(try project.run().ran == [])
        try project.write("data.csv", "a,b\n1,2\n5,4\n")
        let changed = try project.run()
        #expect(changed.ran == ["load", "use"])
        #expect(changed.cells[1].output == "12")
        try project.write("data.csv", "a,b\n1,2\n3,4\n")
        let back = try project.run()
        #expect(back.ran == [], "a file that is changed back is a hit")
        #expect(back.cells[1].output == "8")
        try project.write("lib.seg", "// a helper\nfunc twice(x) {\n  x * 2\n}\n")
        #expect(try project.run().ran == [])
        try project.write("lib.seg", "func twice(x) { x * 3 }\n")
        let edited = try project.run()
        #expect(edited.ran == ["use"])
        #expect(edited.cells[1].output == "12")
    }

    @Test func failuresClocksAndWritersAlwaysRun() throws {
        let project = try Project([
            "nb.segnb": """
            %% clock (cache: true)
            let t = now()
            %% fails (cache: true)
            let z = if 1 > 0 { fail("no") } else { 1 }
            %% writes (cache: true)
            func stamp() { now() }
            %% reads (cache: true)
            let s = stamp()
            """
        ])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.cells.map(\.status) == ["done", "failed", "done", "done"])
        let second = try project.run()
        #expect(second.cells.map(\.status) == ["done", "failed", "done", "done"])
        #expect(!second.cells[0].cached && !second.cells[1].cached && !second.cells[3].cached)
    }

    /// A run of a sweep counts as done as long as its modules and files are what they were.
    @Test func resumedSweepsSeeWhatChanged() throws {
        let project = try Project([
            "nb.segnb": "%% params\nparam k: Int = 1\n%% a\nuse \"h.seg\" as h\nlet r = h.f(k) + load(\"d.csv\").n[0]\n",
            "h.seg": "func f(x) { x * 2 }\n", "d.csv": "n\n100\n",
        ])
        defer { project.remove() }
        func sweep() throws -> String {
            try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work", "--resume", "--sweep", "k=1,2"], in: project.folder).output
        }
        _ = try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work", "--sweep", "k=1,2"], in: project.folder)
        #expect(try sweep().contains("102"))
        try project.write("h.seg", "func f(x) { x * 20 }\n")
        #expect(try sweep().contains("120"))
        try project.write("d.csv", "n\n500\n")
        #expect(try sweep().contains("520"))
    }

    /// `segnb cache explain` names the cell or the value that is the reason.
    @Test func theReasonOfEachRunIsTold() throws {
        let project = try Project([
            "nb.segnb": """
            %% a
            let x = [1][3]
            %% b
            x + 1
            %% python object (cache: true, writes: [o])
            o = object()
            %% c
            let isNone = o == nil
            %% d (cache: true)
            let y = 2
            %% e (cache: true)
            use "m.seg" as m
            let z = m.two()
            """, "m.seg": "use \"parts/n.seg\"\nfunc two() { n.one() + 1 }\n", "parts/n.seg": "func one() { 1 }\n",
        ])
        defer { project.remove() }
        for _ in 0..<2 { _ = try project.run() }
        let told = try ProgramProcess.run(["cache", "explain", "nb.segnb", "--workspace", "work"], in: project.folder).output
        #expect(told.contains("a: failed, and failures are never kept"), "\(told)")
        #expect(told.contains("b: did not run: it needs cell \"a\", which failed"), "\(told)")
        #expect(told.contains("object: ran: it gives 'o', an object of Python that whoever reads it may change"), "\(told)")
        #expect(told.contains("c: ran: it reads 'o', which may be another each time"), "\(told)")
        #expect(told.contains("d: taken from the cache"), "\(told)")
        try project.write("parts/n.seg", "func one() { 2 - 1 }\n")
        try project.write("nb.segnb", String(contentsOf: project.folder.appendingPathComponent("nb.segnb"), encoding: .utf8).replacing("let y = 2", with: "let y = 3"))
        _ = try project.run()
        let changed = try ProgramProcess.run(["cache", "explain", "nb.segnb", "--workspace", "work"], in: project.folder).output
        #expect(changed.contains("d: ran: changed: its code\n"), "\(changed)")
        #expect(changed.contains("e: ran: changed: the module parts/n.seg\n"), "\(changed)")
        let runs = try ProgramProcess.run(["runs", "--workspace", "work"], in: project.folder).output
        let names = runs.split(separator: "\n").compactMap { $0.firstMatch(of: /\d{8}-\d{6}[-\w]*/).map { String($0.output) } }
        let difference = try ProgramProcess.run(["diff", names[1], names[0], "--workspace", "work"], in: project.folder).output
        #expect(difference.contains("e: module parts/n.seg") && !difference.contains("e: code"), "\(runs) \(difference)")
        let emptied = try ProgramProcess.run(["cache", "gc", "--size", "0", "--workspace", "work"], in: project.folder)
        #expect(emptied.status == 0 && emptied.output.contains("removed"), "\(emptied)")
    }

    /// Files that a Python cell opens count as those that are loaded.
    @Test(arguments: ["", ", isolate: true"]) func filesThatPythonOpensCount(option: String) throws {
        let project = try Project([
            "nb.segnb": """
            %% python a (writes: [v], cache: true\(option))
            import pandas as pd
            with open("made.txt", "w") as file:
                file.write("3")
            v = int(pd.read_csv("one.csv").a.sum())
            %% b
            print(v)
            """, "one.csv": "a\n4\n5\n",
        ])
        defer { project.remove() }
        _ = try project.run()
        let again = try project.run()
        #expect(try again.cell("a").cached, "\(again)")
        try project.write("one.csv", "a\n70\n7\n")
        let changed = try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work"], in: project.folder)
        #expect(changed.output.contains("77"), "\(changed)")
    }

    /// The line of an error that a function of a module tells is that of now; a cell that merely has the word is kept whatever lines
    /// stand above.
    @Test func linesOfErrorsAreThoseOfNow() throws {
        let project = try Project([
            "nb.segnb": """
            %% a
            let x = 1
            %% told (cache: true)
            use "w.seg"
            print(w.line_of({ fail("x") }))
            %% word (cache: true)
            print("line")
            """, "w.seg": "func line_of(f) { try { f() } catch e { e.line } }\n",
        ])
        defer { project.remove() }
        for _ in 0..<2 { _ = try project.run() }
        let text = try String(contentsOf: project.folder.appendingPathComponent("nb.segnb"), encoding: .utf8)
        try project.write("nb.segnb", text.replacing("let x = 1", with: "// more\n// lines\nlet x = 1"))
        let again = try project.run()
        #expect(try !again.cell("told").cached && again.cell("word").cached, "\(again)")
        #expect(try again.cell("told").output.contains("7"), "\(again)")
    }

    /// Messages stand where the code stands now, also where only comments and layout are others.
    @Test func anEditOfACommentIsAHitWithAWarningToo() throws {
        let text = """
            %% heavy (cache: true)
            let n = 20_000
            let t = sql("select i - 5 as i from range(20) r(i)", tables: [:]) |> derive(z: log(.i))
            t.z.sum()
            """
        let project = try Project(["nb.segnb": text])
        defer { project.remove() }
        let first = try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work"], in: project.folder)
        #expect(first.errors.contains("nb.segnb:3:") && first.errors.contains("W401"), "\(first)")
        for edited in ["%% md\n# One\n" + text, text.replacing("let n", with: "// more\n\nlet n"), text.replacing("20_000", with: "20_000 // so"), text] {
            try project.write("nb.segnb", edited)
            let again = try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work", "--results", "r.json"], in: project.folder)
            let results = try String(contentsOf: project.folder.appendingPathComponent("r.json"), encoding: .utf8)
            #expect(results.contains("\"cached\": true") || results.contains("\"cached\" : true"), "\(results)")
            let line = edited.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("log(.i)") } ?? -1
            #expect(again.errors.contains("nb.segnb:\(line + 1):"), "\(again.errors)")
            #expect(again.errors.contains("^") && again.output == first.output, "\(again)")
        }
        try project.write("nb.segnb", text.replacing("20_000", with: "20_001"))
        #expect(try project.run().ran == ["heavy"])
    }

    /// A query that asks for the time, or for numbers that no seed decides, runs each time.
    @Test(arguments: [("select now() as x", true), ("select CURRENT_DATE as x", true), ("select uuid() as x", true), ("select $$ ' $$ as k, now() as x", true), ("select 'now()' as x, age from (select 3 as age) -- today()", false)])
    func queriesThatAskForTheTimeRunEachTime(query: String, isAsked: Bool) throws {
        let project = try Project(["nb.segnb": "%% sql q (cache: true)\n\(query)\n%% b (cache: true)\nlet t = sql(\"\(query)\", tables: [:])\n"])
        defer { project.remove() }
        _ = try project.run()
        #expect(try project.run().ran == (isAsked ? ["q", "b"] : []))
        let told = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder)
        #expect(told.errors.contains("W602") == isAsked || told.output.contains("W602") == isAsked, "\(told)")
    }

    /// A module that the project's Python looked for in vain, and that comes to be.
    @Test(arguments: ["", "isolate: true"]) func modulesThatComeToBeCount(option: String) throws {
        let project = try Project([
            "m.py": "def f():\n    try:\n        import kk\n        return kk.V\n    except ImportError:\n        return 0\n",
            "nb.segnb": "%% a (cache: true)\nuse python \"m.py\" as m\nlet s = m.f(\(option))\ns\n",
        ])
        defer { project.remove() }
        #expect(try project.run().outputs == ["0"])
        #expect(try project.run().ran == [])
        try project.write("kk.py", "V = 2\n")
        #expect(try project.run().outputs == ["2"])
    }

    @Test func parametersAndSeedsCount() throws {
        let project = try Project([
            "nb.segnb": """
            ---
            seed: 1
            ---
            %% params
            param n: Int = 3
            %% draw (cache: true)
            let numbers = (1...n).map({ i in random() })
            numbers
            """
        ])
        defer { project.remove() }
        #expect(try project.run().status == "done")
        #expect(try project.run().cells[1].cached)
        #expect(try !project.run(["-p", "n=4"]).cells[1].cached)
        #expect(try project.run(["-p", "n=4"]).cells[1].cached)
    }

    @Test func whatIsAlteredOnTheDiskIsNotBelieved() throws {
        let project = try Project(["nb.segnb": Self.plain])
        defer { project.remove() }
        let first = try project.run()
        let cache = project.folder.appendingPathComponent("work/cache")
        let files = try #require(FileManager.default.enumerator(atPath: cache.path)).compactMap { $0 as? String }
        for name in files where name.hasPrefix("cells/") || name.hasPrefix("values/") {
            let file = cache.appendingPathComponent(name)
            guard var data = try? Data(contentsOf: file), !data.isEmpty else { continue }
            data[data.count - 1] ^= 1
            try data.write(to: file)
        }
        let second = try project.run()
        #expect(second.ran == ["a", "b", "c"])
        #expect(second.outputs == first.outputs)
    }

    private static let study = """
        %% rows (cache: true)
        let t = sql("select i as n, (i * 7919) % 101 as x, i % 3 as g, ((i * 31) % 17)::double + i % 3 as y from range(240) r(i)", tables: [:])
          |> derive(g: when(.g == 0, "a", when(.g == 1, "b", "c")))
        %% folds
        let task = t |> as_task(target: .y, id: [.n], features: [.x, .g])
        let plan = split(task, kfold(3))
        let segs = task |> segment(by: .g, min_rows: 10)
        %% study (cache: true)
        let s = task |> cross_validate(["ridge": one_hot(categorical()) |> ridge()], over: segs, scopes: ["pooled", "local"],
          folds: plan)
        s.scores
        """

    @Test func onlyTheSegmentThatIsOverriddenTrainsAgain() throws {
        let project = try Project(["nb.segnb": Self.study])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.status == "done", "\(first.outputs)")
        #expect(first.trained == 15, "3 folds of 3 segments, the root and the baseline")
        #expect(try project.run().trained == 0)
        try project.write(
            "nb.segnb",
            Self.study.replacing(
                "folds: plan)",
                with: "folds: plan, overrides: [override(\"b\", learners: [\"ridge\": one_hot(categorical()) |> ridge(alpha: 9)])])"))
        let overridden = try project.run()
        #expect(overridden.status == "done")
        #expect(overridden.trained == 3, "the folds of one segment")
        #expect(overridden.reused == 12)
        let anew = try project.run(["--no-cache"])
        #expect(anew.trained == 15 && anew.outputs == overridden.outputs)
    }

    /// Rows stay in their folds, however these are drawn, so that the models of all rows and of the other segments are found.
    @Test(arguments: ["kfold(3)", "3"]) func onlyTheSegmentsThatAreAddedTrain(folds: String) throws {
        let source = Self.study.replacing("let plan = split(task, kfold(3))", with: "").replacing("folds: plan)", with: "folds: \(folds))")
            .replacing("features: [.x, .g]", with: "features: [.x, .g, .h]").replacing("as y from", with: "as y, i % 2 as h from")
        let project = try Project(["nb.segnb": source])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.status == "done", "\(first.outputs)")
        #expect(first.trained == 15)
        try project.write("nb.segnb", source.replacing("min_rows: 10)", with: "min_rows: 10) |> refine(task, at: \"b\", by: .h)"))
        let added = try project.run()
        #expect(added.status == "done" && added.trained == 6 && added.reused == 12, "\(added.trained) \(added.reused)")
        let anew = try project.run(["--no-cache"])
        #expect(anew.trained == 18 && anew.outputs == added.outputs)
    }

    /// Where no feature tells the segment, it is a feature of the models of all rows, which then train again.
    @Test func aRuleThatIsAddedLeavesTheOthers() throws {
        let source = Self.study.replacing("let plan = split(task, kfold(3))", with: "").replacing("folds: plan)", with: "folds: 3)")
        let start = source.range(of: "let segs")!.lowerBound
        let end = source[start...].firstIndex(of: "\n")!
        func notebook(_ rules: String) -> String {
            source.replacingCharacters(in: start..<end, with: "let segs = task |> segment(rules: [\(rules)], min_rows: 5)")
        }
        let project = try Project(["nb.segnb": notebook("\"low\": .x < 30")])
        defer { project.remove() }
        #expect(try project.run().trained == 9, "3 folds of a segment, the root and the baseline")
        try project.write("nb.segnb", notebook("\"low\": .x < 30, \"high\": .x > 70"))
        let added = try project.run()
        #expect(added.status == "done" && added.trained == 9 && added.reused == 3, "\(added.trained) \(added.reused)")
    }

    @Test func rowsOfOtherSegmentsDontCount() throws {
        let source = Self.study.replacing("i % 3 as g,", with: "i % 3 as g, (i // 3) % 3 as f,")
            .replacing("let plan = split(task, kfold(3))", with: "").replacing("folds: plan)", with: "folds: given(.f))")
        let project = try Project(["nb.segnb": source])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.status == "done")
        #expect(first.trained == 15)
        // Rows of segment c change; a and b have theirs.
        try project.write(
            "nb.segnb", source.replacing("+ i % 3 as y", with: "+ case i % 3 when 2 then 5 else i % 3 end as y"))
        let changed = try project.run()
        #expect(changed.status == "done")
        #expect(changed.trained == 9, "the root, the baseline and segment c in 3 folds")
        #expect(changed.reused == 6)
    }

    @Test func pythonIsKeptWhereItIsSaidToBePure() throws {
        let project = try Project([
            "helper.py": "FACTOR = 2\n", "feats.py": "import helper\ndef twice(x):\n    return x * helper.FACTOR\n",
            "nb.segnb": """
            %% use (cache: false)
            use python "feats.py" as feats
            %% call (cache: true)
            let n = feats.twice(21)
            n
            %% cell python
            """.replacing("%% cell python", with: "%% python cell (writes: [m], cache: true)") + "\nm = 5\n" + """
            %% object (cache: true)
            let f = feats.twice
            %% plain (cache: true)
            let plain = n + m
            plain
            """,
        ])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.status == "done", "\(first.outputs)")
        #expect(first.cells.last?.output == "47")
        #expect(try project.run().ran == ["use", "object"])
        try project.write("helper.py", "FACTOR = 1 + 2\n")
        let changed = try project.run()
        #expect(changed.cells.first { $0.name == "call" }?.output == "63", "a changed module is a miss")
        #expect(changed.cells.last?.output == "68")
    }

    /// A cell depends on the modules that it mentions: others may be broken, or of Python.
    @Test func modulesThatACellDoesNotMentionAreNoneOfItsConcern() throws {
        let project = try Project([
            "broken.py": "def f(:\n",
            "nb.segnb": """
            %% use
            use python "broken.py" as broken
            broken.f()
            %% plain
            var s = 0
            for i in 0..<2_000_000 { s += i % 7 }
            print(s)
            """,
        ])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.cells.map(\.status) == ["failed", "done"])
        #expect(try project.run().ran == ["use"], "nothing of Python is in the second cell: it is kept")
    }

    @Test func whatFunctionsFromElsewhereDoIsSeenWhenTheyDoIt() throws {
        let project = try Project([
            "d.csv": "id,x,y\n" + (0..<60).map { "\($0),\($0 % 7),\($0 % 5)" }.joined(separator: "\n") + "\n",
            "nb.segnb": """
            %% lib (cache: false)
            let writing = { t in t |> save("out.csv") }
            let asking = ["f": now]
            let opening = { task, m in open_test(task, ["a": m]) }
            %% t (cache: true)
            let t = load("d.csv")
            let task = t |> as_task(target: .y, id: .id, test: .id % 5 == 0)
            let m = train(task, ridge())
            %% write (cache: true)
            writing(t)
            %% clock (cache: true)
            let moment = asking["f"]()
            %% first (cache: true)
            let a = score(opening(task, m), rmse, arm: "a")
            %% second (cache: true)
            let b = score(opening(task, m), rmse, arm: "a")
            """,
        ])
        defer { project.remove() }
        let first = try project.run()
        #expect(first.cells.map(\.status) == ["done", "done", "done", "done", "done", "failed"])
        let out = project.folder.appendingPathComponent("out.csv")
        try FileManager.default.removeItem(at: out)
        let second = try project.run()
        #expect(FileManager.default.fileExists(atPath: out.path), "a cell that writes always runs")
        #expect(second.cells.map(\.status) == first.cells.map(\.status), "a test stays opened")
        #expect(second.cells.map(\.cached) == [false, true, false, false, true, false])
    }
}
