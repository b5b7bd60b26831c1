import Foundation
import Testing

/// The commands around notebooks: check, test, new, convert, report, sweeps.
@Suite struct ToolTests {
    @Test func checkGivesJSON() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a\nlet x = sume([1])\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["check", "--format", "json", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 2)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(report["errors"] as? Int == 1)
        let file = try #require((report["files"] as? [[String: Any]])?.first)
        let message = try #require((file["messages"] as? [[String: Any]])?.first)
        #expect(message["code"] as? String == "E201")
        #expect((message["place"] as? [String: Any])?["line"] as? Int == 2)
    }

    /// What a message says exactly is repaired in the file, also what shows only after another repair.
    @Test func checkRepairsWhatIsCertain() throws {
        let project = try CacheTests.Project([
            "t.csv": "price,shop\n1,a\n2,b\n",
            "nb.segnb": "%% a\n# the shops\nlet shops = laod('t.csv')\nlet few = shops |> filter(.pirce > 1 && .shop != None)\n"
                + "%% b\nlet some = shops |> sample(n: 1, sed: 3)\n",
            "other.segnb": "%% a\nlet one = unknowable\n",
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["check", "--fix", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0 && outcome.output.contains("nb.segnb: 7 fixed"), "\(outcome)")
        let uncertain = try ProgramProcess.run(["check", "--fix", "other.segnb"], in: project.folder)
        #expect(uncertain.status == 2 && !uncertain.output.contains("fixed"))
        let text = try String(contentsOf: project.folder.appendingPathComponent("nb.segnb"), encoding: .utf8)
        #expect(text.contains("// the shops\nlet shops = load(\"t.csv\")") && text.contains("filter(.price > 1 and .shop != nil)") && text.contains("seed: 3"), "\(text)")
    }

    /// A program takes parameters as a notebook does; what only a notebook can heed is refused.
    @Test func programsTakeParametersAndNothingElse() throws {
        let project = try CacheTests.Project(["p.seg": "param n: Int = 2\nprint(n * 2)\n"])
        defer { project.remove() }
        let plain = try ProgramProcess.run(["run", "p.seg"], in: project.folder)
        #expect(plain.output == "4\n")
        let given = try ProgramProcess.run(["run", "p.seg", "-p", "n=21"], in: project.folder)
        #expect(given.output == "42\n" && given.status == 0)
        let unknown = try ProgramProcess.run(["run", "p.seg", "-p", "m=1"], in: project.folder)
        #expect(unknown.status == 2 && unknown.errors.contains("E602"))
        let refused = try ProgramProcess.run(["run", "p.seg", "--html", "x.html"], in: project.folder)
        #expect(refused.status == 2 && refused.errors.contains("--html is for notebooks"), "\(refused.errors)")
    }

    /// Lists are given as they are shown, with quotes or without.
    @Test(arguments: ["Oslo,Rome", "[Oslo, Rome]", "[\"Oslo\", \"Rome\"]", "\"Oslo\",\"Rome\""])
    func listsOnTheCommandLine(text: String) throws {
        let project = try CacheTests.Project(["p.seg": "param xs: [String] = [\"a\"]\nprint(xs)\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "p.seg", "-p", "xs=" + text], in: project.folder)
        #expect(outcome.output == "[\"Oslo\", \"Rome\"]\n", "\(outcome)")
        let comma = try ProgramProcess.run(["run", "p.seg", "-p", "xs=[\"a, b\"]"], in: project.folder)
        #expect(comma.output == "[\"a, b\"]\n")
    }

    @Test func testsOfManyNotebooksAreTold() throws {
        let project = try CacheTests.Project([
            "good.segnb": "%% a\nlet x = 1\n%% test holds\nexpect x == 1\n",
            "bad.segnb": "%% test fails\nexpect 1 == 2, \"<no>\"\n%% test needs\nlet y = 3\nexpect y == 3\n",
            "broken.segnb": "%% a\nlet x = \n",
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["test", ".", "--junit", "junit.xml", "--jobs", "2"], in: project.folder)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("✔ ./good.segnb holds"))
        #expect(outcome.output.contains("✘ ./bad.segnb fails: E380: expectation failed: <no> (left is 1, right is 2)"))
        #expect(outcome.output.contains("./broken.segnb: could not run"))
        #expect(outcome.output.contains("2 of 4 tests of 3 notebooks hold"))
        let xml = try Data(contentsOf: project.folder.appendingPathComponent("junit.xml"))
        let checked = try ProgramProcess.run(
            ["-c", "import sys, xml.dom.minidom as d; t = d.parse('junit.xml'); print(len(t.getElementsByTagName('testcase')), len(t.getElementsByTagName('failure')))"],
            in: project.folder, executable: ProgramProcess.root.appendingPathComponent(".venv/bin/python"))
        #expect(checked.output == "4 1\n", "\(checked.errors) \(String(decoding: xml, as: UTF8.self))")
        try FileManager.default.createDirectory(
            at: project.folder.appendingPathComponent(".segnb/runs"), withIntermediateDirectories: true)
        let again = try ProgramProcess.run(["test", "."], in: project.folder)
        #expect(again.output.contains("of 3 notebooks"), "a workspace is no notebook")
        #expect(try ProgramProcess.run(["test", "good.segnb"], in: project.folder).status == 0)
        #expect(try ProgramProcess.run(["test", "bad.segnb"], in: project.folder).status == 3)
        #expect(try ProgramProcess.run(["test", "nowhere"], in: project.folder).errors.contains("E686"))
    }

    /// A report has a learning curve a segment, an interval ends where its metric does, and a model is published into the
    /// workspace that was named.
    @Test func studiesAreReportedAndPublished() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% study
            let t = load("\(ProgramProcess.root.path)/examples/data/penguins.csv") |> filter(.sex != nil)
            let task = t |> as_task(target: .species)
            let learner = gbdt(rounds: 12) |> early_stop(patience: 3)
            let found = task |> cross_validate(["gbdt": learner], over: segment(task, by: .sex, min_rows: 20), folds: 3, metrics: [accuracy])
            found
            %% publish
            publish(train(found, "gbdt pooled"), as: "birds")
            %% again
            let coarser = segment(task, rules: ["north": .island == "Torgersen"], otherwise: "south", min_rows: 20)
            train(task, gbdt(rounds: 3), over: coarser, scope: "local") |> publish(as: "birds", stage: "live")
            train(task, gbdt(rounds: 3), over: segment(task, by: .island, min_rows: 20), scope: "local") |> publish(as: "birds")
            """
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(
            ["run", "nb.segnb", "--html", "r.html", "--workspace", "elsewhere"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("the segments are others than those of the live birds:"), "\(outcome.output)")
        #expect(outcome.output.contains("+ Torgersen, where island is \"Torgersen\"") && outcome.output.contains("− north"), "\(outcome.output)")
        let page = try String(contentsOf: project.folder.appendingPathComponent("r.html"), encoding: .utf8)
        #expect(page.contains("<summary>Learning curves of gbdt</summary>"))
        #expect(!outcome.output.contains("Learning curves"), "a terminal leaves them out")
        let upper = outcome.output.matches(of: /– (\d\.\d+)/).compactMap { Double($0.1) }
        #expect(!upper.isEmpty && upper.allSatisfy { $0 <= 1 }, "\(outcome.output)")
        let store = project.folder.appendingPathComponent("elsewhere/store/birds/index.json")
        #expect(FileManager.default.fileExists(atPath: store.path))
        #expect(!FileManager.default.fileExists(atPath: project.folder.appendingPathComponent(".segnb").path))
    }

    @Test func aNewNotebookRuns() throws {
        let project = try CacheTests.Project(["d a.csv": "a,b\n1,x\n2,y\n"])
        defer { project.remove() }
        #expect(try ProgramProcess.run(["new", "first.segnb"], in: project.folder).status == 0)
        #expect(try ProgramProcess.run(["run", "first.segnb"], in: project.folder).status == 0)
        #expect(try ProgramProcess.run(["new", "my-data.segnb", "--data", "d a.csv"], in: project.folder).status == 0)
        #expect(try ProgramProcess.run(["run", "my-data.segnb"], in: project.folder).status == 0)
        #expect(try ProgramProcess.run(["new", "first.segnb"], in: project.folder).errors.contains("E687"))
        #expect(try ProgramProcess.run(["new", "first"], in: project.folder).errors.contains("E687"))
    }

    @Test(arguments: ["quickstart", "python_features", "rodents"], ["ipynb", "py"])
    func notebooksComeBackAsTheyWere(_ name: String, _ ending: String) throws {
        let source = ProgramProcess.root.appendingPathComponent("notebooks/\(name).segnb")
        let text = try String(contentsOf: source, encoding: .utf8)
        let project = try CacheTests.Project(["nb.segnb": text])
        defer { project.remove() }
        for (from, to) in [("nb.segnb", "other.\(ending)"), ("other.\(ending)", "back.segnb")] {
            let outcome = try ProgramProcess.run(["convert", from, to], in: project.folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let back = try String(contentsOf: project.folder.appendingPathComponent("back.segnb"), encoding: .utf8)
        #expect(back.trimmingCharacters(in: .newlines) == text.trimmingCharacters(in: .newlines))
        let again = try ProgramProcess.run(["convert", "nb.segnb", "other.\(ending)"], in: project.folder)
        #expect(again.status == 2 && again.errors.contains("--force"))
    }

    @Test func proseThatLooksLikeAMarkComesBack() throws {
        let text = "%% md\n# Title\n\\%% no cell\n\n%% a\nlet x = 1\n"
        let project = try CacheTests.Project(["nb.segnb": text])
        defer { project.remove() }
        for (from, to) in [("nb.segnb", "o.py"), ("o.py", "back.segnb")] {
            #expect(try ProgramProcess.run(["convert", from, to], in: project.folder).status == 0)
        }
        #expect(try String(contentsOf: project.folder.appendingPathComponent("back.segnb"), encoding: .utf8) == text)
    }

    @Test func jupyterCellsOfPythonDeclareWhatTheyShare() throws {
        let project = try CacheTests.Project([
            "j.ipynb": """
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
             {"cell_type": "markdown", "metadata": {}, "source": ["# Title\\n", "text"]},
             {"cell_type": "code", "metadata": {}, "source": "import math\\nxs = [1, 2]\\ndef f(a, b=math.pi):\\n    return [a + b for b in xs]",
              "outputs": [{"output_type": "error", "ename": "X", "evalue": "", "traceback": []}], "execution_count": 1},
             {"cell_type": "code", "metadata": {}, "source": "total = sum(xs) + math.floor(2.5)\\nprint(total, f(1))"}]}
            """
        ])
        defer { project.remove() }
        #expect(try ProgramProcess.run(["convert", "j.ipynb", "j.segnb"], in: project.folder).status == 0)
        let text = try String(contentsOf: project.folder.appendingPathComponent("j.segnb"), encoding: .utf8)
        #expect(text.contains("%% python python1 (writes: [xs, f], shared: true)"))
        #expect(text.contains("%% python python2 (reads: [xs, f], shared: true)\ntotal"))
        let outcome = try ProgramProcess.run(["run", "j.segnb"], in: project.folder)
        #expect(outcome.output.contains("5 [2, 3]"), "\(outcome.errors)")
    }

    @Test func reportsHaveManyForms() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% md
            # On `tables` | and <marks>
            %% a
            let t = sql("select i as n, 'a|b' as label from range(30) r(i)", tables: [:])
            t
            %% b
            plot(t, "line", x: .n, y: .n)
            %% c
            fail("no")
            """
        ])
        defer { project.remove() }
        _ = try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work", "--html", "r.html"], in: project.folder)
        for ending in ["md", "ipynb", "json", "html"] {
            let outcome = try ProgramProcess.run(
                ["report", "--workspace", "work", "-o", "again.\(ending)"], in: project.folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let markdown = try String(contentsOf: project.folder.appendingPathComponent("again.md"), encoding: .utf8)
        #expect(markdown.contains("| 0 | a\\|b |"))
        #expect(markdown.contains("error[") && markdown.contains("plot(t, \"line\""))
        let page = try String(contentsOf: project.folder.appendingPathComponent("again.html"), encoding: .utf8)
        #expect(try page == String(contentsOf: project.folder.appendingPathComponent("r.html"), encoding: .utf8))
        let check = """
            import base64, hashlib, json, re
            page = open('again.html', encoding='utf8').read()
            script = re.search('<script>(.*?)</script>', page, re.S).group(1)
            print(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in page)
            book = json.load(open('again.ipynb'))
            print(book['nbformat'], [c['cell_type'] for c in book['cells']], book['cells'][1]['outputs'][0]['output_type'])
            problem = book['cells'][-1]['outputs'][-1]
            print(problem['output_type'], problem['ename'], problem['evalue'], 'fail("no")' in ' '.join(problem['traceback']))
            """
        let checked = try ProgramProcess.run(
            ["-c", check], in: project.folder, executable: ProgramProcess.root.appendingPathComponent(".venv/bin/python"))
        #expect(checked.output == "True\n4 ['markdown', 'code', 'code', 'code'] display_data\nerror E313 no True\n", "\(checked.errors)")
        #expect(try ProgramProcess.run(["report", "--workspace", "work", "-o", "a.doc"], in: project.folder).errors.contains("E687"))
    }

    /// A limit that one combination hits ends that one; values are those of cells that came to their end; quotes hold texts together.
    @Test func aCombinationThatFailsIsOneOfThem() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% params
            param n: Int = 1
            param w: String = "a"
            %% first
            let good = n
            %% second
            let bad = n * 100
            if n == 1 { while true { } }
            if n == 2 { fail("no") }
            """,
            "grid.csv": "n;w\n1;a\n",
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(
            ["run", "nb.segnb", "--sweep", "n=1,2,3", "--time-limit", "500ms", "--results", "out.json"], in: project.folder)
        #expect(outcome.status == 4, "\(outcome.errors)")
        let data = try Data(contentsOf: project.folder.appendingPathComponent("out.json"))
        struct File: Decodable {
            struct Run: Decodable { let status: String }
            let runs: [Run]
        }
        #expect(try JSONDecoder().decode(File.self, from: data).runs.map(\.status) == ["limit", "failed", "done"])
        #expect(!outcome.output.contains("200") && outcome.output.contains("300"), "\(outcome.output)")
        let texts = try ProgramProcess.run(["run", "nb.segnb", "--sweep", "w=\"a,b\",\"c\"", "-p", "n=3"], in: project.folder)
        #expect(texts.status == 0 && texts.output.contains("a,b"), "\(texts.output)\(texts.errors)")
        let file = try ProgramProcess.run(["run", "nb.segnb", "--sweep-file", "grid.csv"], in: project.folder)
        #expect(file.errors.contains("separated by semicolons"), "\(file.errors)")
    }

    @Test func sweepsRunEveryCombinationAndShareWhatTheyCan() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% params
            param n: Int = 1
            param word: "a" | "b" = "a"
            %% slow (cache: true)
            let base = (1...1000).sum()
            %% own
            let score = base * n
            %% text
            let label = word + "!"
            """,
            "grid.csv": "\u{FEFF}n,word\n5,b\n6,\"a\"\n", "params.yaml": "\u{FEFF}n: 7\n",
        ])
        defer { project.remove() }
        func sweep(_ arguments: [String]) throws -> ProgramProcess.Outcome {
            try ProgramProcess.run(["run", "nb.segnb", "--workspace", "work"] + arguments, in: project.folder)
        }
        let all = try sweep(["--sweep", "n=1,2,3", "--sweep", "word=a,b", "--results", "out.json"])
        #expect(all.status == 0, "\(all.errors)")
        struct File: Decodable {
            struct Run: Decodable {
                struct Values: Decodable { let score: Int; let label: String }
                let parameters: [String: String]
                let values: Values
                let run: String
            }
            let runs: [Run]
        }
        let data = try Data(contentsOf: project.folder.appendingPathComponent("out.json"))
        let runs = try JSONDecoder().decode(File.self, from: data).runs
        #expect(runs.map(\.values.score) == [500_500, 500_500, 1_001_000, 1_001_000, 1_501_500, 1_501_500])
        #expect(runs.map(\.values.label) == ["a!", "b!", "a!", "b!", "a!", "b!"])
        #expect(runs.map(\.run) == runs.map(\.run).sorted())
        let listed = try ProgramProcess.run(["runs", "--workspace", "work"], in: project.folder)
        #expect(listed.output.split(separator: "\n").count >= 7)
        #expect(try sweep(["--sweep", "n=1,2,3", "--sweep", "word=a,b", "--resume"]).errors.contains("was done by"))
        #expect(try sweep(["--sweep-file", "grid.csv"]).output.contains("3003000"))
        #expect(try sweep(["--params", "params.yaml", "--results", "one.json"]).status == 0)
        let one = try String(contentsOf: project.folder.appendingPathComponent("one.json"), encoding: .utf8)
        #expect(one.contains("3503500"))
        #expect(try sweep(["--sweep", "n=1,x"]).status == 2)
        #expect(try sweep(["--sweep", "m=1,2"]).errors.contains("E602"))
        #expect(try sweep(["--sweep", "n"]).errors.contains("E685"))
        #expect(try sweep(["--sweep", "n=1,1"]).errors.contains("E685"))
        let difference = try ProgramProcess.run(
            ["diff", runs[0].run, runs[2].run, "--workspace", "work"], in: project.folder)
        #expect(difference.output.contains("1001000") && difference.output.contains("500500"))
    }

    @Test func eventsAreLinesOfJSON() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a\nprint(\"hi\")\n%% b\nfail(\"no\")\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--events"], in: project.folder)
        #expect(outcome.status == 1)
        let events = try outcome.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(events.compactMap { $0["event"] as? String } == [
            "run_began", "cell_began", "output", "cell_ended", "cell_began", "cell_ended", "run_ended",
        ])
        #expect(events[5]["status"] as? String == "failed")
    }

    @Test func limitsEndACellWithTheirName() throws {
        let project = try CacheTests.Project([
            "nb.segnb": "%% a (memory: \"1MB\")\nlet xs = (1...2_000_000).map({ i in i * 2 })\nwhile true { }\n%% b\n1\n"
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 4)
        #expect(outcome.errors.contains("the memory limit was reached"))
        let timed = try ProgramProcess.run(["run", "nb.segnb", "--time-limit", "200ms"], in: project.folder)
        #expect(timed.status == 4)
        #expect(try ProgramProcess.run(["run", "nb.segnb", "--time-limit", "x"], in: project.folder).status == 2)
    }

    @Test func watchingRunsWhatAnEditTouches() throws {
        let text = "%% a\nlet x = 20\n%% b\nlet y = x + 1\n%% c\nlet z = x + 2\n"
        let project = try CacheTests.Project(["nb.segnb": text])
        defer { project.remove() }
        let process = Process()
        process.executableURL = ProgramProcess.program
        process.arguments = ["run", "nb.segnb", "--watch", "--results", "r.json", "--workspace", "work"]
        process.currentDirectoryURL = project.folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        /// The results once a name has a value, or once there is no cell; nil where that never comes.
        func results(until name: String?, is value: Int) -> [[String: Any]]? {
            for _ in 0..<600 {
                usleep(50_000)
                guard let data = FileManager.default.contents(atPath: project.folder.appendingPathComponent("r.json").path),
                    let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
                    let cells = object["cells"] as? [[String: Any]]
                else { continue }
                guard let name else {
                    if cells.isEmpty { return cells }
                    continue
                }
                if cells.contains(where: { ($0["values"] as? [String: Any])?[name] as? Int == value }) { return cells }
            }
            return nil
        }
        #expect(results(until: "y", is: 21)?.contains { $0["cached"] as? Bool == true } == false)
        try project.write("nb.segnb", text.replacing("x + 1", with: "x + 100"))
        let cells = try #require(results(until: "y", is: 120))
        #expect(cells.map { $0["cached"] as? Bool } == [true, false, true], "what is the same stays in memory")
        // An empty file and one with an error, as a slow save or a half-typed line leaves them, cost nothing of it.
        try project.write("nb.segnb", "")
        #expect(results(until: nil, is: 0) != nil)
        try project.write("nb.segnb", text.replacing("x + 1", with: "x +"))
        usleep(200_000)
        try project.write("nb.segnb", text.replacing("x + 1", with: "x + 200"))
        let mended = try #require(results(until: "y", is: 220))
        #expect(mended.map { $0["cached"] as? Bool } == [true, false, true])
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    // MARK: Parts of columns

    @Test func partsOfColumnsAreKnownBeforeTheRun() throws {
        let text = "%% a\nlet t = load(\"t.csv\")\nt |> filter(.address.part(\"city\") == \"Rome\") |> derive(z: .address.part(\"geo\").part(\"lat\") + 1)\n"
        let project = try CacheTests.Project([
            "nb.segnb": text, "wrong.segnb": "%% a\nlet t = load(\"t.csv\")\nt |> filter(.address.part(\"town\") == \"Rome\")\n%% b\nt |> derive(z: .address + 1)\n",
            "t.csv": "address.city,address.geo.lat\nRome,2\n",
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome)")
        let found = try ProgramProcess.run(["check", "wrong.segnb"], in: project.folder).errors
        #expect(found.contains("there is no column 'address.town'"), "\(found)")
        #expect(found.contains("hint: it has parts: .address.part(\"city\"), .address.part(\"geo\").part(\"lat\")"), "\(found)")
    }

    // MARK: Chosen numbers

    /// What decides a task's table, or training, and was chosen from rows that are sealed for the test.
    @Test(arguments: [
        ("let med = median(t.x)", "let u = t |> derive(high: .x > med)", "u", true),
        ("let [lo, hi] = [min(t.x), max(t.x)]\nlet width = hi - lo", "let u = t |> derive(z: (.x - lo) / width)", "u", true),
        ("let cut = t.x |> quantile(0.9)", "let u = t |> filter(.x < cut)\nlet v = u |> select([.x, .y, .year])", "v", true),
        ("func centre(d) { let m = mean(d.x)\n d |> derive(c: .x - m) }", "let u = centre(t)", "u", true),
        ("func scaled(d) { if count(d) > 9 { return d }\n standardize(d, numeric()) }", "let u = scaled(t)", "u", true),
        ("let early = t |> filter(.year < 2009)\nlet med = median(early.x)", "let u = t |> derive(high: .x > med)", "u", false),
        ("let latest = max(t.year)", "let u = t", "u", false),
        ("func limit(d) { quantile(d.x, 0.9) }\nlet cut = limit(t)", "let u = t |> filter(.x < cut)", "u", true),
        ("let s = t |> select([.x])\nlet med = median(s.x)", "let u = t |> derive(high: .x > med)", "u", true),
        ("let s = t |> filter(not (.year >= 2009)) |> select([.x])\nlet med = median(s.x)", "let u = t |> derive(high: .x > med)", "u", false),
        ("let xs = [1, 2, 3]\nlet med = median(xs)", "let u = t |> derive(high: .x > med)", "u", false),
        ("let n = count(t.x)", "let u = t |> derive(n: n)", "u", false),
        ("var cut = 5.0\nif mean(t.x) > 3 { cut = 9.0 }", "let u = t |> filter(.x < 5)", "u", false),
        ("let cut = if mean(t.x) > 3 { 9.0 } else { 5.0 }", "let u = t |> filter(.x < cut)", "u", true),
        ("var best = 5.0\nif mean(t.x) > 3 { best = 9.0 }\nlet cut = best", "let u = t |> filter(.x < cut)", "u", true),
        ("let u = if mean(t.x) > 3 { t |> filter(.x < 9) } else { t }", "let v = u", "v", true),
        ("let cut = (t |> summarize(m: mean(.x)))[0].m", "let u = t |> filter(.x < cut)", "u", true),
        ("let s = t |> summarize(m: mean(.x))\nlet cut = s.m[0]", "let u = t |> filter(.x < cut)", "u", true),
        ("let s = t |> summarize(m: mean(.x))", "let u = t |> filter(.x < s[0].m)", "u", true),
        ("let s = t |> group(.x) |> summarize(n: count())\nlet often = s |> filter(.n > 2)", "let u = t |> filter(.x in often.x)", "u", false),
        ("let again = load(\"t.csv\")\nlet cut = mean(again.x)", "let u = t |> filter(.x < cut)", "u", true),
        ("let again = load(\"t.csv\", limit: 1)\nlet cut = mean(again.x)", "let u = t |> filter(.x < cut)", "u", false),
        ("let again = load(\"other.csv\")\nlet cut = mean(again.x)", "let u = t |> filter(.x < cut)", "u", false),
        ("let cut = if rmse(t.y, t.x) > 3 { 9.0 } else { 5.0 }", "let u = t |> filter(.x < cut)", "u", true),
        ("use \"m.seg\"\nlet cut = m.cutoff(t)", "let u = t |> filter(.x < cut)", "u", true),
        ("use \"m.seg\"\nlet cut = t |> m.cutoff()", "let u = t |> filter(.x < cut)", "u", true),
        ("use \"m.seg\"\nlet cut = m.fixed(t)", "let u = t |> filter(.x < cut)", "u", false),
        ("let a = sql(\"select x, avg(y) as m from t group by 1\", tables: [\"t\": t])", "let u = t |> join(a, on: .x)", "u", true),
        ("let a = sql(\"select x, count(*) as m from t group by 1\", tables: [\"t\": t])", "let u = t |> join(a, on: .x)", "u", false),
        ("let a = sql(\"select year, avg(y) as y from t group by 1\", tables: [\"t\": t])", "let u = a", "u", false),
        ("let a = sql(\"select *, y - (select avg(y) from t) as d from t\", tables: [\"t\": t])", "let u = a", "u", true),
        ("let a = sql(\"with m as (select x, avg(y) as m from t group by 1) select * from t join m using (x)\", tables: [\"t\": t])", "let u = a", "u", true),
        ("let early = t |> filter(.year < 2009)\nlet cut = rmse(early.y, early.x)", "let u = t |> filter(.x < cut)", "u", false),
        ("let early = t |> filter(.year < 2009)\nlet cut = summarize(early, m: mean(.x))[0].m", "let u = t |> filter(.x < cut)", "u", false),
    ]) func numbersChosenFromSealedRowsAreSaid(first: String, second: String, table: String, isFound: Bool) throws {
        let project = try CacheTests.Project([
            "nb.segnb": "%% a\nlet t = load(\"t.csv\")\n\(first)\n%% b\n\(second)\nlet task = \(table) |> as_task(target: .y, test: .year == 2009)\n",
            "t.csv": "x,y,year\n1,2,2008\n2,3,2009\n", "other.csv": "x\n1\n",
            "m.seg": "func cutoff(t) { middle(t) * 3 }\nfunc middle(t) { mean(t.x) }\nfunc fixed(t) { 7.5 }\n",
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder)
        #expect(outcome.errors.contains("L207") == isFound, "\(first): \(outcome)")
        if isFound { #expect(outcome.errors.contains("warning[L207]") && outcome.errors.contains("chosen here"), "\(outcome.errors)") }
    }

    @Test func numbersChosenFromPredictionsAndQueriesAreSaid() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% a
            let t = load("t.csv")
            let task = t |> as_task(target: .y, test: .year == 2009)
            let model = task |> train(ridge())
            let found = predict(model, t)
            let cut = found.prediction |> median()
            let parts = task |> segment(rules: ["high": .x > cut], otherwise: "low")
            %% sql windows
            select *, avg(y) over (partition by year) as other from t
            %% b
            let again = windows |> as_task(target: .y, test: .year == 2009)
            """, "t.csv": "x,y,year\n1,2,2008\n2,3,2009\n",
        ])
        defer { project.remove() }
        let found = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder).errors
        #expect(found.contains("nb.segnb:7:") && found.contains("'cut' was chosen from rows of 'found'"), "\(found)")
        #expect(found.contains("nb.segnb:11:") && found.contains("nb.segnb:9:18"), "\(found)")
    }

    /// A test that is opened by hand, in `evaluate`, is one too.
    @Test(arguments: [("t |> filter(.year == 2009)", true), ("other", false)]) func scoresOnSealedRowsAreSaidWhereTheyDecide(rows: String, isFound: Bool) throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% a
            let t = load("t.csv")
            let other = load("u.csv")
            let task = t |> as_task(target: .y, test: .year == 2009)
            let first = evaluate(train(task, ridge(alpha: 1.0)), on: \(rows))
            let second = evaluate(train(task, ridge(alpha: 100.0)), on: \(rows))
            let alpha = if first.score(rmse) < second.score(rmse) { 1.0 } else { 100.0 }
            let model = train(task, ridge(alpha: alpha))
            """, "t.csv": "x,y,year\n1,2,2008\n2,3,2009\n", "u.csv": "x,y,year\n1,2,2008\n",
        ])
        defer { project.remove() }
        let found = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder).errors
        #expect(found.contains("warning[L207]: 'alpha' was chosen from rows of 't'") == isFound, "\(found)")
    }

    /// Whether a training is done at all may be decided by sealed rows too.
    @Test func trainingThatDependsOnSealedRowsIsSaid() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% a
            let t = load("t.csv")
            let task = t |> as_task(target: .y, test: .year == 2009)
            let spread = max(t.x) - min(t.x)
            %% b
            if spread > 10 { show(task |> train(ridge())) }
            %% c
            if median(t.x) > 10 { show(task |> train(ridge())) }
            %% sql figures
            select avg(x) as m from t
            %% d
            show(task |> train(ridge(lambda: figures.m[0])))
            %% e
            if task.development.x.median() > 10 { show(task |> train(ridge())) }
            """, "t.csv": "x,y,year\n1,2,2008\n2,3,2009\n",
        ])
        defer { project.remove() }
        let found = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder).errors
        #expect(found.contains("nb.segnb:6:") && found.contains("'spread' was chosen from rows of 't'"), "\(found)")
        #expect(found.contains("nb.segnb:8:") && found.contains("whether this is done was chosen from rows of 't'"), "\(found)")
        #expect(found.contains("nb.segnb:12:") && !found.contains("nb.segnb:14:"), "\(found)")
    }

    /// What only says which rows the test has, and what was chosen from rows that train, is in order.
    @Test func numbersOfTheTestsRuleAreInOrder() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% a
            let t = load("t.csv")
            let last = max(t.year)
            let task = t |> as_task(target: .y, test: .year == last)
            let early = t |> filter(.year < 2009)
            let m = mean(early.x)
            let parts = task |> segment(rules: ["high": .x > m], otherwise: "low")
            let study = task |> cross_validate(["r": ridge()], over: parts, folds: 2)
            """, "t.csv": "x,y,year\n1,2,2008\n2,3,2009\n",
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder)
        #expect(!outcome.errors.contains("L207"), "\(outcome.errors)")
    }

    // MARK: Names

    @Test func methodsThatThereAreNotAreFoundBeforeTheRun() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a\nprint(\"ran\")\n%% b\nlet xs = [1, 2]\nxs.cuont()\n\"a\".uper()\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 2 && !outcome.output.contains("ran"), "\(outcome)")
        #expect(outcome.errors.contains("did you mean 'count'?") && outcome.errors.contains("did you mean 'upper'?"), "\(outcome.errors)")
    }

    @Test func namesOfOtherCellsAreExplained() throws {
        let project = try CacheTests.Project(["nb.segnb": "%% a\nvar total = 1\n%% b\nprint(total)\nprint(later)\n%% c\nlet later = 2\n"])
        defer { project.remove() }
        let found = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder).errors
        #expect(found.contains("the cell \"c\" below binds it") && found.contains("it is a var of the cell \"a\""), "\(found)")
    }
}
