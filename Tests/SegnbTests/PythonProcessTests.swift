import Foundation
import Testing

/// Python as a process sees it: its beginning, its end, and the processes that it starts.
@Suite struct PythonProcessTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("segnb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func run(
        _ notebook: String, python: String = "", _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> ProgramProcess.Outcome {
        try Data(notebook.utf8).write(to: folder.appendingPathComponent("nb.segnb"))
        try Data(python.utf8).write(to: folder.appendingPathComponent("code.py"))
        return try ProgramProcess.run(["run", "nb.segnb"] + arguments, in: folder, environment: environment)
    }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }

    private static let use = "%% a\nuse python \"code.py\" as code\n"

    // MARK: The end

    @Test func aThreadThatSleepsDoesNotHoldTheEndUp() throws {
        let start = ContinuousClock.now
        let outcome = try run(
            Self.use + "code.sleep()",
            python: "import threading, time\ndef sleep():\n    threading.Thread(target=time.sleep, args=(300,), daemon=True).start()\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        // The promise is a second; the machine may be busy.
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func functionsOfAtexitRun() throws {
        let outcome = try run(
            Self.use + "code.register()",
            python: """
                import atexit, pathlib
                def register():
                    atexit.register(lambda: pathlib.Path("end.txt").write_text("ended"))
                    atexit.register(print, "goodbye")
                """)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(text("end.txt") == "ended")
        #expect(outcome.output.hasSuffix("goodbye\n"), "\(outcome.output)")
    }

    @Test func aRunThatFailsKeepsItsCode() throws {
        let outcome = try run(Self.use + "code.fail()", python: "def fail():\n    raise ValueError('no')\n")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("E641"))
    }

    // MARK: Processes of Python's own

    @Test func poolsOfProcessesFindTheModule() throws {
        let outcome = try run(
            Self.use + "print(code.pool())\nprint(code.jobs())\nprint(code.executable())",
            python: """
                import sys
                from concurrent.futures import ProcessPoolExecutor
                def square(n):
                    return n * n
                def pool():
                    with ProcessPoolExecutor(2) as workers:
                        return list(workers.map(square, range(4)))
                def jobs():
                    import joblib
                    return joblib.Parallel(n_jobs=2)(joblib.delayed(square)(n) for n in range(4))
                def executable():
                    return sys.executable.rpartition("/")[2].startswith("python")
                """)
        #expect(outcome.output.contains("[0, 1, 4, 9]\n[0, 1, 4, 9]\ntrue"), "\(outcome.output)\(outcome.errors)")
    }

    // MARK: Which Python

    @Test func anEnvironmentWithoutPandasServesToo() throws {
        let venv = folder.appendingPathComponent("bare")
        let python = ProgramProcess.root.appendingPathComponent(".venv/bin/python")
        _ = try ProgramProcess.run(["-m", "venv", "--without-pip", venv.path], in: folder, executable: python)
        let outcome = try run(
            Self.use + """
            let made = code.make()
            print(code.total(made))
            print(code.where())
            print(code.total(made, isolate: true))
            print(code.pandas())
            """,
            python: """
                import sys
                def make():
                    return [1, 2.5, "é", None]
                def total(values):
                    return len(values)
                def where():
                    return sys.prefix.rpartition("/")[2]
                def pandas():
                    import pandas
                """, environment: ["SEGNB_PYTHON": venv.path])
        #expect(outcome.output.contains("4\nbare\n4\n"), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("E643") && outcome.errors.contains("pip install pandas"), "\(outcome.errors)")
    }

    // MARK: Isolated cells

    /// A crash that takes the program along: results, report and record say what it was, and where.
    @Test(arguments: ["ctypes.string_at(0)", "os.abort()", "__import__('signal').raise_signal(11)"]) func aCrashOfTheProgramHasAReason(code: String) throws {
        let outcome = try run(
            "%% a\nprint(\"before\")\n%% python b\nimport ctypes, os\nprint(\"in it\")\n\(code)\n%% c\nprint(\"after\")\n",
            ["--results", "r.json", "--html", "r.html", "--workspace", "w"])
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.errors.contains("error[E393]: the program crashed in this cell") && outcome.errors.contains("nb.segnb:3:"), "\(outcome.errors)")
        // What was printed a moment before is not lost.
        #expect(outcome.output.contains("in it\n"), "\(outcome.output)")
        let results = text("r.json")
        for part in ["\"in it", "\"crashed: ", "the program crashed before it", "\"failed\""] { #expect(results.contains(part), "\(part): \(results)") }
        #expect(text("r.html").contains("the program crashed in this cell"))
        let shown = try ProgramProcess.run(["show", "last", "--workspace", "w"], in: folder)
        #expect(shown.output.contains("failed") && shown.errors.contains("E393"), "\(shown)")
    }

    @Test func aCrashEndsTheCellAlone() throws {
        let outcome = try run(
            """
            %% python fine (writes: [n], isolate: true)
            print("said")
            n = 7
            %% use
            print(n + 1)
            %% python crash (isolate: true, memory: "1GB")
            import ctypes
            ctypes.string_at(0)
            %% pure
            let m = n * 2
            print(m)
            """)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("E651") && outcome.errors.contains("segmentation fault"), "\(outcome.errors)")
        #expect(outcome.errors.contains("nb.segnb:8"), "\(outcome.errors)")
        for line in ["said", "8", "14"] { #expect(outcome.output.contains(line + "\n"), "\(outcome.output)") }
    }

    @Test func aCellsTimeAppliesToItsProcess() throws {
        let outcome = try run("%% python slow (isolate: true, timeout: 1s)\nwhile True: pass\n")
        #expect(outcome.status == 4, "\(outcome.errors)")
    }

    @Test func programsKeepTheOrderOfWhatIsPrinted() throws {
        try Data("import os\ndef f():\n    print('1')\n    os.system('echo 2')\n    print('3')\n".utf8).write(to: folder.appendingPathComponent("m.py"))
        try Data("use python \"m.py\" as m\nprint(\"0\")\nm.f()\nprint(\"4\")\n".utf8).write(to: folder.appendingPathComponent("main.seg"))
        let outcome = try ProgramProcess.run(["run", "main.seg"], in: folder)
        #expect(outcome.output == "0\n1\n2\n3\n4\n", "\(outcome)")
    }

    @Test func scriptsRunByThemselvesToo() throws {
        let outcome = try run(
            """
            %% a
            let out = run_python("code.py", with: ["n": 3], take: ["m"], isolate: true)
            print(out["m"])
            %% b
            run_python("code.py", with: ["n": 0], take: ["m"], isolate: true)
            """, python: "import os\nif n == 0: os._exit(9)\nm = n * 2\n")
        #expect(outcome.output.contains("6\n"), "\(outcome.output)")
        #expect(outcome.errors.contains("E652") && outcome.errors.contains("code 9"), "\(outcome.errors)")
    }

    @Test(arguments: [
        ("%% a (isolate: true)\n1", "E614"), ("%% python a (isolate: 3)\n1", "E614"),
        ("%% python a (isolate: true, memory: \"much\")\n1", "E614"),
        ("%% a\nrun_python(\"code.py\", isolate: 3)", "E2"),
    ]) func optionsThatDoNotFitAreRefused(notebook: String, code: String) throws {
        let outcome = try run(notebook)
        #expect(outcome.status == 2 && outcome.errors.contains(code), "\(outcome.errors)")
    }

    // MARK: What is shown

    @Test func htmlOfObjectsIsTamed() throws {
        let outcome = try run(
            """
            %% python a
            class Page:
                def __repr__(self): return "Page<plain>"
                def _repr_html_(self): return "<b onclick='x()'>bold</b><script>alert(1)</script><img src='http://far.away/x.png'>"
            Page()
            """, ["--html", "r.html"])
        #expect(outcome.output.contains("Page<plain>"))
        let page = text("r.html")
        #expect(page.contains("<div class=\"page\"><b>bold</b><img></div>"))
        #expect(!page.contains("<script>alert"))
        #expect(page.components(separatedBy: "<script").count == 2, "the page's own script only")
    }

    // MARK: Before the run

    @Test(arguments: [
        ("code.features(1)", nil), ("code.features(1, limit: 2)", nil), ("code.features(1, as: \"pandas\", isolate: true)", nil),
        ("code.features()", "needs an argument for \"df\""), ("code.features(1, 2, 3)", "takes at most 2 arguments"),
        ("code.features(1, limits: 2)", "did you mean 'limit'?"), ("code.features(1, df: 2)", "twice"),
        ("code.feature(1)", "did you mean 'features'?"), ("code.anything(1, 2, x: 3)", nil), ("code.Made(1)", nil),
        ("code.Made()", "needs an argument for \"size\""), ("code.decorated(1, 2, 3)", nil), ("code.keyword(1)", "\"must\""),
        ("code.features(1, as: \"pandsa\")", "did you mean 'pandas'?"), ("code.features(1, isolate: 5)", "true, false or limits"),
        ("let n = nil\ncode.features(1, as: nil, isolate: limits(time: 1s))", nil), ("1 |> code.features(limit: 3)", nil), ("let f = code.featurs", "did you mean 'features'?"),
    ] as [(String, String?)]) func callsAreCheckedByTheTextOfTheModule(call: String, problem: String?) throws {
        try Data((Self.use + call + "\n").utf8).write(to: folder.appendingPathComponent("nb.segnb"))
        let code = """
            import functools
            open("ran.txt", "w").write("x")
            def features(df, limit=3): return df
            def anything(*args, **options): return 1
            def keyword(a, *, must): return 1
            @functools.lru_cache
            def decorated(a): return 1
            class Made:
                def __init__(self, size): self.size = size
            """
        try Data(code.utf8).write(to: folder.appendingPathComponent("code.py"))
        let outcome = try ProgramProcess.run(["check", "nb.segnb"], in: folder)
        #expect(text("ran.txt") == "", "the module ran")
        if let problem {
            #expect(outcome.status != 0 && outcome.errors.contains(problem), "\(outcome.errors)")
        } else {
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    @Test func methodsThatBuiltinsAreCalledTooBelongToTheObject() throws {
        let python = """
            class Made:
                def sample(self, text): return text + "!"
                def score(self, a, b): return a + b
                def train(self, a, zebra): return a * zebra
                def head(self, text): return text.upper()
            def make(): return Made()
            """
        let outcome = try run(
            """
            %% a
            use python "code.py" as code
            let made = code.make()
            %% b
            func later(thing) { thing.head("x") }
            print(made.sample("abc"), made.score(1, 2), made.train(3, zebra: 2), later(made))
            """, python: python)
        #expect(outcome.status == 0 && outcome.output.contains("abc! 3 6 X"), "\(outcome.output)\(outcome.errors)")
        let wrong = try run("%% a\nuse python \"code.py\" as code\nlet t = [3, 1]\nt.head(\"x\")\n", python: python)
        #expect(wrong.status == 2 && wrong.errors.contains("E204"), "what is certainly no object is checked as ever")
    }

    @Test func whatCanNotBeKnownIsNotComplainedOf() throws {
        for code in ["from math import *\n", "def __getattr__(name): return len\n", "globals()['f'] = len\n"] {
            try Data((Self.use + "code.f([1])\n").utf8).write(to: folder.appendingPathComponent("nb.segnb"))
            try Data(code.utf8).write(to: folder.appendingPathComponent("code.py"))
            #expect(try ProgramProcess.run(["check", "nb.segnb"], in: folder).status == 0)
        }
    }

    // MARK: Lineage and studies

    private static let task = """
        let birds = load("\(ProgramProcess.root.path)/examples/data/penguins.csv") |> filter(.sex != nil)
        let task = birds |> as_task(target: .body_mass_g, features: [.flipper_length_mm, .bill_length_mm])

        """

    @Test func modelsKnowTheFilesOfPython() throws {
        let outcome = try run(
            "%% a\nuse python \"code.py\" as code\n" + Self.task
                + "save(train(task, code.Mean()), \"m.segmodel\", pickle: true)\n",
            python: """
                import helper_of_code
                class Mean:
                    def fit(self, X, y):
                        self.mean = y.mean()
                        return self
                    def predict(self, X):
                        return [self.mean] * len(X)
                """)
        #expect(outcome.errors.contains("helper_of_code"), "a module that is missing is named")
        try Data("X = 1\n".utf8).write(to: folder.appendingPathComponent("helper_of_code.py"))
        let again = try ProgramProcess.run(["run", "nb.segnb"], in: folder)
        #expect(again.status == 0, "\(again.errors)")
        let manifest = text("m.segmodel/manifest.json")
        #expect(manifest.contains("\"python\":") || manifest.contains("\"python\" :"), "\(manifest)")
        for file in ["python:code.py", "python:helper_of_code.py"] { #expect(manifest.contains(file), "\(manifest)") }
        // Its classes are found beside the notebook, also where nothing has used Python yet.
        let rows = "load(\"\(ProgramProcess.root.path)/examples/data/penguins.csv\") |> head(3)"
        let loaded = try ProgramProcess.run(["-e", "print(predict(load_model(\"m.segmodel\", pickle: true), \(rows)).count())"], in: folder)
        #expect(loaded.output == "3\n", "\(loaded)")
    }

    /// Fits move to worker processes once they wait for each other; figures stay the same.
    @Test func studiesOnManyThreadsGiveTheSameFigures() throws {
        let notebook =
            "%% a\nuse python \"code.py\" as code\n" + Self.task + """
            let species = task |> segment(by: .species, min_rows: 20)
            let study = task |> cross_validate(["slow": code.Slow()], over: species, scopes: ["local"], folds: 6)
            print(study.score(rmse, arm: "slow local"))
            """
        let python = """
            import numpy as np
            class Slow:
                def fit(self, X, y):
                    state = 0.0
                    for n in range(400_000):
                        state = (state * 31 + n) % 1009
                    self.offset = state / 1009
                    self.mean = float(np.mean(y)) + self.offset
                    return self
                def predict(self, X):
                    return np.full(len(X), self.mean)
            """
        let one = try run(notebook, python: python, ["--threads", "1"])
        let many = try run(notebook, python: python, ["--threads", "2"])
        #expect(one.status == 0, "\(one.errors)")
        #expect(one.output == many.output)
    }
}
