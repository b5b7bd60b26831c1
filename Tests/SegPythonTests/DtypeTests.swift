import SegDiagnostics
import SegFrame
import SegPython
import Testing

extension BridgeTests {
    /// Every type of pandas and NumPy, with and without missing values, and with no rows.
    @Suite struct Dtypes {
        private let bridge = BridgeTests()

        private static let plain: [(dtype: String, values: String, expected: [Scalar])] = [
            ("float64", "[1.5, -2.0]", [.double(1.5), .double(-2)]), ("float32", "[1.5, -2.0]", [.double(1.5), .double(-2)]),
            ("float16", "[1.5, -2.0]", [.double(1.5), .double(-2)]),
            ("int8", "[-3, 4]", [.int(-3), .int(4)]), ("int16", "[-3, 4]", [.int(-3), .int(4)]),
            ("int32", "[-3, 4]", [.int(-3), .int(4)]), ("int64", "[-3, 4]", [.int(-3), .int(4)]),
            ("uint8", "[3, 250]", [.int(3), .int(250)]), ("uint16", "[3, 65535]", [.int(3), .int(65535)]),
            ("uint32", "[3, 4294967295]", [.int(3), .int(4_294_967_295)]), ("uint64", "[3, 4]", [.int(3), .int(4)]),
            ("bool", "[True, False]", [.bool(true), .bool(false)]), ("str", "['é', '']", [.string("é"), .string("")]),
            ("category", "['b', 'a']", [.string("b"), .string("a")]),
            ("datetime64[ns]", "['1970-01-02', '1969-12-31']",
                [.dateTime(86_400_000_000, zone: nil), .dateTime(-86_400_000_000, zone: nil)]),
            ("datetime64[ns, Europe/Berlin]", "['1970-01-01T01:00+01:00', '1970-01-01T02:00+01:00']",
                [.dateTime(0, zone: "UTC"), .dateTime(3_600_000_000, zone: "UTC")]),
            ("timedelta64[ns]", "[1000, -2000]", [.duration(1000), .duration(-2000)]),
        ]

        private static let missing: [(dtype: String, values: String, expected: [Scalar])] = [
            ("float64", "[1.5, None]", [.double(1.5), .null]), ("float32", "[1.5, None]", [.double(1.5), .null]),
            ("Int8", "[-3, None]", [.int(-3), .null]), ("Int64", "[-3, None]", [.int(-3), .null]),
            ("UInt8", "[250, None]", [.int(250), .null]), ("UInt64", "[3, None]", [.int(3), .null]),
            ("Float64", "[1.5, None]", [.double(1.5), .null]), ("boolean", "[True, None]", [.bool(true), .null]),
            ("string", "['é', None]", [.string("é"), .null]), ("category", "['b', None]", [.string("b"), .null]),
            ("object", "['x', None]", [.string("x"), .null]),
            ("datetime64[ns]", "['1970-01-02', None]", [.dateTime(86_400_000_000, zone: nil), .null]),
            ("datetime64[ns, UTC]", "['1970-01-01', None]", [.dateTime(0, zone: "UTC"), .null]),
            ("timedelta64[ns]", "[1000, None]", [.duration(1000), .null]),
        ]

        /// The column as it comes in a frame and by itself.
        private func columns(_ dtype: String, _ values: String) throws -> [Column] {
            let made = "import pandas as pd\ns = pd.Series(\(values), dtype='\(dtype)')\n"
            let frame = try bridge.table(try bridge.evaluate(made + "pd.DataFrame({'x': s})"))
            guard case .column(let alone) = try bridge.evaluate(made + "s") else { throw Failure("E645", "no column") }
            return [try frame.column("x"), alone]
        }

