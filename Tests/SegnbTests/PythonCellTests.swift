import Foundation
import Testing

/// Python cells before their run, where they are stopped, and the processes that isolated ones leave.
@Suite struct PythonCellTests {
    private static func project(_ notebook: String, _ files: [String: String] = [:]) throws -> CacheTests.Project {
        try CacheTests.Project(files.merging(["nb.segnb": notebook]) { $1 })
    }

    // MARK: Syntax

    /// The place is that in the notebook, after wide characters too, and nothing has run before.
    @Test(arguments: [
        ("x = (1,\ny = 2\n", "nb.segnb:4:5", "was never closed"), ("def f(:\n    pass\n", "nb.segnb:4:7", "invalid syntax"),
        ("n = 1\n  m = 2\n", "nb.segnb:5:3", "unexpected indent"), ("é = \"ü\" + + ;\n", "nb.segnb:4:13", "invalid syntax"),
        ("return 3\n", "nb.segnb:4:1", "'return' outside function"),
    ]) func mistakesAreFoundBeforeTheRun(code: String, place: String, message: String) throws {
        let project = try Self.project("%% first\nprint(\"ran\")\n%% python second\n" + code + "%% third\n1\n")
        defer { project.remove() }
        for command in [["check", "nb.segnb"], ["run", "nb.segnb"]] {
            let outcome = try ProgramProcess.run(command, in: project.folder)
            #expect(outcome.status == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("E642") && outcome.errors.contains(message), "\(outcome.errors)")
            #expect(outcome.errors.contains(place + " in cell \"second\""), "\(outcome.errors)")
            #expect(!outcome.output.contains("ran"))
        }
    }

