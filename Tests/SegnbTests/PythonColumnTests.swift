import Foundation
import Testing

/// Columns and arrays: a function is given what it expects, and what it gives is a table again.
@Suite struct PythonColumnTests {
    /// Runs a notebook over a table `t` beside a Python file, and gives what its last cell shows.
    private func shown(_ code: String, python: String) throws -> String {
        let project = try CacheTests.Project([
            "t.csv": "a,b,s\n1,2.0,x\n2,,y\n3,4.0,z\n", "code.py": python,
            "nb.segnb": "%% all\nuse python \"code.py\" as code\nlet t = load(\"t.csv\")\n\(code)\n",
        ])
        defer { project.remove() }
        let results = try project.run()
        guard results.status == "done" else { return results.status }
        return results.cells[0].output
    }

    @Test(arguments: [
        ("import numpy as np\ndef f(a, b): return type(a).__name__ + ' ' + str(np.nansum(a / b))", "ndarray 1.25"),
        ("import pandas as pd\ndef f(a, b): return type(a).__name__ + ' ' + str((a / b).sum())", "Series 1.25"),
        ("import polars as pl\ndef f(a, b): return type(a).__module__.split('.')[0] + ' ' + str((a / b).sum())", "polars 1.25"),
        ("import pyarrow as pa\ndef f(a, b): return type(a).__name__ + ' ' + str(b.null_count)", "ChunkedArray 1"),
        ("def f(a, b): return type(a).__name__ + ' ' + str(b)", "list [2.0, None, 4.0]"),
        ("import numpy as np\ndef f(a: list, b: 'list[float]'): return type(a).__name__ + ' ' + str(b)", "list [2.0, None, 4.0]"),
    ]) func aColumnComesAsTheFunctionExpects(python: String, expected: String) throws {
        for isolated in ["", ", isolate: true"] {
            #expect(try shown("print(code.f(t.a, t.b\(isolated)))", python: python) == expected, "\(isolated)")
        }
    }

    @Test func whatAFunctionOverColumnsGivesIsOne() throws {
        let text = try shown(
            "let r = code.f(t.a, t.b)\nlet d = t |> derive(q: code.f(t.a, t.b), twice: .q * 2)\nprint(kind(r), r.mean(), r[1], d.twice[0])",
            python: "import numpy as np\ndef f(a: np.ndarray, b: np.ndarray) -> np.ndarray: return a / b")
        #expect(text == "Sequence 0.625 nil 1.0")
        #expect(try shown("t |> head(2) |> derive(q: t.a)", python: "") == "failed", "as many values as rows")
    }

    @Test func oneArrayIsAMatrix() throws {
        let python = "import numpy as np\ndef f(x: np.ndarray): return [list(x.shape), float(np.nanmax(x))]\ndef g(x): return x * 2"
        #expect(try shown("code.f(t |> select([.a, .b]))", python: python) == "[[3, 2], 4.0]")
        #expect(try shown("code.g(t |> select([.a, .b]), as: \"matrix\").x0.sum()", python: python) == "12.0")
        #expect(try shown("code.f(t)", python: python) == "failed", "a column of texts is in no matrix")
    }

    @Test func columnsByNameAreATableAgain() throws {
        let python = """
            def twice(t: dict): return {"a": [x * 2 for x in t["a"]], "n": list(range(len(t["a"])))}
            def summary(t: dict): return {"rows": len(t["a"]), "names": list(t)}
            """
        #expect(try shown("code.twice(t).a.sum()", python: python) == "12")
        #expect(try shown("code.twice(t, isolate: true).a.sum()", python: python) == "12")
        #expect(try shown("code.summary(t)[\"rows\"]", python: python) == "3")
        #expect(try shown("code.summary([\"a\": [1, 2]])[\"rows\"]", python: python) == "2")
    }

    /// Values that floats, moments of Python or positions would lose.
    @Test func nothingIsLostOnTheWay() throws {
        let project = try CacheTests.Project([
            "m.py": """
            import numpy as np, pandas as pd, polars as pl
            def same(t: pd.DataFrame) -> pd.DataFrame: return t
            def types(t: pd.DataFrame): return [str(x) for x in t.dtypes]
            def masked(): return [np.ma.array([1.0, 2.0], mask=[True, True]).mean(), np.ma.array([7, 8], mask=[True, False])[0], [np.ma.masked, 1]]
            def steps(): return {"x": np.array([1500, "NaT", 7], "m8[ns]")}
            def back(t: dict): return [str(t["x"].dtype), t["x"][[0, 2]].astype("i8").tolist()]
            def lazy(t: pl.LazyFrame): return type(t).__name__
            def named(): return pd.DataFrame({"a": [1, 2, 3]}, index=pd.Index([5, 6, 7], name="a"))

            """,
            "main.seg": """
            use python "m.py" as m
            let t = sql("select 9007199254740993 as id union all select null", tables: [:])
            print(to_list(t.id) == to_list(m.same(t).id), to_list(t.id) == to_list(m.same(t, isolate: true).id))
            print(m.masked())
            print(m.back(m.steps(), as: "numpy"))
            print(m.lazy(t))
            print(column_names(m.named()), to_list(m.named().a_index))
            let words = sql("select 'a' as w, 1 as n", tables: [:])
            print(m.types(words) == m.types(words |> filter(.n > 5)))

            """,
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "main.seg"], in: project.folder)
        let expected = """
            true true
            [nil, nil, [nil, 1]]
            ["timedelta64[ns]", [1500, 7]]
            LazyFrame
            ["a_index", "a"] [5, 6, 7]
            true

            """
        #expect(outcome.output == expected, "\(outcome)")
    }

    /// A frame that stayed in Python is each cell's own; what it shows with `plt.show()` is shown.
    @Test func framesAreEachCellsOwnAndShownFiguresAreKept() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% python make (writes: [df])
            import pandas as pd
            df = pd.DataFrame({'b': [1, 2, 3], 'tags': [['x'], ['y'], None]})
            %% python reader (reads: [df])
            df['b'] = 0
            %% python later (reads: [df])
            print(df['b'].tolist())
            %% python drawn
            import matplotlib.pyplot as plt
            for i in range(2):
                plt.plot([1, 2, i])
                plt.show()
                plt.close()

            """,
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb", "--html", "r.html"], in: project.folder)
        #expect(outcome.output.contains("[1, 2, 3]"), "\(outcome)")
        let page = try String(contentsOf: project.folder.appendingPathComponent("r.html"), encoding: .utf8)
        #expect(page.components(separatedBy: "data:image/png").count == 3, "two figures")
    }
}
