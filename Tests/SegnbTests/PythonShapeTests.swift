import Foundation
import Testing

/// What a Python cell gives is to the cells below what it was, whether it was computed or comes from the cache.
@Suite struct PythonShapeTests {
    private static let given = """
        import numpy as np, pandas as pd, polars as pl, pyarrow as pa
        vector = np.arange(4, dtype="i2")
        matrix = np.arange(6.0).reshape(3, 2)
        cube = np.zeros((2, 3, 4))
        words = np.array(["a", "bcd"])
        days = np.array(["2024-01-01", "NaT"], dtype="M8[D]")
        parts = {"train": np.array([1, 2]), "test": np.array([3, 4])}
        mixed = [np.array([1.5]), {"x": np.array([True, False])}, 3]
        frame = pd.DataFrame({"x": [3, 1, 2], "k": ["b", "a", "b"], 7: [1.0, None, 2.0]})
        frame["k"] = frame["k"].astype("category")
        frame["t"] = pd.to_datetime(["2024-01-01", None, "2024-03-01"]).tz_localize("Europe/Berlin")
        picked = frame[frame.x > 1].astype({"x": "int8"})
        keyed = frame.set_index("k")
        deep = frame.groupby("k", observed=True).agg({"x": ["min", "max"]})
        counts = frame["k"].value_counts()
        series = pd.Series([1, 2], index=["u", "v"], name="s")
        pair = frame.set_index(["k", "x"])
        labels = pd.Index([5, 2, 9], name="labels")
        columns = pl.DataFrame({"a": [1, 2]})
        one = pl.Series("z", [1.5, 2.5])
        arrow = pa.table({"a": pa.array([1, 2], pa.int8()), "k": pa.array(["u", "v"]).dictionary_encode()})
        small = pl.DataFrame({"a": pl.Series([1, 2], dtype=pl.Int8), "k": pl.Series(["u", "v"], dtype=pl.Categorical)})
        piece = pa.array([1, None, 3])
        masked = np.ma.array([1, 2, 3], mask=[False, True, False], dtype="i2")
        records = np.array([(1, 2.5), (3, 4.5)], dtype=[("n", "<i4"), ("x", "<f8")])
        noted = pd.DataFrame({"x": [1]}); noted.attrs["unit"] = "g"
        dated = pd.DataFrame({"x": [1, 2, 3]}, index=pd.date_range("2024-01-01", periods=3, freq="D")); dated.columns.name = "kind"
        kinds = pl.DataFrame({"e": pl.Series(["a", "b"], dtype=pl.Enum(["b", "a"])), "t": pl.Series([1, 2], dtype=pl.Datetime("ms"))})
        endless = np.array([1.0, np.inf, -np.inf, np.nan])
        endlessparts = [endless.astype("f4").reshape(2, 2), {"a": endless.copy(), "b": np.arange(4)}, pd.Series(endless, index=list("wxyz"))]
        ratios = pd.DataFrame({"a": [1, 2, 3], "r": [np.inf, 0.5, np.nan], "n": pd.array([1.5, None, 2.5], dtype="Float64")}, index=[5, 6, 9])
        """
    private static let names =
        "vector, matrix, cube, words, days, parts, mixed, frame, picked, keyed, deep, counts, series, pair, labels, columns, one, arrow, small, piece, masked, records, noted, dated, kinds, endless, endlessparts, ratios"
    /// Makes all of it once more, and compares.
    private static let compared = """
        found = dict(\(names.split(separator: ", ").map { "\($0)=\($0)" }.joined(separator: ", ")))
        \(given)
        def same(a, b, name):
            assert type(a) is type(b), (name, type(a), type(b))
            if isinstance(a, np.ma.MaskedArray): np.testing.assert_array_equal(a.filled(-1), b.filled(-1)); assert a.dtype == b.dtype
            elif isinstance(a, np.ndarray):
                assert a.dtype == b.dtype and a.flags.writeable, (name, a.dtype, b.dtype)
                np.testing.assert_array_equal(a, b)
            elif isinstance(a, pd.DataFrame): pd.testing.assert_frame_equal(a, b); assert a.attrs == b.attrs
            elif isinstance(a, pd.Series): pd.testing.assert_series_equal(a, b)
            elif isinstance(a, pd.Index): pd.testing.assert_index_equal(a, b, exact=True)
            elif isinstance(a, (pl.DataFrame, pa.Table, pa.Array)): assert a.equals(b), (name, a, b)
            elif isinstance(a, pl.Series): assert a.name == b.name and a.equals(b), name
            elif isinstance(a, dict):
                assert list(a) == list(b), name
                for key in a: same(a[key], b[key], name)
            elif isinstance(a, list):
                assert len(a) == len(b), name
                for x, y in zip(a, b): same(x, y, name)
            else: assert a == b, name
        for name, value in found.items(): same(value, globals()[name], name)
        print("all the same", len(found))
        """

