import Foundation
import SegCore
import SegDiagnostics
import SegFrame
import SegPython
import Testing

/// The bridge to an embedded Python. One Python serves the process, so the tests run in turn.
@Suite(.serialized) struct BridgeTests {
    private func runtime() throws -> PythonRuntime { try PythonRuntime.shared() }

    /// Runs code with inputs; gives its last expression's value.
    func evaluate(
        _ code: String, _ inputs: [String: PythonValue] = [:], isStopped: PythonRuntime.StopQuestion? = nil
    ) throws -> PythonValue {
        let named = inputs.keys.sorted().map { (key: PythonValue.string($0), value: inputs[$0] ?? .none) }
        let result = try runtime().helper(
            "run_cell", [.string(code), .string("<test>"), .int(0), .dictionary(named), .list([])],
            isStopped: isStopped)
        guard case .list(let parts) = result, parts.count == 4 else { return .none }
        return parts[1]
    }

    func object(_ code: String) throws -> PythonObject {
        let wrapped = "class _Box:\n    pass\nbox = _Box()\nbox.value = (\(code))\nbox"
        guard case .object(let box) = try evaluate(wrapped) else { throw Failure("E645", "no object") }
        return try #require(try runtime().attribute("value", of: box))
    }

    func table(_ value: PythonValue) throws -> Table {
        guard case .table(let table) = value else { throw Failure("E645", "\(value) is no table") }
        return table
    }

    // MARK: Values

    @Test func scalarsCrossBothWays() throws {
        let cases: [(String, PythonValue)] = [
            ("None", .none), ("True", .bool(true)), ("-7", .int(-7)), ("2.5", .double(2.5)), ("'é€😀'", .string("é€😀")),
            ("__import__('datetime').date(1969, 12, 31)", .date(-1)),
            ("__import__('datetime').datetime(1970, 1, 1, 0, 0, 1)", .instant(microseconds: 1_000_000, isZoned: false)),
            ("__import__('datetime').timedelta(milliseconds=3)", .duration(3_000_000)),
            ("[1, 'a', None]", .list([.int(1), .string("a"), .none])), ("(1, 2)", .list([.int(1), .int(2)])),
            ("{'a': 1, 2: [3]}", .dictionary([(.string("a"), .int(1)), (.int(2), .list([.int(3)]))])),
            ("__import__('numpy').float32(0.5)", .double(0.5)), ("__import__('numpy').int8(-3)", .int(-3)),
            ("__import__('pandas').NA", .none), ("__import__('pandas').NaT", .none),
            ("__import__('pandas').Timestamp('1970-01-02', tz='UTC')", .instant(microseconds: 86_400_000_000, isZoned: true)),
        ]
        for (code, expected) in cases {
            #expect("\(try evaluate(code))" == "\(expected)", "\(code)")
            // What came out goes in again, and is the same there.
            let back = try evaluate("x", ["x": try evaluate(code)])
            #expect("\(back)" == "\(expected)", "\(code) and back")
        }
        #expect(throws: PythonProblem.self) { try evaluate("2**70") }
        guard case .object = try evaluate("object()") else { throw Failure("E645", "an object stays in Python") }
    }

    private static func mixed() throws -> Table {
        try Table([
            ("f", nil, Column(doubles: [1.5, .nan, -2])), ("i", nil, Column(ints: [1, 2, 3])),
            ("m", nil, Column(ints: [1, 0, 3], missing: [false, true, false])),
            ("b", nil, Column(bools: [true, nil, false])), ("s", nil, Column(strings: ["a", nil, "é"])),
            ("c", nil, Column(codes: [1, 0, -1], levels: ["x", "y"])),
            ("d", nil, Column(dates: [0, -1, 19000])),
            ("t", nil, Column(microseconds: [0, 1, 2], zone: "UTC")),
            ("n", nil, Column(nanoseconds: [0, 1_000, 2_000])),
        ])
    }

