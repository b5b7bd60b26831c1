import SegDiagnostics
import SegFrame
import SegPython
import Testing

extension BridgeTests {
    /// Memory is taken over where nobody else has it, and never where a script may still write to it. Part of the one suite, so
    /// that nobody else uses Python meanwhile.
    @Suite struct Ownership {
        private let bridge = BridgeTests()
        private static let begin = "import builtins, numpy as np, pandas as pd\n"

        /// How something is made, what is given of it, and how it is changed afterwards.
        @Test(arguments: [
            ("np.ones(9000)", "kept", "kept[0] = 5"),
            ("np.ones(9000)", "[kept]", "kept[0] = 5"),
            // An array that looks at another's memory stays writeable when that one no longer is.
            ("np.ones(9000)", "builtins._view = kept[:5]\nkept.flags.writeable = False\nkept", "builtins._view[0] = 5"),
            ("np.ones(9000)", "kept.flags.writeable = False\nkept", "kept.flags.writeable = True\nkept[0] = 5"),
            ("np.ones(9000)", "kept[:7000]", "kept[0] = 5"),
            ("np.ones(9000)", "kept.reshape(9, 1000)[0]", "kept[0] = 5"),
            ("np.ones((9000, 2))", "kept", "kept[0, 0] = 5"),
            ("np.ones(9000)", "np.lib.stride_tricks.as_strided(kept, writeable=False)", "kept[0] = 5"),
            ("np.ones(9000, dtype='f4')", "{'x': kept, 'y': np.ones(9000)}", "kept[0] = 5"),
            ("np.ones(9000, dtype='i8')", "pd.Series(kept, copy=False)", "kept[0] = 5"),
            ("np.ones(9000)", "pd.DataFrame({'x': kept}, copy=False)", "kept[0] = 5"),
            ("pd.Series(np.ones(9000))", "kept", "kept.iloc[0] = 5"),
            ("pd.Series(np.ones(9000))", "{'x': kept}", "kept.iloc[0] = 5"),
            ("pd.DataFrame({'x': np.ones(9000), 'y': 'a'})", "kept", "kept.iloc[0, 0] = 5"),
            ("pd.DataFrame({'x': np.ones(9000), 'y': np.ones(9000)})", "kept['x']", "kept.iloc[0, 0] = 5"),
            ("pd.DataFrame({'x': np.ones(9000)})", "kept.rename(columns={'x': 'z'})", "kept.iloc[0, 0] = 5"),
            ("pd.DataFrame({'x': np.ones(9000)})", "[kept]", "kept.loc[0, 'x'] = 5"),
            ("pd.DataFrame({'x': pd.to_datetime(np.ones(9000), unit='s')})", "kept", "kept.iloc[0, 0] = pd.Timestamp(5, unit='s')"),
        ]) func whatAScriptHoldsIsNotShared(made: String, given: String, change: String) throws {
            let found = try bridge.evaluate(Self.begin + "kept = \(made)\nbuiltins._kept = kept\n\(given)")
            let column = try Self.column(found)
            let before = column[0]
            _ = try bridge.evaluate(Self.begin + "kept = builtins._kept\n\(change)")
            #expect(column[0] == before, "\(given)")
            #expect(column.missingCount == 0)
        }

        /// Results that only the caller has come without a copy.
        @Test(arguments: [
            ("np.arange(9000.0)", "made.ctypes.data"), ("(np.arange(9000.0), 1)", "made[0].ctypes.data"),
            ("{'x': np.arange(9000.0)}", "made['x'].ctypes.data"),
            ("pd.DataFrame({'x': np.arange(9000.0), 's': 'a'})", "made['x'].to_numpy().ctypes.data"),
            ("pd.Series(np.arange(9000.0))", "made.to_numpy().ctypes.data"),
        ]) func whatNobodyElseHoldsIsTakenOver(made: String, address: String) throws {
            let code = "def make():\n    made = \(made)\n    builtins._address = \(address)\n    return made\nmake()"
            let column = try Self.column(try bridge.evaluate(Self.begin + code))
            guard case .int(let address) = try bridge.evaluate(Self.begin + "builtins._address") else {
                throw Failure("E645", "no address")
            }
            let place = try #require(column.float64Buffer).withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
            #expect(place == address)
            #expect(column[4321] == .double(4321))
        }

