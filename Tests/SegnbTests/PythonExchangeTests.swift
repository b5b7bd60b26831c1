import Foundation
import Testing

/// What scripts as people have them give and take: values of several kinds, errors behind errors, targets as columns.
@Suite struct PythonExchangeTests {
    private static func run(_ notebook: String, _ python: String) throws -> ProgramProcess.Outcome {
        let project = try CacheTests.Project([
            "t.csv": "g,x,y\na,1,2\nb,2,3\na,3,5\nb,4,9\na,5,11\nb,6,12\n", "nb.segnb": notebook, "own.py": python,
        ])
        defer { project.remove() }
        return try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
    }

    /// Dates beside moments are moments, whichever comes first.
    @Test func datesBesideMomentsKeepTheirTimes() throws {
        let outcome = try Self.run("""
            %% a
            use python "own.py" as own
            let t = table(x: [1, 2])
            for f in [own.date_first, own.moment_first, own.listed] { print(f(t).w) }

            """, """
            import datetime as dt
            import pandas as pd
            def date_first(df: pd.DataFrame): return df.assign(w=[dt.date(2024, 1, 1), pd.Timestamp("2024-01-02 17:45")])
            def moment_first(df: pd.DataFrame): return df.assign(w=[dt.datetime(2024, 1, 2, 17, 45), dt.date(2024, 1, 1)])
            def listed(df: pd.DataFrame): return {"w": pd.Series([dt.date(2024, 1, 1), dt.datetime(2024, 1, 2, 17, 45)], dtype=object)}

            """)
        let lines = outcome.output.split(separator: "\n").filter { $0.contains("2024") }
        #expect(lines.count == 3 && lines.allSatisfy { $0.contains("17:45") && $0.contains("2024-01-01") }, "\(outcome)")
    }

    /// Arrays of several lengths are a dictionary of columns.
    @Test func arraysOfSeveralLengthsAreADictionary() throws {
        let outcome = try Self.run("""
            %% a
            use python "own.py" as own
            let made = own.lengths(load("t.csv"))
            print(made["coef"], count(made["resid"]))

            """, """
            import numpy as np
            import pandas as pd
            def lengths(df: pd.DataFrame): return {"coef": np.array([1.0, 2.0]), "resid": df["y"].to_numpy()}

            """)
        #expect(outcome.output.contains("[1.0, 2.0] 6"), "\(outcome)")
    }

    /// A series by labels of its own is a table, also where it happens to be as long as what was given.
    @Test func labelsOfAsManyRowsAreKept() throws {
        let outcome = try Self.run("""
            %% a
            use python "own.py" as own
            let t = table(store: ["c", "a", "b"], sales: [30, 10, 20], cost: [1, 2, 3])
            let sums = own.per_store(t)
            print(sums.store, sums.sales, own.means(t |> head(2)).column_names())
            print(own.rolling(t), own.plain(t))

            """, """
            import pandas as pd
            def per_store(df: pd.DataFrame) -> pd.Series: return df.groupby("store")["sales"].sum()
            def means(df: pd.DataFrame): return df.mean(numeric_only=True)
            def rolling(df: pd.DataFrame): return df.set_index("store")["sales"].cumsum()
            def plain(df: pd.DataFrame): return df["sales"] * 2

            """)
        #expect(outcome.output.contains("[\"a\", \"b\", \"c\"] [10, 20, 30] [\"index\", \"value\"]"), "\(outcome)")
        #expect(outcome.output.contains("[30, 40, 60] [60, 20, 40]"), "\(outcome)")
    }

    /// Of an exception that came from another both have their frames.
    @Test func errorsBehindErrorsHaveTheirFrames() throws {
        let outcome = try Self.run("""
            %% a
            use python "own.py" as own
            own.outer(load("t.csv"))

            """, """
            import pandas as pd
            def inner(df):
                return df.loc["nope"]
            def outer(df: pd.DataFrame):
                try:
                    return inner(df)
                except KeyError as error:
                    raise RuntimeError("could not load") from error

            """)
        #expect(outcome.errors.contains("RuntimeError: could not load") && outcome.errors.contains("from KeyError: 'nope'"), "\(outcome)")
        #expect(outcome.errors.contains("own.py:3, in inner: return df.loc[\"nope\"]"), "\(outcome)")
    }

    /// A class of one's own gets the target as a column of the frame beside it.
    @Test func targetsHaveTheFramesIndex() throws {
        let outcome = try Self.run("""
            %% a
            use python "own.py" as own
            let task = load("t.csv") |> as_task(target: .y, features: [.g, .x])
            let model = train(task, own.ByGroup())
            print(predict(model, load("t.csv")).prediction)

            """, """
            import pandas as pd
            from sklearn.base import BaseEstimator, RegressorMixin
            class ByGroup(BaseEstimator, RegressorMixin):
                def fit(self, X, y):
                    both = pd.concat([X, y.rename("target")], axis=1)
                    self.means_ = both.groupby("g", observed=True)["target"].mean()
                    return self
                def predict(self, X):
                    return X["g"].astype(str).map(self.means_).to_numpy()

            """)
        #expect(outcome.output.contains("[6.0, 8.0, 6.0, 8.0, 6.0, 8.0]"), "\(outcome)")
    }

    /// A model whose code is another than when it was saved is loaded with a warning.
    @Test func changedCodeOfModelsIsSaid() throws {
        func code(_ offset: Int) -> String {
            """
            import numpy as np
            from sklearn.base import BaseEstimator, RegressorMixin
            OFFSET = \(offset)
            class Mean(BaseEstimator, RegressorMixin):
                def fit(self, X, y):
                    self.mean_ = float(np.mean(y))
                    return self
                def predict(self, X):
                    return np.full(len(X), self.mean_ + OFFSET)

            """
        }
        let project = try CacheTests.Project([
            "t.csv": "x,y\n1,2\n2,3\n3,5\n4,9\n", "own.py": code(0),
            "train.segnb": "%% a\nuse python \"own.py\" as own\nlet task = load(\"t.csv\") |> as_task(target: .y)\nsave(train(task, own.Mean()), \"m.segmodel\", pickle: true)\n",
            "use.segnb": "%% a\nlet model = load_model(\"m.segmodel\", pickle: true)\nprint(predict(model, load(\"t.csv\")).prediction[0])\n",
        ])
        defer { project.remove() }
        #expect(try ProgramProcess.run(["run", "train.segnb"], in: project.folder).status == 0)
        let same = try ProgramProcess.run(["run", "use.segnb"], in: project.folder)
        #expect(same.output.contains("4.75") && !same.errors.contains("W660"), "\(same)")
        try project.write("own.py", code(10))
        let changed = try ProgramProcess.run(["run", "use.segnb"], in: project.folder)
        #expect(changed.errors.contains("W660") && changed.errors.contains("own.py is another than when the model was saved"), "\(changed)")
    }
}