    /// `cube`, which no table can hold, is an object, and a cell that gives one is not kept: it is left out for the cache.
    private static func notebook(_ option: String, keeps: Bool) -> String {
        func fitted(_ text: String) -> String { keeps ? text.replacing("cube, ", with: "") : text }
        return fitted("%% python given (writes: [\(names)]\(option))\n") + given + "\n%% between\nprint(sum(parts.train), counts.count())\n"
            + fitted("%% python below (reads: [\(names)]\(option))\n")
            + compared.replacing("cube=cube, ", with: keeps ? "" : "cube=cube, ") + "\n"
    }

    @Test(arguments: ["", ", isolate: true"]) func cellsBelowFindWhatItWas(option: String) throws {
        let project = try CacheTests.Project(["nb.segnb": Self.notebook(option, keeps: false)])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0 && outcome.output.contains("all the same 28"), "\(outcome.errors)\(outcome.output)")
        #expect(outcome.output.contains("3 2"), "\(outcome.output)")
    }

    @Test func itIsTheSameFromTheCache() throws {
        let notebook = Self.notebook("", keeps: true).replacing("given (", with: "given (cache: true, ")
            .replacing("%% between", with: "%% between (cache: true)")
        let project = try CacheTests.Project(["nb.segnb": notebook])
        defer { project.remove() }
        #expect(try project.run().cells.last?.output == "all the same 27")
        try project.write("nb.segnb", notebook.replacing("all the same", with: "still the same"))
        let again = try project.run()
        #expect(again.ran == ["below"])
        #expect(again.cells.last?.output == "still the same 27")
    }

    @Test func whatHasNoFormStaysInPythonAndCategoriesKeepTheirKind() throws {
        let project = try CacheTests.Project(["nb.segnb": """
            %% python a (writes: [big, waves, frame, ratings, span])
            import numpy as np, pandas as pd, pyarrow as pa
            big = 2**70
            waves = np.fft.fft(np.arange(4.))
            frame = pd.DataFrame({"a": [1, 2]}).set_index("a", drop=False)
            ratings = pd.DataFrame({"r": pd.Categorical([5, 7, 5])})
            span = pd.Timedelta("1500ns")
            %% b
            print(span, (ratings |> filter(.r > 5)).r, frame.a)
            %% python c (reads: [big, waves, frame, ratings])
            print(big, waves.dtype, list(frame.index), frame.index.name, ratings.r.dtype)
            %% d
            big + 1

            """])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.output.contains("1500ns [7] [1, 2]"), "\(outcome)")
        #expect(outcome.output.contains("1180591620717411303424 complex128 [1, 2] a category"), "\(outcome)")
        #expect(outcome.errors.contains("E301") && outcome.errors.contains("stayed in Python: an integer from Python is too large"), "\(outcome)")
    }

    @Test func whatNoTableCanHoldStaysInPython() throws {
        let project = try CacheTests.Project(["nb.segnb": """
            %% python a (writes: [t])
            import pandas as pd
            t = pd.DataFrame({"words": [["a", "b"], ["c"]]})
            %% python b (reads: [t])
            print(t.words.str.len().sum(), "words")
            %% c
            t |> filter(.words == "a")

            """])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.output.contains("3 words"), "\(outcome)")
        #expect(outcome.errors.contains("E305") && outcome.errors.contains("stayed in Python: column 'words' holds lists"), "\(outcome)")
    }

    /// A cell that works with frames of another library is given those.
    @Test func importsSayOtherwise() throws {
        let project = try CacheTests.Project(["nb.segnb": """
            %% python a (writes: [t, v])
            import pandas as pd, numpy as np
            t = pd.DataFrame({"x": [1, 2]})
            v = np.array([1, 2])
            %% python b (reads: [t, v])
            import polars as pl
            print(type(t).__module__.partition(".")[0], type(v).__name__)
            %% c
            let u = t |> derive(y: .x * 2)
            %% python d (reads: [u])
            print(type(u).__name__, list(u.columns), type(u.index).__name__)

            """])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("polars ndarray"), "\(outcome.output)")
        #expect(outcome.output.contains("DataFrame ['x', 'y'] RangeIndex"), "\(outcome.output)")
    }
}
