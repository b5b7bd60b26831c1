import Foundation
import Testing

/// `segnb convert` with cells of Python.
struct ConversionTests {
    /// The text of a notebook after it was converted from name to name.
    private func converted(_ text: String, _ names: String...) throws -> String {
        let project = try CacheTests.Project([names[0]: text])
        defer { project.remove() }
        for (from, to) in zip(names, names.dropFirst()) {
            let outcome = try ProgramProcess.run(["convert", from, to], in: project.folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        return try String(contentsOf: project.folder.appendingPathComponent(names.last ?? ""), encoding: .utf8)
    }

    @Test func pythonIsPythonInAPythonFile() throws {
        let text = """
            %% md
            # Title
            %% md note (hidden: true)
            It's "so"
            %% python p (writes: [x], memory: "4GB")
            x = '''
            \\%% inside
            '''
            %% a
            let y = 1
            %% python q (reads: [x])
            # %% no mark
            print(x)

            """.replacing("\n%% ", with: "\n\n%% ")
        let python = try converted(text, "a.segnb", "b.py")
        #expect(python.contains("# %% segnb=\"%% python p (writes: [x], memory: \\\"4GB\\\")\"\nx = '''\n%% inside\n'''\n"), "\(python)")
        #expect(python.contains("# %% [markdown]\n# # Title\n"))
        #expect(python.contains("# %% [segnb] %% a\n# let y = 1\n"))
        #expect(try converted(text, "a.segnb", "b.py", "c.segnb") == text)
    }

    @Test func pythonFilesKeepWhatTheyHold() throws {
        let text = """
            #!/usr/bin/env python
            # %% Load it
            text = '''
            # %% no mark
            %% inside
            '''

            # %% [markdown]
            # It's prose

            # %%
            print(len(text))
            # %% segnb="%% python python1 (reads: [text])"
            text.upper()
            """
        let notebook = try converted(text, "a.py", "b.segnb")
        #expect(notebook.contains("%% python load_it (writes: [text], shared: true)\n# Load it\ntext = '''\n# %% no mark\n\\%% inside\n"), "\(notebook)")
        #expect(notebook.contains("%% python python3 (reads: [text], shared: true)\nprint(len(text))"), "\(notebook)")
        let once = try converted(text, "a.py", "b.segnb", "c.py")
        for line in text.split(separator: "\n") where !line.hasPrefix("# %%") { #expect(once.contains(line), "\(once)") }
        #expect(try converted(once, "a.py", "b.segnb", "c.py") == once)
    }

    /// Backslashes before what looks like a mark of a cell are kept, however many there are.
    @Test func linesWithBackslashesComeBack() throws {
        let source = #"s = '''\#n%% a\#n\%% b\#n\\%% c\#n'''\#nprint(s.count('\\'))"#
        let (text, _, run) = try jupyter([source])
        #expect(text.contains(#"\#n\%% a\#n\\%% b\#n\\\%% c\#n"#), "\(text)")
        // A backslash before a percent sign is one, and two are one.
        #expect(run.contains("2"), "\(run)")
        let back = try converted(text, "a.segnb", "b.ipynb")
        #expect(back.contains(#""%% a\n""#) && back.contains(#""\\%% b\n""#) && back.contains(#""\\\\%% c\n""#), "\(back)")
        #expect(try converted(text, "a.segnb", "b.py", "c.segnb") == text)
    }

    /// Pictures that are attached to a text stand in it, and prose of a Python file may stand in a string.
    @Test func proseOfOthersIsTakenOver() throws {
        let book = """
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": "![p](attachment:p.png)", "attachments": {"p.png": {"image/png": "aGVsbG8="}}},
            {"cell_type": "raw", "metadata": {}, "source": "raw text"}]}
            """
        let text = try converted(book, "a.ipynb", "b.segnb")
        #expect(text.contains("%% md\n![p](data:image/png;base64,aGVsbG8=)\n") && text.contains("%% md\nraw text\n"), "\(text)")
        let python = try converted(
            "# ---\n# jupyter:\n#   jupytext:\n# ---\n\n# %% [markdown]\n\"\"\"\nSome *prose*\n\"\"\"\n# %%\nx = 1\n", "a.py", "b.segnb")
        #expect(python.hasPrefix("%% md\nSome *prose*\n\n%% python"), "\(python)")
    }

    /// A Python file holds no lines that are none.
    @Test func magicLinesAreCommentsInAPythonFile() throws {
        let cells = ["%load_ext autoreload\nx = 1", "%%bash\nls"]
        let sources = cells.map { ["cell_type": "code", "metadata": [String: String](), "source": $0] as [String: Any] }
        let book: [String: Any] = ["nbformat": 4, "nbformat_minor": 5, "metadata": [String: String](), "cells": sources]
        let text = try converted(String(decoding: try JSONSerialization.data(withJSONObject: book), as: UTF8.self), "a.ipynb", "b.py")
        #expect(text.contains("IPython: %load_ext autoreload") && !text.contains("\n%"), "\(text)")
    }

    /// A notebook of Jupyter with these cells, converted; with what was said.
    private func jupyter(_ cells: [String]) throws -> (text: String, said: String, run: String) {
        let sources = cells.map { ["cell_type": "code", "metadata": [String: String](), "source": $0] as [String: Any] }
        let book: [String: Any] = ["nbformat": 4, "nbformat_minor": 5, "metadata": [String: String](), "cells": sources]
        let data = try JSONSerialization.data(withJSONObject: book)
        let project = try CacheTests.Project(["j.ipynb": String(decoding: data, as: UTF8.self)])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["convert", "j.ipynb", "j.segnb"], in: project.folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let run = try ProgramProcess.run(["run", "j.segnb"], in: project.folder)
        let text = try String(contentsOf: project.folder.appendingPathComponent("j.segnb"), encoding: .utf8)
        return (text, outcome.errors, run.output + run.errors)
    }

    @Test func aMagicLineLeavesTheRestOfItsCellDeclared() throws {
        let (text, said, run) = try jupyter([
            "%matplotlib inline\nxs = [1, 2]\nif xs:\n    !ls\nfiles = !ls", "%%time\ntotal = sum(xs)\nxs?", "%%bash\nls $total",
            "%time most = max(xs)\ns = '''\n%% inside\n'''\nprint(5\n% 3)", "print(total, files, most)",
        ])
        #expect(said.contains("W688") && said.contains("%matplotlib inline") && said.contains("%%bash"), "\(said)")
        #expect(!said.contains("% 3") && run.contains("3 None 2"), "\(run)")
        #expect(text.contains("%% python python1 (writes: [xs, files], shared: true)\npass  # IPython: %matplotlib inline\n"), "\(text)")
        #expect(text.contains("%% python python2 (reads: [xs], writes: [total], shared: true)\n"), "\(text)")
        #expect(text.contains("%% python python3 (shared: true)\n"), "\(text)")
        #expect(text.contains("%% python python4 (reads: [xs], writes: [most], shared: true)\n"), "\(text)")
        #expect(text.contains("%% python python5 (reads: [total, files, most], shared: true)\n"), "\(text)")
        let (_, silent, _) = try jupyter(["s = '''\n%% inside\n!x\n'''\nprint(5\n% 3)"])
        #expect(!silent.contains("W688"), "\(silent)")
    }

    @Test(arguments: [
        ("v = {}", "v['x'] = 1", "len(v)", "1"), ("v = [1]", "v.append(3)", "v", "[1, 3]"), ("v = {'x': 1}", "del v['x']", "v", "{}"),
        ("v = 1", "v += 1", "v", "2"), ("v = [[1]]", "v[0].extend([2])", "v", "[[1, 2]]"),
        ("import pandas as pd\nv = pd.DataFrame({'a': [1, 2]})", "v.loc[0, 'a'] = 99", "int(v['a'][0])", "99"),
        ("import pandas as pd\nv = pd.DataFrame({'a': [1, 2], 'b': 1})", "v.drop('b', axis=1, inplace=True)", "list(v)", "['a']"),
        ("from types import SimpleNamespace\nv = SimpleNamespace(a=1)", "v.a = 2", "v.a", "2"),
        ("v = 1", "def f():\n    global v\n    v = 7\nf()", "v", "7"),
    ])
    func aChangeInPlaceIsSeenBelow(_ first: String, _ change: String, _ last: String, _ shown: String) throws {
        let (text, _, run) = try jupyter([first, change, "print('seen', \(last))"])
        #expect(text.contains("%% python python2 (\(change.contains("global") ? "" : "reads: [v], ")writes: [v"), "\(text)")
        #expect(run.contains("seen \(shown)"), "\(text)\n\(run)")
    }

    @Test func aChangeThatNobodySeesIsNoWrite() throws {
        let (text, _, _) = try jupyter(["import sys\nv = [1]", "sys.path.append('x')\nw = v.copy()\nw.append(2)\nv.append(2)"])
        #expect(text.contains("%% python python2 (reads: [v], shared: true)\nsys.path"), "\(text)")
    }

    /// Changes by way of a function or another name are seen below, and so is what a function needs that comes after it.
    @Test(arguments: [
        (["def put(d, k):\n    d[k] = 1", "v = {}", "put(v, 'x')", "print('seen', v)"], "seen {'x': 1}"),
        (["v = [3, 1]", "w = v\nw.sort()", "print('seen', v)"], "seen [1, 3]"),
        (["v = {'rows': []}", "rows = v['rows']\nrows.append(1)", "print('seen', v)"], "seen {'rows': [1]}"),
        (["v = [{}, {}]", "for row in v:\n    row['x'] = 1", "print('seen', v)"], "seen [{'x': 1}, {'x': 1}]"),
        (["def f():\n    return k * g()", "k = 3\ndef g(): return 2", "print('seen', f())"], "seen 6"),
        (["def f():\n    return k * 2", "k = 3\nprint('seen', f())\nk = 4\nprint('seen', f())"], "seen 6\nseen 8"),
        (["def outer(v):\n    inner(v)", "def inner(v):\n    v.append(1)", "v = []\nouter(v)", "print('seen', v)"], "seen [1]"),
        (["import numpy as np\nX = np.arange(6).reshape(3, 2)", "X[0, 1] = 7", "print('seen', X[:, 1].tolist(), X.shape)"], "seen [7, 3, 5] (3, 2)"),
        (["k = 1\ndef f(): return k", "k = 2", "print('seen', f())"], "seen 2"),
        (["def f(): return 1\ndef g(): return f()", "def f(): return 2", "print('seen', g())"], "seen 2"),
        (["d = {'x': {'y': []}}", "d['x']['y'].append(1); ref = d['x']", "ref['y'].append(2)", "print('seen', d)"], "seen {'x': {'y': [1, 2]}}"),
        (["import numpy as np\na = np.zeros(4); b = a[:2]", "b[:] = 1", "print('seen', a.tolist())"], "seen [1.0, 1.0, 0.0, 0.0]"),
        (["base = [1]\ndef f(x=base): x.append(0)", "f()", "print('seen', base)"], "seen [1, 0]"),
        (["x = float('nan'); t = (1, [2]); s = {3}; n = 2**100", "s.add(2); print('seen', x, t, sorted(s), n % 7)"], "seen nan (1, [2]) [2, 3] 2"),
        (["def mean(x): return np.mean(x)", "import numpy as np", "print('seen', mean([1, 2]))"], "seen 1.5"),
        (["items = [1]\nfor i in range(3): pass\ndel i", "del items", "items = [2]\nprint('seen', items)"], "seen [2]"),
        (["from math import *", "print('seen', floor(pi))"], "seen 3"),
        (["if any((hit := v) > 2 for v in [1, 3]): pass", "print('seen', hit)"], "seen 3"),
        (["match {'k': [1, 2, 3]}:\n    case {'k': [x, *rest]}: pass", "print('seen', x, rest)"], "seen 1 [2, 3]"),
        (["import random\nrandom.seed(3)", "print('seen', round(random.random(), 4))"], "seen 0.238"),
        (["def setup():\n    global cfg\n    cfg = 5", "setup()", "print('seen', cfg)"], "seen 5"),
        (["from collections import Counter\nc = Counter('aab')", "print('seen', c.most_common(1))"], "seen [('a', 2)]"),
        (["x = 1\ndisplay(x, 'seen')"], "1\n'seen'"),
        (["cache = {}\ndef f(x):\n    cache[x] = 1", "f(2)", "print('seen', cache)"], "seen {2: 1}"),
        (["import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3]})", "test = df.sample(1, random_state=1)", "train = df.drop(test.index)\nprint('seen', len(train))"], "seen 2"),
    ])
    func notebooksOfOneNamespaceRun(_ cells: [String], _ shown: String) throws {
        let (text, _, run) = try jupyter(cells)
        #expect(run.contains(shown), "\(text)\n\(run)")
    }

    /// There and back they are what they were.
    @Test func magicLinesComeBack() throws {
        let cells = ["%matplotlib inline\nif True:\n    !ls\nx = 1", "%%bash\nls $x\n\nls", "%time y = x + 1\nfiles = !ls"]
        let sources = cells.map { ["cell_type": "code", "metadata": [String: String](), "source": $0] as [String: Any] }
        let book: [String: Any] = ["nbformat": 4, "nbformat_minor": 5, "metadata": [String: String](), "cells": sources]
        let project = try CacheTests.Project(["a.ipynb": String(decoding: try JSONSerialization.data(withJSONObject: book), as: UTF8.self)])
        defer { project.remove() }
        for (from, to) in [("a.ipynb", "b.segnb"), ("b.segnb", "c.ipynb"), ("c.ipynb", "d.segnb"), ("b.segnb", "e.py"), ("e.py", "f.segnb")] {
            #expect(try ProgramProcess.run(["convert", from, to], in: project.folder).status == 0)
        }
        let texts = try ["b", "d", "f"].map { name in
            #expect(try ProgramProcess.run(["run", name + ".segnb"], in: project.folder).status == 0)
            return try String(contentsOf: project.folder.appendingPathComponent(name + ".segnb"), encoding: .utf8)
        }
        #expect(texts[1] == texts[0] && texts[2] == texts[0], "\(texts)")
        // Such a file is Python, where these lines are none.
        let python = try String(contentsOf: project.folder.appendingPathComponent("e.py"), encoding: .utf8)
        #expect(python.contains("pass  # IPython: !ls") && !python.contains("\n!ls"), "\(python)")
        let back = try JSONSerialization.jsonObject(with: Data(contentsOf: project.folder.appendingPathComponent("c.ipynb"))) as? [String: Any]
        let sourcesBack = (back?["cells"] as? [[String: Any]])?.map { ($0["source"] as? [String])?.joined() ?? "" }
        #expect(sourcesBack == cells)
    }
}