    @Test(arguments: ["to_arrow", "to_pandas", "to_polars"]) func tablesCrossBothWays(form: String) throws {
        let table = try Self.mixed()
        let back = try self.table(
            try runtime().helper("convert", [.table(table), .string(form)]))
        #expect(back.names == table.names)
        for name in ["f", "i", "b", "s", "d"] {
            let (before, after) = (try table.column(name), try back.column(name))
            for row in 0..<3 { #expect(before[row] == after[row], "\(form) \(name) \(row)") }
        }
        #expect(back.uncheckedOrigins == ["Python"])
        let empty = try self.table(try runtime().helper("convert", [.table(table.head(0)), .string(form)]))
        #expect(empty.rowCount == 0)
        #expect(empty.names == table.names)
    }

    @Test func numbersReachNumPyWhereTheyLie() throws {
        let column = Column(doubles: (0..<1000).map(Double.init))
        let table = try Table([("x", nil, column), ("y", nil, Column(doubles: [Double](repeating: .nan, count: 1000)))])
        let found = try evaluate(
            "[x.ctypes.data, bool(x.flags.writeable), float(x.sum())]",
            ["x": .object(try runtime().helperObject("array", [.table(table)]))])
        let address = try #require(column.plainMemory?.address)
        #expect("\(found)" == "\(PythonValue.list([.int(Int(bitPattern: address)), .bool(false), .double(499_500)]))")
        // A column with missing values can't lie as NumPy has it.
        #expect(try table.column("y").plainMemory == nil)
    }

    @Test func arraysOfPythonOutliveTheirNames() throws {
        let column: Column
        do {
            guard case .column(let made) = try evaluate("import numpy\nnumpy.arange(5, dtype='f8') * 2") else {
                throw Failure("E645", "no column")
            }
            column = made
        }
        _ = try evaluate("import gc\ngc.collect()\n[numpy for numpy in range(3)]")
        #expect(column.doubles() == [0, 2, 4, 6, 8])
    }

    @Test func arraysOfAllKinds() throws {
        let cases: [(String, [Scalar])] = [
            ("np.array([1, 2], dtype='>i4')", [.int(1), .int(2)]), ("np.array([1.5, 2.5], dtype='>f8')", [.double(1.5), .double(2.5)]),
            ("np.arange(6)[::2]", [.int(0), .int(2), .int(4)]), ("np.array([1, 2], dtype='u1')", [.int(1), .int(2)]),
            ("np.array([True, False])", [.bool(true), .bool(false)]), ("np.array(['a', 'b'])", [.string("a"), .string("b")]),
            ("np.array([1.0, np.nan])", [.double(1), .null]), ("np.array([], dtype='f8')", []),
            ("np.array(['2020-01-01', 'NaT'], dtype='M8[D]')", [.dateTime(1_577_836_800_000_000, zone: nil), .null]),
            ("np.array([1, None, 2], dtype=object)", [.int(1), .null, .int(2)]),
            ("pd.Series([1, None, 3], dtype='Int64')", [.int(1), .null, .int(3)]),
            ("pd.Series(['x', None])", [.string("x"), .null]),
        ]
        for (code, expected) in cases {
            guard case .column(let column) = try evaluate("import numpy as np, pandas as pd\n\(code)") else {
                throw Failure("E645", code)
            }
            #expect((0..<column.count).map { column[$0] } == expected, "\(code)")
        }
        guard case .object = try evaluate("import numpy as np\nnp.zeros((2, 2, 2))") else { throw Failure("E645", "no object") }
        guard case .dictionary(let entries) = try evaluate("import numpy as np\n{'a': np.arange(2), 'b': np.arange(3)}") else {
            throw Failure("E645", "no dictionary")
        }
        #expect(entries.count == 2)
        let nested = "import pandas as pd\npd.DataFrame({'a': [[1, 2], [3]]})"
        #expect(throws: (any Error).self) { try evaluate(nested) }
    }

    // MARK: Errors

    @Test func exceptionsHaveTheirFrames() throws {
        let code = "def a():\n    return b()\ndef b():\n    raise ValueError('no')\na()"
        do {
            _ = try evaluate(code)
            Issue.record("nothing was raised")
        } catch let problem as PythonProblem {
            #expect(problem.type == "ValueError")
            #expect(problem.frames.suffix(3).map(\.function) == ["<module>", "a", "b"])
            #expect(problem.frames.last?.source == "raise ValueError('no')")
            #expect(problem.failure.code == "E641")
        }
    }

    @Test(arguments: [
        ("import no_such_module_here", "E643"), ("1 +", "E642"), ("raise SystemExit(3)", "E644"), ("1 / 0", "E641"),
    ]) func errorsHaveTheirCodes(code: String, expected: String) throws {
        do {
            _ = try evaluate(code)
            Issue.record("nothing was raised")
        } catch let problem as PythonProblem {
            #expect(problem.failure.code == expected)
        }
    }

    @Test func loopsStopWhenTheirCallerIsToldTo() throws {
        let start = ContinuousClock.now
        do {
            _ = try evaluate("while True: pass", isStopped: { ContinuousClock.now > start + .milliseconds(100) })
            Issue.record("the loop ended by itself")
        } catch let problem as PythonProblem {
            #expect(problem.isInterruption)
        }
        guard case .int(2) = try evaluate("1 + 1") else { throw Failure("E645", "Python lives on") }
    }

    /// Code that swallows what it is told, as packages do while they are imported, is told again.
    @Test func codeThatGoesOnIsToldAgain() throws {
        let start = ContinuousClock.now
        let code = """
            told = 0
            while True:
                try:
                    while True: pass
                except:
                    told += 1
                    if told == 2: raise
            """
        do {
            _ = try evaluate(code, isStopped: { ContinuousClock.now > start + .milliseconds(100) })
            Issue.record("the loop ended by itself")
        } catch let problem as PythonProblem {
            #expect(problem.isInterruption)
        }
    }

    // MARK: Threads and lifetimes

    @Test func eightThreadsCallIn() throws {
        let runtime = try runtime()
        let double = try object("lambda x: x * 2")
        let results = (0..<8).map { _ in Collected() }
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for turn in 0..<200 {
                let value = try? runtime.call(double, [PythonArgument(nil, .int(turn))])
                if case .int(turn * 2)? = value { results[thread].count += 1 }
            }
        }
        #expect(results.allSatisfy { $0.count == 200 })
    }