        /// What NumPy has and pandas has not, alone and in a dictionary.
        @Test(arguments: [
            ("np.array([10**9, 'NaT', 3], 'm8[ns]')", [Scalar.duration(1_000_000_000), .null, .duration(3)]),
            ("np.array([2, 'NaT'], 'm8[s]')", [.duration(2_000_000_000), .null]),
            ("np.array(['1970-01-02', 'NaT'], 'M8[D]')", [.dateTime(86_400_000_000, zone: nil), .null]),
            ("np.array(['1969-12-31T23:59:59.999999999'], 'M8[ns]')", [.dateTime(-1, zone: nil)]),
            ("np.array([7, 0], '>M8[s]')", [.dateTime(7_000_000, zone: nil), .dateTime(0, zone: nil)]),
            ("np.ma.masked_array([1.5, 2.5, 3.5], [0, 1, 0])", [.double(1.5), .null, .double(3.5)]),
            ("np.ma.masked_array([1, 2], [1, 0])", [.null, .int(2)]),
            ("np.array([1, 65535], '>u2')", [.int(1), .int(65535)]),
        ]) func arraysOfNumPy(code: String, expected: [Scalar]) throws {
            let begin = "import numpy as np\nimport pandas as pd\n"
            guard case .column(let alone) = try bridge.evaluate(begin + code) else { throw Failure("E645", "no column") }
            #expect((0..<alone.count).map { alone[$0] } == expected, "\(code)")
            let named = try bridge.table(try bridge.evaluate(begin + "{'x': \(code), 'y': np.arange(\(expected.count))}")).column("x")
            #expect((0..<named.count).map { named[$0] } == expected, "\(code) in a dictionary")
        }

        @Test(arguments: ["np.array([10**15], 'M8[s]')", "{'x': np.array([10**12], 'm8[s]')}", "pd.DataFrame({'x': np.array([10**15], 'M8[s]')})"])
        func timesThatAreTooFarAwayAreErrors(code: String) throws {
            #expect(throws: (any Error).self) { try bridge.evaluate("import numpy as np\nimport pandas as pd\n" + code) }
        }

        @Test func bigEndianAndPeriodsInFrames() throws {
            let code = "import numpy as np\nimport pandas as pd\n"
                + "pd.DataFrame({'u': np.array([1, 65535], '>u2'), 'p': pd.PeriodIndex(['2024-01', None], freq='M')})"
            let table = try bridge.table(try bridge.evaluate(code))
            #expect(try table.column("u")[1] == .int(65535))
            #expect(try table.column("p")[0] == .string("2024-01") && table.column("p")[1] == .null)
        }

        /// Scripts read texts from files, and put others into them.
        @Test(arguments: [
            ("pandas", "lambda t: (t['c'].fillna('none') + '_' + t['c'].fillna('x')).tolist()", ["b_b", "none_x", "a_a"]),
            ("polars", "lambda t: t['c'].fill_null('none').str.to_uppercase().to_list()", ["B", "NONE", "A"]),
            ("pyarrow", "lambda t: __import__('pyarrow.compute').compute.utf8_upper(t['c'].fill_null('none')).to_pylist()", ["B", "NONE", "A"]),
        ]) func categoriesReachScriptsAsTexts(form: String, code: String, expected: [String]) throws {
            let runtime = try PythonRuntime.shared()
            let table = try Table([("c", nil, Column(codes: [1, -1, 0], levels: ["a", "b"]))])
            let made = try runtime.call(try bridge.object(code), [.init(nil, .table(table))], form: form)
            #expect("\(made)" == "\(PythonValue.list(expected.map { .string($0) }))")
        }

        @Test(arguments: [
            ("b", "t['b'].dtype.kind + str((~t['b']).tolist())", "b[False, True, False]"),
            ("m", "t['m'].dtype.kind", "O"),
            ("t", "str(t['t'].dtype) + str(t['t'][1])", "datetime64[us]NaT"),
            ("d", "str(t['d'].dtype) + str(t['d'][1])", "timedelta64[ns]NaT"),
        ]) func columnsReachNumPyWithTheirTypes(name: String, code: String, expected: String) throws {
            let table = try Table([
                ("b", nil, Column(bools: [true, false, true])), ("m", nil, Column(bools: [true, nil, true])),
                ("t", nil, Column(microseconds: [0, 1, 2], missing: [false, true, false])),
                ("d", nil, Column(nanoseconds: [0, 1_000, 2_000], missing: [false, true, false])),
            ])
            let made = try PythonRuntime.shared().call(try bridge.object("lambda t: \(code)"), [.init(nil, .table(table))], form: "numpy")
            #expect("\(made)" == "\(PythonValue.string(expected))", "\(name)")
        }

        @Test func rangesBecomeTextsAndNamedTuplesStayObjects() throws {
            let table = try bridge.table(
                try bridge.evaluate("import pandas as pd\npd.DataFrame({'k': pd.cut(pd.Series([1.0, None, 9.0]), [0, 5, 10]), 'x': [1, 2, 3]})"))
            #expect(try table.column("k").strings() == ["(0, 5]", nil, "(5, 10]"])
            let made = try bridge.evaluate("import collections\ncollections.namedtuple('P', 'a b')(1, 2)")
            guard case .object(let object) = made else { throw Failure("E645", "\(made)") }
            let runtime = try PythonRuntime.shared()
            #expect("\(try runtime.value(of: try #require(runtime.attribute("b", of: object))))" == "\(PythonValue.int(2))")
        }

