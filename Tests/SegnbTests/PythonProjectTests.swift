import Foundation
import Testing

/// Modules of the notebook's folders that are edited while they are in use, and learners that lie in them.
@Suite struct PythonProjectTests {
    private func run(_ files: [String: String], _ main: String = "main.seg", _ arguments: [String] = []) throws -> ProgramProcess.Outcome {
        let project = try CacheTests.Project(files)
        defer { project.remove() }
        return try ProgramProcess.run(["run", main] + arguments, in: project.folder)
    }

    private static let writer = """
        import os
        def put(name, text):
            with open(os.path.join(os.path.dirname(__file__), name), "w") as file: file.write(text)

        """

    @Test func filesOfOneNameStayApart() throws {
        let outcome = try run([
            "features.py": "from base import Z\ndef who(): return 'one %d' % Z\n", "base.py": "Z = 1\n", "writer.py": Self.writer,
            "other/features.py": "def who(): return 'two'\n",
            "main.seg": """
            use python "features.py" as f
            use python "other/features.py" as g
            use python "writer.py" as w
            print(f.who(), g.who())
            w.put("base.py", "Z = 2\\n")
            print(f.who(), g.who(), f.who(isolate: true), g.who(isolate: true))
            w.put("other/features.py", "def who(): return 'three'\\n")
            print(f.who(), g.who())

            """,
        ])
        #expect(outcome.output == "one 1 two\none 2 two one 2 two\none 2 three\n", "\(outcome)")
    }

    /// What a function imports late, and what a cell imports and then writes.
    @Test func editsAreSeenHoweverAModuleWasLoaded() throws {
        let outcome = try run([
            "late.py": "def late():\n    import inner\n    return inner.Z\n", "inner.py": "Z = 1\n", "writer.py": Self.writer,
            "main.seg": """
            use python "late.py" as l
            use python "writer.py" as w
            print(l.late())
            for z in 2..<5 {
              w.put("inner.py", "Z = \\(z)\\n")
              print(l.late(), l.late(isolate: true))
            }

            """,
        ])
        #expect(outcome.output == "1\n2 2\n3 3\n4 4\n", "\(outcome)")
        for option in ["", ", isolate: true"] {
            let cells = try run(
                [
                    "inner.py": "Z = 1\n",
                    "nb.segnb": """
                    %% python a (writes: [v]\(option))
                    import inner
                    v = inner.Z
                    open("inner.py", "w").write("Z = 500\\n")
                    %% python b (reads: [v]\(option))
                    import inner
                    print(v, inner.Z)

                    """,
                ], "nb.segnb")
            #expect(cells.output.contains("1 500"), "\(cells)")
        }
    }

    /// A function that was taken out before, as a step or to be called, is the one that its module has now.
    @Test func functionsFollowTheirModules() throws {
        let outcome = try run([
            "answers.py": "def answer(t): return 'old'\n", "writer.py": Self.writer,
            "main.seg": """
            use python "answers.py" as a
            use python "writer.py" as w
            let answer = a.answer
            let t = sql("select 1 as x", tables: [:])
            w.put("answers.py", "def answer(t): return 'new'\\n")
            print(answer(t), answer(1), a.answer(1))

            """,
        ])
        #expect(outcome.output == "new new new\n", "\(outcome)")
    }

    /// A learner that was made before an edit is of the class that its module has when it is trained, also where a pipeline holds it.
    @Test func learnersFollowTheirModules() throws {
        let learner = """
            from sklearn.base import BaseEstimator, RegressorMixin
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import FunctionTransformer
            def shift(X): return X + 0
            class Constant(RegressorMixin, BaseEstimator):
                def __init__(self, add=0): self.add = add
                def fit(self, X, y):
                    self.count_ = len(y)
                    return self
                def predict(self, X): return [1000 + self.add] * len(X)
            def held(): return make_pipeline(FunctionTransformer(shift), Constant(7))

            """
        let outcome = try run([
            "learner.py": learner, "writer.py": Self.writer,
            "main.seg": """
            use python "learner.py" as own
            use python "writer.py" as w
            let task = load("\(ProgramProcess.root.path)/examples/data/penguins.csv") |> as_task(target: .body_mass_g, features: [.flipper_length_mm])
            let plain = own.Constant(add: 5)
            let held = own.held()
            let birds = load("\(ProgramProcess.root.path)/examples/data/penguins.csv")
            func level(learner) { (task |> train(learner)).predict(birds).prediction.mean() }
            print(level(plain), level(held))
            w.put("learner.py", \(String(reflecting: learner.replacingOccurrences(of: "1000", with: "3000"))))
            print(level(plain), level(held))

            """,
        ])
        #expect(outcome.output == "1005.0 1007.0\n3005.0 3007.0\n", "\(outcome)")
    }