    /// Written by one thread each.
    private final class Collected: @unchecked Sendable {
        var count = 0
    }

    @Test func handlesDroppedWithoutTheLockAreLetGoLater() throws {
        let runtime = try runtime()
        let count = "import gc\nlen([o for o in gc.get_objects() if type(o).__name__ == '_Box'])"
        guard case .int(let before) = try evaluate(count) else { throw Failure("E645", "no count") }
        var held: [PythonObject] = []
        for _ in 0..<1000 {
            guard case .object(let box) = try evaluate("class _Box:\n    pass\n_Box()") else { continue }
            held.append(box)
        }
        let dropped = Dropped(held)
        held = []
        let thread = Thread { dropped.objects = [] }
        thread.start()
        while !thread.isFinished { usleep(1000) }
        // Tests beside this one use Python too, and let go what waits.
        guard case .int(let after) = try evaluate(count) else { throw Failure("E645", "no count") }
        #expect(after <= before + 1)
        #expect(runtime.pendingReleases < 1000)
    }

    private final class Dropped: @unchecked Sendable {
        var objects: [PythonObject]
        init(_ objects: [PythonObject]) { self.objects = objects }
    }

    // MARK: Modules

    @Test func changedModulesAreLoadedAgain() throws {
        let folder = NSTemporaryDirectory() + "segnb-python-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        let stem = "features_\(UUID().uuidString.prefix(8).lowercased())"
        try write("\(stem)_base.py", "LIMIT = 1\n")
        try write("\(stem).py", "from \(stem)_base import LIMIT\ndef limit():\n    return LIMIT\n")
        let runtime = try runtime()
        let module = try runtime.helperObject("use", [.string("\(stem).py"), .string(folder)])
        let limit = try #require(runtime.attribute("limit", of: module))
        guard case .int(1) = try runtime.call(limit, []) else { throw Failure("E645", "first") }
        try write("\(stem)_base.py", "LIMIT = 22\n")
        _ = try runtime.helper("refresh", [])
        let again = try #require(runtime.attribute("limit", of: module))
        guard case .int(22) = try runtime.call(again, []) else { throw Failure("E645", "the change is not seen") }
    }