        /// Keys that dictionaries of the language have not.
        @Test(arguments: ["{(1, 2): 3}", "{None: 1, 'a': 2}", "{b'x': 1}", "{float('nan'): 1}"])
        func dictionariesOfOtherKeysStayInPython(code: String) throws {
            guard case .object = try bridge.evaluate(code) else { throw Failure("E645", "an object was expected") }
        }

        @Test(arguments: plain + missing) func types(dtype: String, values: String, expected: [Scalar]) throws {
            for (place, column) in try columns(dtype, values).enumerated() {
                let found = (0..<column.count).map { column[$0] }
                // A zone's name may come as another name of the same moments.
                #expect(found.map(Self.moment) == expected.map(Self.moment), "\(dtype) \(place == 0 ? "in a frame" : "alone")")
            }
        }

        /// Names that are no texts become texts on this side only, and frames of Arrow's texts come as they lie.
        @Test func framesKeepTheirNames() throws {
            let made = "import pandas as pd\nf = pd.DataFrame({1: [1, 2], ('a', 2): [3, 4]})\nt = pd.DataFrame({'x': ['é', None, 'z']}).iloc[1:]\n"
            let names = try bridge.table(try bridge.evaluate(made + "import builtins\nbuiltins.kept_frame = f\nf")).names
            #expect(names == ["1", "('a', 2)"])
            guard case .string(let kept) = try bridge.evaluate("str(list(kept_frame.columns))") else {
                throw Failure("E645", "no text")
            }
            #expect(kept == "[1, ('a', 2)]")
            #expect(try bridge.table(try bridge.evaluate(made + "t")).column("x").strings() == [nil, "z"])
        }

        private static func moment(_ scalar: Scalar) -> Scalar {
            if case .dateTime(let microseconds, let zone?) = scalar { return .dateTime(microseconds, zone: zone.isEmpty ? nil : "UTC") }
            return scalar
        }

        @Test(arguments: plain.map(\.dtype)) func noRows(dtype: String) throws {
            for column in try columns(dtype, "[]") { #expect(column.count == 0) }
        }

        /// What is too large for Int is the nearest Float: a column rather than an error.
        @Test func unsignedNumbersBeyondIntAreFloats() throws {
            let code = "import numpy as np, pandas as pd\na = np.array([1, 2**64 - 1], dtype='u8')\n"
            guard case .column(let alone) = try bridge.evaluate(code + "a") else { throw Failure("E645", "no column") }
            #expect(alone.doubles() == [1, 18_446_744_073_709_551_615])
            let frame = try bridge.table(try bridge.evaluate(code + "pd.DataFrame({'a': a})"))
            #expect(try frame.column("a").doubles() == [1, 18_446_744_073_709_551_615])
            #expect(throws: PythonProblem.self) { try bridge.evaluate("import numpy as np\nnp.uint64(2**64 - 1)") }
        }

        @Test(arguments: [
            "np.arange(12, dtype='f8').reshape(3, 4)[:, 1]", "np.arange(6, dtype='f8')[::-2]", "np.arange(3).astype('>i8') * 2 - 1",
        ]) func stridesAndByteOrders(code: String) throws {
            guard case .column(let column) = try bridge.evaluate("import numpy as np\n\(code)") else {
                throw Failure("E645", code)
            }
            guard case .list(let items) = try bridge.evaluate("import numpy as np\n(\(code)).tolist()") else {
                throw Failure("E645", code)
            }
            #expect(column.doubles() == items.map { item in
                switch item {
                case .int(let number): Double(number)
                case .double(let number): number
                default: .nan
                }
            })
        }

        @Test(arguments: ["[[1, 2], [3]]", "[{'k': 1}, {'k': 2}]", "[object(), object()]"]) func nestedCellsAreNamed(values: String) throws {
            do {
                _ = try bridge.evaluate("import pandas as pd\npd.DataFrame({'odd': \(values)})")
                Issue.record("it was taken")
            } catch let problem as PythonProblem {
                #expect(problem.failure.message.contains("odd") || problem.failure.message.contains("object"), "\(problem.failure.message)")
            } catch let failure as Failure {
                #expect(failure.message.contains("odd"), "\(failure.message)")
            }
        }
    }
}