        /// Numbers, whole numbers and times in columns `x`, `k` and `t`.
        private static func large() throws -> Table {
            let rows = 0..<70_000
            return try Table([
                ("x", nil, Column(doubles: rows.map { Double($0) })), ("k", nil, Column(ints: rows.map { Int64($0) })),
                ("t", nil, Column(microseconds: rows.map { Int64($0) * 1_000_000 })),
            ])
        }

        /// Large columns are given to pandas where they lie; what a script writes goes to a copy.
        @Test(arguments: [
            "t = t[['x', 'k']]\nt += 1", "t = t.drop(columns='t')\nt[t < 5] = -5", "t.loc[0, 'x'] = -5.0", "t.iloc[0, 0] = -5.0", "t.at[0, 'x'] = -5.0", "t.iat[0, 0] = -5.0",
            "t.loc[t.x < 5, 'x'] = -5.0", "t['x'] += 1", "t.iloc[:, 0] = 0.0", "t['x'] = 0.0",
            "t['x'].where(t.x > 5, -5.0, inplace=True)", "t.x.mask(t.x < 5, inplace=True)", "t.replace(0, 7, inplace=True)",
            "t = t[['x', 'k']]\nt.clip(3, 5, inplace=True)", "t.sort_values('x', ascending=False, inplace=True, ignore_index=True)",
            "t.update(pd.DataFrame({'x': [-5.0]}))", "t.drop(columns='x', inplace=True)", "t.eval('x = x + k', inplace=True)",
            "t.loc[0, 't'] = pd.Timestamp('2020-01-01')", "t['t'] += pd.Timedelta(hours=1)",
            "u = t[['x']]\nu.iloc[0, 0] = -5.0", "u = t.x.to_numpy(copy=True)\nu[0] = 5", "t.insert(0, 'z', t.x * 2)",
            "for _ in range(2): t.iloc[1:3, 0] = t.iloc[0:2, 0].to_numpy()",
        ]) func framesMayBeWrittenTo(change: String) throws {
            let table = try Self.large()
            func changed(_ frame: String) throws -> String {
                let end = "\nrepr(t.head(8)) + repr(t.tail(2)) + str(t.dtypes.tolist())"
                return "\(try bridge.evaluate(Self.begin + "t = \(frame)\n" + change + end, ["table": .table(table)]))"
            }
            #expect(try changed("table") == changed("table.copy()"), "\(change)")
            #expect(table.columns[0][0] == .double(0) && table.columns[1][0] == .int(0))
            for row in 0..<5 { #expect(table.columns[0][row] == .double(Double(row))) }
        }

        @Test func largeColumnsReachPandasWhereTheyLie() throws {
            guard case .int(let version) = try bridge.evaluate("import pandas\nint(pandas.__version__.partition('.')[0])", [:]), version >= 3 else {
                return  // Older ones may write to what they are given.
            }
            let table = try Self.large()
            let found = try bridge.evaluate(
                Self.begin + "f = table\n[f.x.to_numpy().ctypes.data, f.k.to_numpy().ctypes.data, f]", ["table": .table(table)])
            guard case .list(let items) = found, case .table(let back) = items[2] else { throw Failure("E645", "\(found)") }
            let address = try #require(table.columns[0].float64Buffer).withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
            #expect("\(items[0])" == "\(PythonValue.int(address))")
            let returned = try #require(back.columns[0].float64Buffer).withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
            #expect(returned == address)
        }

        /// Values that aren't finite are found when the column is asked for them.
        @Test func whatIsNotFiniteIsMissingThere() throws {
            let code = "x = np.ones(9001)\nx[17] = np.nan\nx[9000] = np.inf\n"
            for given in ["x", "pd.Series(x)", "x.astype('f4')", "__import__('pyarrow').array(x)", "__import__('polars').Series(x)"] {
                let column = try Self.column(try bridge.evaluate(Self.begin + code + given))
                #expect(column.missingCount == 2 && column.isMissing(17) && column.isMissing(9000), "\(given)")
                #expect(column[17] == .null && column[16] == .double(1), "\(given)")
            }
        }

        private static func column(_ value: PythonValue) throws -> Column {
            switch value {
            case .column(let column): return column
            case .table(let table): return table.columns[0]
            case .list(let items): return try column(try #require(items.first))
            default: throw Failure("E645", "\(value) is no column")
            }
        }
    }
}