    @Test func whatIsValidIsNotComplainedOf() throws {
        let project = try Self.project(
            "%% python a (writes: [x])\nimport re\nx = len(re.findall(\"\\d\", \"a1\"))\nx\n%% b\nprint(x + 1)\n")
        defer { project.remove() }
        let checked = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder)
        #expect(checked.status == 0 && checked.output.contains("nothing found"), "\(checked)")
        #expect(try ProgramProcess.run(["run", "nb.segnb"], in: project.folder).output.contains("2\n"))
    }

    /// The innermost line of the cell itself, whether the code runs here or in a worker process, failed or was stopped.
    @Test(arguments: [
        ("", "def half(n):\n    return n / 0\nhalf(1)\n", "nb.segnb:5:5 in cell \"second\": error[E641]"),
        ("", "import json\njson.loads(\"{\")\n", "nb.segnb:5:1 in cell \"second\": error[E641]"),
        (" (isolate: true)", "[1][2]\n", "nb.segnb:4:1 in cell \"second\": error[E641]"),
        (" (timeout: 300ms)", "import time; time.sleep(60)\n", "nb.segnb:4:1 in cell \"second\": error[E391]"),
    ]) func errorsStandAtTheirLine(options: String, code: String, place: String) throws {
        let project = try Self.project("%% first\nlet n = 1\n%% python second\(options)\n" + code)
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.errors.contains(place), "\(outcome)")
    }

    // MARK: Printing

    /// Text in many pieces costs each piece once; what draws itself over and over stands there as it was at last.
    @Test func piecesAndProgressBarsAreLines() throws {
        let project = try Self.project("""
            %% python dots
            for i in range(300_000): print(".", end="")
            %% python bar
            import sys
            for i in range(101): sys.stderr.write("\\r%3d%%|" % i)
            print("\\ndone\\r\\n", end="")

            """)
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.contains { $0.utf8.count == 300_000 && $0.utf8.allSatisfy { $0 == UInt8(ascii: ".") } })
        #expect(lines.suffix(3).elementsEqual(["100%|", "done", ""]), "\(lines.suffix(3))")
    }

    /// What C code and child processes print stands in the cell, in its place among what Python prints.
    @Test(arguments: ["1", "2"]) func whatOthersPrintStandsInTheCell(jobs: String) throws {
        let project = try Self.project("""
            %% python a
            import ctypes, os, subprocess, sys
            print("one")
            os.system("echo two")
            ctypes.CDLL(None).puts(b"three")
            print("four")
            os.write(2, "fünf\\n".encode())
            sys.stderr.write("six\\n")
            print(len(subprocess.run(["seq", "200000"], capture_output=True).stdout))
            subprocess.run(["seq", "200000"])
            print("end")
            %% b
            print("below")

            """)
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--jobs", jobs, "--results", "r.json"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("── a") && outcome.output.contains("one\ntwo\nthree\nfour\nfünf\nsix\n1288895\n1\n2\n3\n"))
        #expect(outcome.output.contains("199999\n200000\nend\n") && outcome.output.hasSuffix("below\n"))
        let results = try String(contentsOf: project.folder.appendingPathComponent("r.json"), encoding: .utf8)
        #expect(results.contains("two\\nthree\\nfour"), "\(results.prefix(500))")
    }

    /// However fast children write, also those that were left behind, the run goes on; what they write later is no cell's.
    @Test func noisyChildrenHoldNothingUp() throws {
        let project = try Self.project("""
            %% python a
            import subprocess
            noisy = subprocess.Popen(["yes"])
            print(noisy.pid)
            %% b
            print("native")
            %% python c
            import os, threading, warnings
            warnings.simplefilter("ignore")
            thread = threading.Thread(target=lambda: print("in a thread"))
            thread.start()
            thread.join()
            os.system("echo a child")
            if os.fork() == 0:
                print("forked")
                os._exit(0)
            os.wait()
            print("end")
            %% python d (timeout: 1s)
            import subprocess
            subprocess.run(["yes"])

            """)
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        let lines = outcome.output.split(separator: "\n").filter { $0 != "y" }
        for line in lines { if let pid = pid_t(line) { kill(pid, SIGKILL) } }
        #expect(outcome.status == 4, "\(outcome.errors)")
        #expect(lines.contains("native") && lines.contains { $0.hasSuffix("the rest is left out") }, "\(lines)")
        let said = lines.drop { $0 != "in a thread" }.prefix(4)
        #expect(said.elementsEqual(["in a thread", "a child", "forked", "end"]), "\(lines)")
    }

    @Test(arguments: ["", ", isolate: true"]) func arraysAreGivenByTheirNames(option: String) throws {
        let project = try Self.project(
            "%% python a (writes: [x]\(option))\nimport numpy as np\nx = np.arange(3)\n%% b\nprint(x)\n"
                + "%% c\nprint(run_python(\"s.py\", take: [\"y\"]\(option))[\"y\"])\n",
            ["s.py": "import pandas as pd\ny = pd.Series([1.5, 2.0])\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0 && outcome.output.contains("[0, 1, 2]") && outcome.output.contains("[1.5, 2.0]"), "\(outcome)")
    }

    // MARK: Programs

    /// A cell and a script are the main module while they run, as a script is in Python.
    @Test(arguments: ["", "(isolate: true)"]) func classesOfACellAreFound(option: String) throws {
        let code = """
            from __future__ import annotations
            import dataclasses, pickle, sys, typing
            @dataclasses.dataclass
            class Setting:
                count: int = 5
                shared: typing.ClassVar[int] = 4
            if __name__ == "__main__":
                print([field.name for field in dataclasses.fields(Setting)], pickle.loads(pickle.dumps(Setting(3))))
                print(sorted(typing.get_type_hints(Setting)))
            sys.stdout.buffer.write(b"bytes\\n")
            sys.stdout.reconfigure(line_buffering=True)

            """
        let project = try Self.project(
            "%% python a \(option)\n" + code + "%% b\nrun_python(\"s.py\")\n", ["s.py": code + "sys.exit(0)\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = "['count'] Setting(count=3)\n['count', 'shared']\nbytes\n"
        #expect(outcome.output.components(separatedBy: text).count == 3, "\(outcome.output)")
    }

    /// Functions of the cells above keep their source, for `inspect` and for frames.
    @Test(arguments: ["", ", shared: true"]) func functionsKeepTheirSource(option: String) throws {
        let project = try Self.project("""
            %% python a (writes: [f]\(option))
            def f(x):
                return 1 / x  # here
            %% python b (reads: [f]\(option))
            import inspect
            y = 2
            print(inspect.getsource(f))
            f(0)

            """)
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.output.contains("def f(x):\n    return 1 / x  # here\n"), "\(outcome)")
        #expect(outcome.errors.contains("return 1 / x  # here"), "\(outcome)")
    }

    @Test func scriptsAreReadAsPythonReadsThem() throws {
        let take = { (path: String) in "run_python(\"\(path)\", take: [\"x\"])[\"x\"]" }
        let project = try Self.project(
            "%% a\nprint(\(take("bom.py")), \(take("old.py")))\n%% b\nrun_python(\"end.py\")\n", ["end.py": "import sys\nsys.exit(3)\n"])
        defer { project.remove() }
        try (Data([0xEF, 0xBB, 0xBF]) + Data("x = 'é'\n".utf8)).write(to: project.folder.appendingPathComponent("bom.py"))
        try (Data("# -*- coding: latin-1 -*-\nx = '".utf8) + Data([0xE9]) + Data("'\n".utf8))
            .write(to: project.folder.appendingPathComponent("old.py"))
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.output.contains("é é\n"), "\(outcome)")
        #expect(outcome.errors.contains("E644") && outcome.errors.contains("exit(3)"), "\(outcome.errors)")
    }

    /// The last value is shown as Python's own prompt shows it, frames as tables, and what is neither by its class.
    @Test(arguments: ["", "(isolate: true)"]) func lastValuesAreShown(option: String) throws {
        let values = [
            ("(1, None, True)", "(1, None, True)"), ("2 ** 70", "1180591620717411303424"), ("np.array([1 + 2j])", "array([1.+2.j])"),
            ("pd.DataFrame({'a': [[1], 'x']})", "[1]"), ("pd.Series(['u', 'v', 'u'], name='s').value_counts()", "u"),
            ("pd.DataFrame({'a': [1, 2]}).dtypes", "int64"), ("type('Own', (dict,), {'__repr__': lambda self: 'own text'})()", "own text"),
            ("np.arange(8).reshape(2, 2, 2)", "[[[0, 1]"),
        ]
        let cells = values.enumerated().map { "%% python c\($0.offset) \(option)\nimport numpy as np, pandas as pd\n\($0.element.0)\n" }
        let project = try Self.project(cells.joined())
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let shown = outcome.output.components(separatedBy: "── c").dropFirst()
        #expect(shown.count == values.count)
        for (part, value) in zip(shown, values) { #expect(part.contains(value.1), "\(value.0): \(part)") }
    }

    // MARK: Without a Python

    /// A copy of the program far from the project's environment, with no other to be found.
    @Test func withoutAPythonThereIsOneClearMessage() throws {
        let project = try Self.project("%% a\nuse python \"math\" as m\nm.sqrt(4.0)\n", [
            "cell.segnb": "%% python a\nx = (\n", "plain.segnb": "%% a\nprint(1 + 1)\n",
        ])
        defer { project.remove() }
        let program = project.folder.appendingPathComponent("segnb")
        try FileManager.default.copyItem(at: ProgramProcess.program, to: program)
        let nowhere = ["SEGNB_PYTHON": "/nonexistent/python", "PATH": "/nonexistent", "VIRTUAL_ENV": ""]
        func run(_ arguments: [String]) throws -> ProgramProcess.Outcome {
            try ProgramProcess.run(arguments, in: project.folder, executable: program, environment: nowhere)
        }
        let used = try run(["run", "nb.segnb"])
        #expect(used.status == 1, "\(used)")
        #expect(used.errors.contains("E420") && used.errors.contains("SEGNB_PYTHON is \"/nonexistent/python\""), "\(used.errors)")
        // What can't be looked at is no mistake; running it says what is missing.
        let checked = try run(["check", "cell.segnb"])
        #expect(checked.status == 0 && checked.output.contains("nothing found"), "\(checked)")
        let cell = try run(["run", "cell.segnb"])
        #expect(cell.status == 1 && cell.errors.contains("E420"), "\(cell.errors)")
        #expect(try run(["run", "plain.segnb"]).output.contains("2\n"))
        #expect(try run(["doctor"]).output.contains("which is no Python that can be loaded"))
    }

    // MARK: Stopped cells

    /// A cell that takes too long says where it was, in this process and in one of its own.
    @Test(arguments: [("", "E391"), (", isolate: true", "E654")])
    func aCellThatTakesTooLongKeepsItsPlace(option: String, code: String) throws {
        let project = try Self.project("%% a\n1\n%% python slow (timeout: 1s\(option))\nn = 0\nwhile True:\n    n += 1\n")
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 4, "\(outcome.errors)")
        #expect(["nb.segnb:5:1", "nb.segnb:6:5"].contains { outcome.errors.contains("\($0) in cell \"slow\"") } && outcome.errors.contains(code), "\(outcome.errors)")
        #expect(outcome.errors.contains("nb.segnb:5, in <module>") || outcome.errors.contains("nb.segnb:6, in <module>"), "\(outcome.errors)")
        #expect(outcome.errors.contains("'timeout:' says how long"), "\(outcome.errors)")
    }

    /// What waits for the system is woken, and the cells that don't need it run.
    @Test(arguments: [
        "import time\ntime.sleep(1e6)", "import threading\nthreading.Event().wait()", "import subprocess\nsubprocess.run(['sleep', '1000000'])",
    ]) func waitingEndsWithItsTime(code: String) throws {
        let project = try Self.project("%% python slow (timeout: 1s)\n\(code)\n%% b\nprint(\"went on\")\n")
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 4 && outcome.output.contains("went on"), "\(outcome)")
        #expect(outcome.errors.contains("E391") && outcome.errors.contains("nb.segnb:3, in <module>"), "\(outcome.errors)")
    }

    /// A function of the notebook's own code waits too.
    @Test func callsThatWaitEndWithTheirTime() throws {
        let project = try Self.project(
            "%% slow (timeout: 1s)\nuse python \"time\" as time\ntime.sleep(1000000)\n%% b\nprint(\"went on\")\n")
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 4 && outcome.output.contains("went on"), "\(outcome)")
    }

    /// What can't be woken is left behind: the run ends, with all that it knows written.
    @Test(arguments: ["1", "2"]) func aLibraryThatGoesOnIsLeftBehind(jobs: String) throws {
        let project = try Self.project(
            "%% a\nprint(\"before\")\n%% python slow (timeout: 1s, writes: [n])\nprint('in it')\nn = sum(range(10**14))\n%% b\nprint(n)\n")
        defer { project.remove() }
        let outcome = try ProgramProcess.run(
            ["run", "nb.segnb", "--results", "r.json", "--html", "r.html", "--jobs", jobs], in: project.folder)
        #expect(outcome.status == 4 && outcome.output.contains("in it"), "\(outcome)")
        #expect(outcome.errors.contains("E391") && outcome.errors.contains("did not stop within"), "\(outcome.errors)")
        let results = try String(contentsOf: project.folder.appendingPathComponent("r.json"), encoding: .utf8)
        #expect(results.contains("the run ended with cell \\\"slow\\\", which did not stop"), "\(results)")
        #expect(FileManager.default.fileExists(atPath: project.folder.appendingPathComponent("r.html").path))
    }

    /// Ending the process at once would take the whole run along.
    @Test func exitingAtOnceEndsTheCellOnly() throws {
        let project = try Self.project("%% python a\nimport os\nos._exit(3)\n%% b\nprint(\"went on\")\n")
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 1 && outcome.output.contains("went on"), "\(outcome)")
        #expect(outcome.errors.contains("E644") && outcome.errors.contains("nb.segnb:3, in <module>"), "\(outcome.errors)")
    }

    /// A pool of threads that sleep does not keep a run that was stopped.
    @Test func poolsOfThreadsDoNotHoldAStoppedRun() throws {
        let code = "from concurrent.futures import ThreadPoolExecutor\nimport time\nThreadPoolExecutor(2).submit(time.sleep, 1e5)\nwhile True: pass"
        let project = try Self.project("%% python slow (timeout: 1s)\n\(code)\n")
        defer { project.remove() }
        #expect(try ProgramProcess.run(["run", "nb.segnb"], in: project.folder).status == 4)
    }

    /// A cell that raises it by itself has failed; nobody interrupted the run.
    @Test func interruptsOfItsOwnAreErrors() throws {
        let project = try Self.project("%% python a\nraise KeyboardInterrupt\n%% b\nprint(\"went on\")\n")
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 1 && outcome.output.contains("went on") && outcome.errors.contains("E641"), "\(outcome)")
    }

    /// Random numbers begin from the seed, in each cell anew, however the module came in.
    @Test func randomNumbersOfPythonRepeat() throws {
        let project = try Self.project("""
            %% python a (writes: [x])
            import random
            import numpy as np
            x = [random.random(), float(np.random.rand())]
            %% b
            use python "numpy.random" as r
            print(x, r.rand())
            %% python c (isolate: true)
            import numpy as np
            np.random.rand()

            """)
        defer { project.remove() }
        let first = try ProgramProcess.run(["run", "nb.segnb", "--no-cache"], in: project.folder)
        #expect(first.status == 0, "\(first.errors)")
        #expect(try ProgramProcess.run(["run", "nb.segnb", "--no-cache"], in: project.folder).output == first.output)
    }

    @Test func randomNumbersOfProgramsRepeat() throws {
        let project = try Self.project("", ["p.seg": "use python \"numpy.random\" as r\nprint(r.rand())\n"])
        defer { project.remove() }
        let first = try ProgramProcess.run(["run", "p.seg"], in: project.folder)
        #expect(first.status == 0, "\(first.errors)")
        #expect(try ProgramProcess.run(["run", "p.seg"], in: project.folder).output == first.output)
    }

    /// Loops go over whatever Python's loops go over, and no further than they need.
    @Test func loopsGoOverIterators() throws {
        let module = """
            import itertools
            class Odd:
                def __len__(self): return 9
                def __getitem__(self, k): return -k
                def __iter__(self): return iter([10, 20])
            def gen(): yield from itertools.count(5)

            """
        let project = try Self.project("""
            %% a
            use python "its.py" as its
            for x in its.Odd() { print(x) }
            for x in its.gen() {
              if x > 6 { break }
              print(x)
            }

            """, ["its.py": module])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--quiet"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let shown = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder).output
        #expect(shown.contains("10\n20\n5\n6\n"), "\(shown)")
    }

    /// A Python that was asked for by name is taken, or its lack is said.
    @Test func theOptionNamesThePython() throws {
        let project = try Self.project("%% python a\nimport sys\nprint(sys.prefix)\n")
        defer { project.remove() }
        let environment = ProgramProcess.root.path + "/.venv"
        let named = try ProgramProcess.run(["run", "nb.segnb", "--python", environment], in: project.folder)
        #expect(named.status == 0 && named.output.contains(".venv"), "\(named)")
        let nowhere = try ProgramProcess.run(["run", "nb.segnb", "--python", "/bin/true"], in: project.folder)
        #expect(nowhere.status == 1 && nowhere.errors.contains("SEGNB_PYTHON is \"/bin/true\""), "\(nowhere)")
    }

    /// A name of a cell with a mistake is not missed by the Python below.
    @Test func namesOfCellsWithMistakesAreNotMissed() throws {
        let project = try Self.project("%% a\nlet t = nowhere\n%% python b (reads: [t])\nt\n%% sql c\nselect * from t\n")
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["check", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 2 && outcome.errors.components(separatedBy: "E201").count == 2, "\(outcome)")
    }

    // MARK: Processes that stay

    private static let pids = """
        %% python a (isolate: true, writes: [first])
        import os
        first = os.getpid()
        %% python b (isolate: true, writes: [second])
        import os, pathlib
        second = os.getpid()
        pathlib.Path("pid.txt").write_text(str(second))
        %% same
        print(first == second)
        """

    @Test func aProcessServesTheCellsOfARunAndEndsWithIt() throws {
        let project = try Self.project(Self.pids)
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.output.contains("true\n"), "\(outcome)")
        #expect(try Self.isGone(project))
    }

    @Test(arguments: [SIGKILL, SIGTERM]) func aProcessThatWaitsEndsWithTheProgram(signal: Int32) throws {
        let project = try Self.project(Self.pids + "\n%% forever\nwhile true { }\n")
        defer { project.remove() }
        let process = Process()
        process.executableURL = ProgramProcess.program
        process.arguments = ["run", "nb.segnb", "--workspace", "work"]
        process.currentDirectoryURL = project.folder
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["SEGNB_PYTHON": ProgramProcess.root.path + "/.venv"]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<1200 where try Self.pid(project) == nil { usleep(50_000) }
        let pid = try #require(try Self.pid(project))
        usleep(300_000)
        #expect(kill(pid, 0) == 0, "it waits for the next call")
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(try Self.isGone(project))
    }

    private static func pid(_ project: CacheTests.Project) throws -> Int32? {
        let path = project.folder.appendingPathComponent("pid.txt").path
        return FileManager.default.contents(atPath: path).flatMap { Int32(String(decoding: $0, as: UTF8.self)) }
    }

    /// Whether the process is gone, some moments later at most.
    private static func isGone(_ project: CacheTests.Project) throws -> Bool {
        let pid = try #require(try pid(project))
        for _ in 0..<200 {
            if kill(pid, 0) != 0 { return true }
            // Nobody may collect what has ended: that is gone too.
            let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
            if let state, let end = state.lastIndex(of: ")"), state[end...].dropFirst(2).first == "Z" { return true }
            usleep(50_000)
        }
        return false
    }

    /// What a module does when it is loaded is contained where a cell loads it.
    @Test func aModuleThatCrashesWhenLoadedIsContained() throws {
        let project = try Self.project(
            "%% python a (isolate: true)\nimport wild\n%% b\nprint(\"goes on\")\n",
            ["wild.py": "import ctypes\nctypes.string_at(0)\n"])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 1 && outcome.errors.contains("E651") && outcome.errors.contains("wild.py:2"), "\(outcome.errors)")
        #expect(outcome.output.contains("goes on"))
    }
}
