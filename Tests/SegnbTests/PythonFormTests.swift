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
}
