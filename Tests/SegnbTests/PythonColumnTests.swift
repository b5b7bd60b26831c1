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
}
