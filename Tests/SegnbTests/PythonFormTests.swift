import Foundation
import Testing

/// The forms in which packages' code takes tables, and what labels of rows become.
@Suite struct PythonFormTests {
    private static func output(_ notebook: String, _ files: [String: String] = [:]) throws -> String {
        let table = "t.csv", project = try CacheTests.Project(
            files.merging([table: "a,b,k\n1,2,x\n2,3,y\n3,5,x\n4,9,y\n5,11,z\n", "nb.segnb": notebook]) { $1 })
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("──") }
    }

    /// scikit-learn's own code imports NumPy, and takes frames all the same.
    @Test func estimatorsTakeTables() throws {
        let text = try Self.output("""
            %% a
            use python "sklearn.linear_model" as linear
            use python "sklearn.preprocessing" as preprocessing
            use python "sklearn.model_selection" as selection
            use python "own.py" as own
            let t = load("t.csv")
            let x = t |> select([.a])
            let m = linear.LinearRegression().fit(x, t.b)
            print(round(m.score(x, t.b), 3), m.feature_names_in_)
            print(preprocessing.StandardScaler().fit_transform(x).column_names())
            print(count(selection.cross_val_score(linear.LinearRegression(), x, t.b, cv: 2)))
            print(own.Shift().fit_transform(x).a[0], round(own.model(t).predict(x)[4], 2))

            """, [
            "own.py": """
                import numpy as np
                from sklearn.base import BaseEstimator, TransformerMixin
                from sklearn.linear_model import LinearRegression
                class Shift(BaseEstimator, TransformerMixin):
                    def fit(self, X, y=None):
                        self.mean_ = X.mean()
                        return self
                    def transform(self, X):
                        return X - self.mean_
                def model(t: "pd.DataFrame"):
                    return LinearRegression().fit(t[["a"]], t["b"])

                """
        ])
        #expect(Self.lines(text) == ["0.96 [\"a\"]", "[\"x0\"]", "2", "-2.0 10.8"], "\(text)")
    }

    /// Labels that say more than positions come along, and the others stay away.
    @Test func labelsOfRowsAreColumns() throws {
        let text = try Self.output("""
            %% a
            use python "own.py" as own
            let t = load("t.csv")
            print(own.described(t).index[0], own.counts(t).column_names(), own.means(t).k, kind(own.doubled(t)))
            print(own.filtered(t).column_names(), own.dated(t).column_names(), own.both(t).column_names())
            %% python b (reads: [t], writes: [counts, doubled])
            counts = t["k"].value_counts().sort_index()
            doubled = t.set_index("k")["a"] * 2
            %% c
            print(counts.k, counts.count, kind(doubled))
            %% python d (reads: [counts])
            print(type(counts).__name__, counts["x"], counts.index.name)

            """, [
            "own.py": """
                import pandas as pd
                def described(t): return t[["a"]].describe()
                def counts(t): return t["k"].value_counts()
                def means(t): return t.groupby("k")["a"].mean()
                def doubled(t): return t.set_index("k")["a"] * 2
                def filtered(t): return t[t["a"] > 2]
                def dated(t): return t.set_index(pd.date_range("2024-01-01", periods=len(t)))[["a"]]
                def both(t): return t.groupby(["k", "b"])["a"].sum()

                """
        ])
        #expect(
            Self.lines(text) == [
                "count [\"k\", \"count\"] [\"x\", \"y\", \"z\"] Sequence", "[\"a\", \"b\", \"k\"] [\"index\", \"a\"] [\"k\", \"b\", \"a\"]",
                "[\"x\", \"y\", \"z\"] [2, 2, 1] Sequence", "Series 2 k",
            ], "\(text)")
    }

    @Test func annotatedArrowFormsAreGiven() throws {
        let text = try Self.output("""
            %% a
            use python "own.py" as own
            let t = load("t.csv")
            print(own.batch(t), own.array(t.a), own.batch(t |> filter(.a > 9)), own.parts(["q": t]))
            print(own.pair(t), own.mixed(t))

            """, [
            "own.py": """
                import pandas as pd
                import pyarrow as pa
                def batch(b: pa.RecordBatch): return type(b).__name__ + str(b.num_rows)
                def array(a: pa.Array): return str(isinstance(a, pa.Array)) + str(len(a))
                def parts(x: dict): return type(x["q"]).__name__
                def pair(columns: dict): return {"best": ("rf", 0.93)}
                def mixed(columns: dict): return {"levels": ["a", 1]}

                """
        ])
        #expect(
            Self.lines(text) == [
                "RecordBatch5 True5 RecordBatch0 DataFrame", "[\"best\": [\"rf\", 0.93]] [\"levels\": [\"a\", 1]]",
            ], "\(text)")
    }

    /// Methods that have the names of those that change a variable.
    @Test func methodsOfObjectsAreTheirOwn() throws {
        let text = try Self.output("""
            %% a
            use python "collections" as parts
            let q = parts.deque([1, 2])
            q.append(5)
            print(q.pop(), q)
            var r = parts.deque([7, 8])
            r.append(9)
            r.insert(0, 4)
            print(r.pop(), r)
            r.clear()
            var own = [1]
            own.append(2)
            print(r, own)

            """)
        #expect(Self.lines(text) == ["5 deque([1, 2])", "9 deque([4, 7, 8])", "deque([]) [1, 2]"], "\(text)")
    }

    /// Functions of a cell and of a script are found by the processes that are to call them.
    @Test func poolsOfProcessesFindFunctions() throws {
        let text = try Self.output("""
            %% python a
            from multiprocessing import Pool
            SCALE = 3
            def work(i): return i * SCALE
            with Pool(2) as pool: print(pool.map(work, range(3)))
            %% b
            run_python("script.py", take: [])
            %% python c (isolate: true)
            from concurrent.futures import ProcessPoolExecutor
            def work(i): return i + 1
            with ProcessPoolExecutor(1) as pool: print(list(pool.map(work, range(2))))

            """, [
            "script.py": """
                from multiprocessing import Pool, Process
                def work(i): return i * i
                def child(): print("child")
                if __name__ == "__main__":
                    with Pool(2) as pool: print(pool.map(work, range(3)))
                    process = Process(target=child); process.start(); process.join()

                """
        ])
        #expect(Self.lines(text).filter { $0 != "[:]" } == ["[0, 3, 6]", "[0, 1, 4]", "child", "[1, 2]"], "\(text)")
    }

    /// Names of files that are no text, settings of scikit-learn, and keys that are equal in Python.
    @Test func whatIsOddIsNotLost() throws {
        let text = try Self.output("""
            %% python a
            print("caf" + chr(0xdce9), "tail")
            1 + 1;
            %% python b (isolate: true)
            import sklearn
            print(sklearn.get_config()["transform_output"])
            %% python c
            import sklearn
            sklearn.set_config(transform_output="pandas")
            %% python d (isolate: true)
            import sklearn
            print(sklearn.get_config()["transform_output"])
            %% e
            use python "builtins" as plain
            print(try { plain.len([1: 2, true: 3]) } catch e { e.code })

            """)
        #expect(Self.lines(text) == ["caf\\udce9 tail", "default", "pandas", "E645"], "\(text)")
    }

    /// What annotations say of the values of a dictionary, and what names mean in a module that is compiled with its annotations as
    /// texts; a module without annotations works with what it took out of a package.
    @Test func annotationsAreReadInTheirModule() throws {
        let text = try Self.output("""
            %% a
            use python "own.py" as own
            use python "late.py" as late
            use python "plain.py" as plain
            let t = load("t.csv") |> select([.a, .b])
            print(own.doubled(t).b, own.series(t), late.sum(t).s[0], late.kind(t), plain.kind(t))
            """, [
            "own.py": """
                import numpy as np
                import pandas as pd
                def doubled(columns: dict[str, np.ndarray]) -> dict:
                    return {"b": columns["b"] * 2}
                def series(columns: "dict[str, pd.Series]"):
                    return type(columns).__name__ + " of " + type(columns["a"]).__name__

                """,
            "late.py": """
                from __future__ import annotations
                import pandas
                from polars import DataFrame, col
                import polars as plr
                def sum(df: DataFrame) -> DataFrame:
                    return df.with_columns(s=col("a") + col("b"))
                def kind(df: plr.DataFrame):
                    return type(df).__module__.partition(".")[0]

                """,
            "plain.py": """
                from polars import col
                def kind(df):
                    return type(df).__module__.partition(".")[0]

                """,
        ])
        #expect(Self.lines(text) == ["[4, 6, 10, 18, 22] dict of Series 3 polars polars"], "\(text)")
    }

    /// A part without rows, or a column without values, is of the type that it is elsewhere.
    @Test(arguments: ["pandas", "numpy", "dict", "polars", "pyarrow"], ["", ", isolate: true"])
    func columnsWithoutValuesKeepTheirTypes(form: String, isolation: String) throws {
        let text = try Self.output("""
            %% a
            use python "own.py" as own
            let t = table(d: [date("2024-01-31"), nil], s: ["a", "b"], b: [true, nil], n: [1, 2], w: [1h, 2h], none: [1.5, nil])
            let e = own.same(t |> filter(.s == "zz"), as: "\(form)"\(isolation))
            print(e |> filter(.d > date("2024-01-01") and .s == "q" and .b and .n > 2 and .w > 1h) |> count())
            print(own.same(t |> derive(b: when(.n > 5, .b, nil)), as: "\(form)"\(isolation)) |> filter(.b) |> count())
            """, ["own.py": "def same(t):\n    return t\n"])
        #expect(Self.lines(text) == ["0", "0"], "\(text)")
    }

    /// Objects are equal where their class says so; a row of values of several kinds stays in Python.
    @Test func objectsAnswerForThemselves() throws {
        let text = try Self.output("""
            %% a
            use python "own.py" as own
            let t = load("t.csv")
            print(own.Point(1) == own.Point(1), own.Point(1) != own.Point(1), own.Point(1) == own.Point(2))
            print(own.row(t).k, own.row(t).a)
            """, [
            "own.py": """
                import pandas as pd
                class Point:
                    def __init__(self, n):
                        self.n = n
                    def __eq__(self, other):
                        return self.n == other.n
                def row(t: pd.DataFrame):
                    return t.iloc[0]

                """
        ])
        #expect(Self.lines(text) == ["true false false", "x 1"], "\(text)")
    }

    /// scikit-learn's vectorizers go through texts, not through a frame of them.
    @Test func textsAreStepsOfVectorizers() throws {
        let text = try Self.output("""
            %% a
            use python "sklearn.feature_extraction.text" as texts
            let words = ["good", "bad", "fine"]
            let t = table(review: (0..<60).map { "\\(words[$0 % 3]) film \\($0 % 5)" }, y: (0..<60).map { float($0 % 3) })
            let task = t |> as_task(target: .y, features: [.review])
            let model = task |> train(pipeline() |> then(texts.TfidfVectorizer(), columns: [.review]) |> ridge(alpha: 0.01))
            print(to_list(predict(model, t).prediction).take(3).map { round($0) })
            """)
        #expect(Self.lines(text) == ["[0.0, 1.0, 2.0]"], "\(text)")
    }

    /// Isolated calls draw from the notebook's seed as others do, and each draws other numbers.
    @Test func isolatedCallsAreSeeded() throws {
        let notebook = """
            %% a
            use python "own.py" as own
            print(own.draw(isolate: true) == own.draw(), own.draw(isolate: true), own.draw(isolate: true))
            """
        let files = ["own.py": "import random\nimport numpy as np\ndef draw():\n    return [random.random(), float(np.random.rand())]\n"]
        let first = Self.lines(try Self.output(notebook, files)), second = Self.lines(try Self.output(notebook, files))
        #expect(first == second)
        #expect(first[0].hasPrefix("true ["), "\(first)")
        let drawn = first[0].components(separatedBy: "] [")
        #expect(drawn.count == 2 && drawn[0].dropFirst(6) != drawn[1].dropLast(1))
    }
}