    @Test func tablesComeInTheFormThatIsExpected() throws {
        let runtime = try runtime()
        let table = try Table([("x", nil, Column(ints: [1, 2]))])
        let named: [(String, String)] = [
            ("import pandas as pd\ndef f(t: pd.DataFrame): return type(t).__module__", "pandas"),
            ("import polars as pl\ndef f(t: pl.DataFrame): return type(t).__module__", "polars"),
            ("import pyarrow as pa\ndef f(t: 'pa.Table'): return type(t).__module__", "pyarrow"),
            ("def f(t: dict): return type(t['x']).__name__", "list"),
        ]
        for (code, expected) in named {
            let function = try object("(lambda n: (exec(\(Self.quoted(code)), n), n['f'])[1])({})")
            guard case .string(let found) = try runtime.call(function, [PythonArgument(nil, .table(table))]) else {
                throw Failure("E645", code)
            }
            #expect(found.hasPrefix(expected), "\(code)")
        }
        let any = try object("lambda t: type(t).__module__")
        guard case .string("polars.dataframe.frame") = try runtime.call(
            any, [PythonArgument(nil, .table(table))], form: "polars")
        else { throw Failure("E645", "told") }
    }

    // MARK: Steps and learners

    private static let recording = """
        class Recorder:
            def get_params(self, deep=True): return {}
            def fit(self, X, y=None):
                self.rows, self.limit = len(X), X['x'].max()
                return self
            def transform(self, X): return X.assign(x=X['x'].clip(upper=self.limit))
            def predict(self, X): return X['x'].clip(upper=self.limit)
        """

    private func recorder() throws -> PythonModule {
        guard case .object(let made) = try evaluate(Self.recording + "\nRecorder()") else {
            throw Failure("E645", "no object")
        }
        return try PythonModule(made, runtime())
    }

    private static func sample(_ x: [Double]) throws -> Sample {
        let table = try Table([("x", nil, Column(doubles: x)), ("y", nil, Column(doubles: x))])
        let task = try LearningTask.make(table, TaskOptions(target: "y", kind: .regression))
        return task.sample(rows: task.development)
    }

    /// What a later row holds never reaches an object that was fitted before.
    @Test func objectsLearnFromTrainingRowsOnly() throws {
        let training = try Self.sample([1, 2, 3])
        let later = try Table([("x", nil, Column(doubles: [2, 100]))])
        let step = try PythonStep(try recorder()).fit(training, FitContext())
        #expect(try step.training.table.column("x").doubles() == [1, 2, 3])
        #expect(try step.fitted.apply(later).column("x").doubles() == [2, 3])
        let learner = try PythonLearner(try recorder()).fit(training, FitContext())
        #expect(try learner.predict(later).values == [2, 3])
        // The object itself is as it was: each fit has its own.
        let again = try PythonStep(try recorder()).fit(try Self.sample([5, 6, 7]), FitContext())
        #expect(try again.fitted.apply(later).column("x").doubles() == [2, 7])
        #expect(try step.fitted.apply(later).column("x").doubles() == [2, 3])
    }

    @Test func picklesAreKeptAndReadOnlyWhereAllowed() throws {
        let module = try PythonModule(
            try object("__import__('sklearn.preprocessing').preprocessing.StandardScaler()"), runtime())
        let fitted = try PythonStep(module).fit(try Self.sample([1, 2, 3]), FitContext()).fitted
        let step = try #require(fitted as? FittedPythonStep)
        let encoder = JSONEncoder()
        #expect(throws: Failure.self) { try encoder.encode(step) }
        encoder.userInfo[.allowsPickle] = true
        let data = try encoder.encode(step)
        let decoder = JSONDecoder()
        #expect(throws: Failure.self) { try decoder.decode(FittedPythonStep.self, from: data) }
        decoder.userInfo[.allowsPickle] = true
        let read = try decoder.decode(FittedPythonStep.self, from: data)
        let table = try Table([("x", nil, Column(doubles: [1, 4]))])
        #expect(try read.apply(table).column("x").doubles() == step.apply(table).column("x").doubles())
    }

    static func quoted(_ text: String) -> String {
        "'" + text.replacingOccurrences(of: "'", with: "\\'").replacingOccurrences(of: "\n", with: "\\n") + "'"
    }
}