    /// A file that is gone is said where its module is used, one that became a package is loaded from there.
    @Test(arguments: ["", "isolate: true"]) func modulesThatMoveAreFound(option: String) throws {
        let outcome = try run([
            "user.py": "import inner\ndef g(): return inner.f()\n", "inner.py": "def f(): return 1\n",
            "writer.py": Self.writer + "def away(name): os.remove(os.path.join(os.path.dirname(__file__), name))\ndef folder(name): os.mkdir(os.path.join(os.path.dirname(__file__), name))\n",
            "main.seg": """
            use python "user.py" as u
            use python "writer.py" as w
            print(u.g(\(option)))
            w.away("inner.py")
            print(try { u.g(\(option)) } catch e { e.code + e.message.contains("inner").string() })
            w.folder("inner")
            w.put("inner/__init__.py", "from .part import f\\n")
            w.put("inner/part.py", "def f(): return 2\\n")
            print(u.g(\(option)))
            w.put("inner/part.py", "def f(): return 3\\n")
            print(u.g(\(option)))

            """,
        ])
        #expect(outcome.output == "1\nE643true\n2\n3\n", "\(outcome)")
    }

    @Test func whatCannotBeLoadedIsAnErrorWhereItIsUsed() throws {
        let outcome = try run([
            "broken.py": "def f(x): return x\n", "user.py": "from broken import f\ndef g(): return f(2)\n", "other.py": "def h(): return 7\n",
            "writer.py": Self.writer,
            "main.seg": """
            use python "broken.py" as b
            use python "user.py" as u
            use python "other.py" as o
            use python "writer.py" as w
            print(b.f(1), u.g(), o.h())
            for text in ["def f(x:\\n", "X = 1 / 0\\n", "import no_such_module\\n"] {
              w.put("broken.py", text)
              print(o.h())
              for use in [{ b.f(1) }, { b.f(1) }, { u.g() }] {
                print(try { use() } catch e { e.code })
              }
            }
            w.put("broken.py", "def f(x): return x + 40\\n")
            print(b.f(1), u.g(), o.h())

            """,
        ])
        let expected = ["E642", "E641", "E643"].map { "7\n\($0)\n\($0)\n\($0)\n" }.joined()
        #expect(outcome.output == "1 2 7\n" + expected + "41 42 7\n", "\(outcome)")
    }

    /// Of a package whose parts import each other the text at fault is named, and once it is mended all goes on.
    @Test func aBrokenPartOfAPackageIsNamed() throws {
        let outcome = try run([
            "feat/__init__.py": "from .build import build\n", "feat/build.py": "from .utils import clean\ndef build(x): return clean(x)\n",
            "feat/utils.py": "def clean(x): return x + 1\n", "writer.py": "def put(name, text):\n    open(name, 'w').write(text)\n",
            "main.seg": """
            use python "feat.build" as b
            use python "writer.py" as w
            print(b.build(1))
            w.put("feat/utils.py", "def clean(x) return x\\n")
            for turn in 0..<2 { print(try { b.build(1) } catch e { e.message.contains("utils.py:1:") }) }
            w.put("feat/utils.py", "def clean(x): return x + 10\\n")
            print(b.build(1))

            """,
        ], "main.seg")
        #expect(outcome.output == "2\ntrue\ntrue\n11\n", "\(outcome)")
    }

    /// What shared cells give to others is what it is then.
    @Test(arguments: [[], ["--jobs", "2"]]) func sharedCellsGoOnInOneNamespace(arguments: [String]) throws {
        let notebook = """
            %% python a (writes: [total, rows], shared: true)
            import math
            total, rows = {1}, [1, 2]
            def grow(): rows.append(len(rows) * scale)
            %% first
            print(rows.count())
            %% python apart (reads: [rows])
            rows.append(99)
            print(len(rows), "math" in globals())
            %% python b (reads: [total, rows], writes: [rows], shared: true)
            scale = 10
            total.add(2)
            grow()
            %% given
            let offset = 5
            %% python c (reads: [total, rows, offset], shared: true)
            print(total, rows, offset, math.floor(2.5))
            %% sum
            print(rows.sum())
            %% python bad (shared: true)
            1 / 0

            """
        let outcome = try run(["nb.segnb": notebook], "nb.segnb", arguments)
        for text in ["── first ───", "\n2\n", "3 False", "{1, 2} [1, 2, 20] 5 2", "\n23\n"] {
            #expect(outcome.output.contains(text), "\(text): \(outcome)")
        }
        #expect(outcome.status == 1 && outcome.errors.contains("E641"), "\(outcome.errors)")
        for option in ["isolate: true", "cache: true"] {
            let refused = try run(["nb.segnb": "%% python a (shared: true, \(option))\n1\n"], "nb.segnb")
            #expect(refused.status == 2 && refused.errors.contains("E614"), "\(refused)")
        }
    }

