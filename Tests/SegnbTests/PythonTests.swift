import Foundation
import Testing

/// Python inside notebooks, and the program called from Python.
@Suite struct PythonTests {
    /// Runs a notebook beside a Python file.
    private func run(
        _ notebook: String, python: String, arguments: [String] = [], environment: [String: String] = [:],
        _ look: (URL) throws -> Void = { _ in }
    ) throws -> ProgramProcess.Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(notebook.utf8).write(to: folder.appendingPathComponent("nb.segnb"))
        try Data(python.utf8).write(to: folder.appendingPathComponent("code.py"))
        let outcome = try ProgramProcess.run(
            ["run", "nb.segnb", "--threads", "2"] + arguments, in: folder, environment: environment)
        try look(folder)
        return outcome
    }

    private static let data = ProgramProcess.root.path + "/examples/data/penguins.csv"

    private static let task = """
        let birds = load("\(data)") |> filter(.sex != nil)
        let task = birds |> as_task(target: .body_mass_g, features: [.flipper_length_mm, .bill_length_mm])
        """

    private static let forever = """
        class Forever:
            def fit(self, X, y):
                while True:
                    pass
            def predict(self, X):
                return X
        """

    /// Fits run on several threads, and every one of them has to be told.
    @Test func limitsStopPythonInEveryThread() throws {
        let outcome = try run(
            """
            %% study
            use python "code.py" as code
            \(Self.task)
            task |> cross_validate(code.Forever(), folds: 4, limits: limits(time: 300ms))
            """, python: Self.forever)
        #expect(outcome.status == 4, "\(outcome.errors)")
    }

    @Test func aFitThatTakesTooLongIsServedByItsParent() throws {
        let outcome = try run(
            """
            %% study
            use python "code.py" as code
            \(Self.task)
            let species = task |> segment(by: .species, min_rows: 20)
            task |> cross_validate(["g": prepare() |> ridge()], over: species, scopes: ["local"], folds: 2,
              overrides: [override("Adelie", learners: ["g": code.Forever()], limits: limits(time: 200ms))])
            """, python: Self.forever)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("'g' failed on Adelie, served by its parent"))
    }

    @Test func whatPythonPrintsStandsInOrder() throws {
        let outcome = try run(
            """
            %% first
            use python "code.py" as code
            print("before")
            code.say("from Python")
            print("after")
            %% python second
            print("in a cell", end="")
            %% third
            print("last")
            """, python: "def say(text):\n    print(text)\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let wanted = ["before", "from Python", "after", "in a cell", "last"]
        let lines = outcome.output.split(separator: "\n").map(String.init).filter { wanted.contains($0) }
        #expect(lines == wanted)
    }

    @Test func notebooksRunAndModelsPredictFromPython() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let notebook = """
            %% params
            param rounds: Int = 5
            %% model
            \(Self.task)
            save(train(task, gbdt(rounds: rounds)), "birds.segmodel")
            """
        try Data(notebook.utf8).write(to: folder.appendingPathComponent("nb.segnb"))
        let script = """
            import sys
            sys.path.insert(0, "\(ProgramProcess.root.path)/examples/python")
            import pandas as pd, segnb
            print(segnb.run("nb.segnb", params={"rounds": 7})["status"])
            scored = segnb.load_model("birds.segmodel").predict(pd.read_csv("\(Self.data)").dropna().head(4))
            print(list(scored.columns), len(scored))
            try:
                segnb.run("nb.segnb", params={"rounds": "many"})
            except segnb.SegnbError as error:
                print(error.code)
            """
        let python = ProgramProcess.root.appendingPathComponent(".venv/bin/python")
        let outcome = try ProgramProcess.run(["-c", script], in: folder, executable: python)
        #expect(outcome.output == "done\n['segment', 'served_by', 'prediction'] 4\n2\n", "\(outcome.errors)")
    }

    /// Exceptions that can't be put into words, and attributes that fail while they are asked for.
    @Test func errorsOfOddClassesAreTold() throws {
        let outcome = try run(
            """
            %% a
            use python "code.py" as code
            for work in [{ code.silent() }, { code.torn() }, { code.made.broken }, { code.made.absent }, { code.long() }] {
              print(try { work() } catch e { e.message })
            }
            """,
            python: """
                import datetime
                class Silent(Exception):
                    def __str__(self): raise ValueError("no words")
                def silent(): raise Silent()
                def torn(): raise ValueError("half \\ud800 of it")
                class Made:
                    @property
                    def broken(self): return self.part.whole
                    part = None
                made = Made()
                def long(): return datetime.timedelta(days=400000)
                """)
        for text in [
            "Silent: (its own words can't be had: ValueError)", "half \\ud800 of it", "has no attribute 'whole'", "has no field \"absent\"",
            "a duration is too long",
        ] {
            #expect(outcome.output.contains(text), "\(outcome)")
        }
    }

    @Test func parametersFromPythonKeepTheirKinds() throws {
        let project = try CacheTests.Project([
            "nb.segnb": "%% params\nparam names: [String] = [\"a\"]\nparam n: Int = 1\nparam xs: [Float] = [1.0]\nparam day: Date = date(\"2024-01-01\")\nparam wait: Duration = 1s\n%% a\nprint(names, n, xs, day, wait)\n"
        ])
        defer { project.remove() }
        let script = """
            import sys
            sys.path.insert(0, "\(ProgramProcess.root.path)/examples/python")
            import datetime, numpy, segnb
            given = {"names": ["b", "c d", "it's", "\\U0001f42d"], "n": numpy.int64(5), "xs": (1.5, 2), "day": datetime.date(2025, 2, 3),
                     "wait": datetime.timedelta(minutes=90)}
            print(segnb.run("nb.segnb", params=given)["cells"][-1]["output"])
            """
        let python = ProgramProcess.root.appendingPathComponent(".venv/bin/python")
        let outcome = try ProgramProcess.run(
            ["-c", script], in: project.folder, executable: python, environment: ["SEGNB_PROGRAM": ProgramProcess.program.path])
        #expect(outcome.output == "[\"b\", \"c d\", \"it's\", \"🐭\"] 5 [1.5, 2.0] 2025-02-03 90m\n", "\(outcome)")
    }

    /// However soon after the writer's call.
    @Test func aScriptThatWasJustWrittenIsLoadedAgain() throws {
        let project = try CacheTests.Project([
            "answers.py": "last = -1\ndef answer(): return last\n",
            "writer.py": """
            import os
            def write(number):
                path = os.path.join(os.path.dirname(__file__), "answers.py")
                with open(path + ".new", "w") as file: file.write("def answer(): return %d\\nlast = %d\\n" % (number, number))
                os.replace(path + ".new", path)
            def overwrite(number):
                with open(os.path.join(os.path.dirname(__file__), "answers.py"), "w") as file:
                    file.write("def answer(): return %d\\nlast = %d\\n" % (number, number))

            """,
            "main.seg": """
            use python "answers.py" as answers
            use python "writer.py" as writer
            var wrong = 0
            for i in 0..<150 {
              writer.write(2 * i)
              if answers.answer() != 2 * i { wrong += 1 }
              writer.overwrite(2 * i + 1)
              if answers.last != 2 * i + 1 { wrong += 1 }
            }
            print("\\(wrong) wrong")

            """,
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "main.seg"], in: project.folder)
        #expect(outcome.output.contains("0 wrong"), "\(outcome)")
    }
}