    /// A fit that waits, on whichever thread, holds neither a limit nor the cells below for long.
    @Test(arguments: ["1", "2"]) func fitsThatWaitEndWithTheirTime(threads: String) throws {
        let start = Date()
        let outcome = try run(
            [
                "learner.py": "import time\nclass Slow:\n    def fit(self, X, y): time.sleep(50)\n    def predict(self, X): return [0.0] * len(X)\n",
                "nb.segnb": """
                %% data
                use python "learner.py" as own
                let birds = load("\(ProgramProcess.root.path)/examples/data/penguins.csv")
                let task = birds |> as_task(target: .body_mass_g, features: [.flipper_length_mm])
                let slow = own.Slow()
                %% fits (timeout: 1s)
                task |> cross_validate(["slow": slow], folds: 4)

                """,
            ], "nb.segnb", ["--threads", threads])
        #expect(outcome.status == 4 && outcome.errors.contains("E391"), "\(outcome)")
        #expect(Date().timeIntervalSince(start) < 40, "the sleep was not waited for")
    }

    private static let study = """
        %% data
        use python "learner.py" as own
        let birds = load("\(ProgramProcess.root.path)/examples/data/penguins.csv") |> filter(.sex != nil)
        let task = birds |> as_task(target: .body_mass_g, features: [.flipper_length_mm, .bill_length_mm, .species])
        let segs = task |> segment(by: .species, min_rows: 20)
        %% fits
        let s = task |> cross_validate(["own": one_hot(categorical()) |> then(own.Noisy()), "held": one_hot(categorical()) |> then(own.held())], over: segs, scopes: ["pooled", "local"], folds: 3)
        print(["own local", "own pooled", "held local", "held pooled"].map({ arm in score(s, rmse, arm: arm) }))
        %% other
        print("nothing of Python")
        %% python drawn
        import random
        print("drawn", random.random())

        """
    private static let learner = """
        import random
        import numpy as np
        from sklearn.base import BaseEstimator, RegressorMixin
        from sklearn.pipeline import make_pipeline
        class Noisy(RegressorMixin, BaseEstimator):
            def fit(self, X, y):
                print("fitted", len(X))
                self.mean_ = float(np.mean(y)) + random.random() * 50 + np.random.rand() * 50
                return self
            def predict(self, X): return self.mean_ + 200 * np.random.rand(len(X)) + 100 * random.random()
        class Shaken(BaseEstimator):
            def fit(self, X, y=None): return self
            def transform(self, X): return X + np.random.rand(*X.shape)
        def held(): return make_pipeline(Shaken(), Noisy())

        """

    /// Also where it draws from the generators that all of a process share, by itself or within something of a library.
    @Test func aLearnerOfOnesOwnGivesTheSameBitsAndPrintsInItsCell() throws {
        let runs = try [["--threads", "1"], ["--threads", "2"], ["--threads", "2", "--jobs", "2"]].map { arguments in
            try run(["nb.segnb": Self.study, "learner.py": Self.learner], "nb.segnb", arguments + ["--no-cache"]).output
        }
        #expect(runs[0].contains("drawn 0."), "\(runs[0])")
        func figures(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.hasPrefix("fitted") } }
        #expect(figures(runs[0]) == figures(runs[1]) && figures(runs[1]) == figures(runs[2]), "\(runs)")
        for text in runs {
            let cells = text.components(separatedBy: "── ")
            for cell in cells.dropFirst() {
                #expect(cell.contains("fitted") == cell.hasPrefix("fits "), "\(text)")
            }
            #expect(cells.first { $0.hasPrefix("fits ") }?.components(separatedBy: "fitted").count == 25, "3 folds of 3 segments and the root, twice")
        }
    }

    /// A saved model runs the project's code, which nothing in the cell names.
    @Test func aModelWithCodeOfTheProjectFollowsIt() throws {
        let code = { (shift: Int) in
            """
            class Mean:
                def fit(self, X, y):
                    self.m = float(y.mean())
                    return self
                def predict(self, X):
                    return [self.m + \(shift)] * len(X)

            """
        }
        let project = try CacheTests.Project([
            "mine.py": code(0),
            "make.segnb": """
            %% a
            use python "mine.py" as mine
            let task = table(x: [1.0, 2, 3], y: [1.0, 2, 3]) |> as_task(target: .y)
            save(train(task, mine.Mean()), "own.segmodel", pickle: true)
            """,
            "use.segnb": """
            %% a
            let m = load_model("own.segmodel", pickle: true)
            print(predict(m, table(x: [1.0])).prediction[0])
            """,
        ])
        defer { project.remove() }
        #expect(try ProgramProcess.run(["run", "make.segnb"], in: project.folder).status == 0)
        for shift in [0, 1000] {
            try project.write("mine.py", code(shift))
            let outcome = try ProgramProcess.run(["run", "use.segnb"], in: project.folder)
            #expect(outcome.output.contains("\(2 + shift).0"), "\(outcome.output)\(outcome.errors)")
        }
    }
}
