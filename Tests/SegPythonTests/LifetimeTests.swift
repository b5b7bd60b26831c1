import Foundation
import SegDiagnostics
import SegFrame
import SegPython
import SegTensor
import Testing

extension BridgeTests {
    /// Who holds what, and for how long. Part of the one suite, so that nobody else uses Python meanwhile.
    @Suite struct Lifetimes {
        private let bridge = BridgeTests()

        @Test func tenThousandRoundTripsKeepMemory() throws {
            let runtime = try PythonRuntime.shared()
            let double = try bridge.object("lambda t, n, s: {'x': t['x'] * 2, 'n': __import__('numpy').arange(t['x'].size)}")
            let echo = try bridge.object("lambda *values: list(values)")
            func turn(_ number: Int) throws {
                let table = try Table([("x", nil, Column(doubles: (0..<200).map { Double($0 + number) }))])
                let made = try runtime.call(
                    double, [.init(nil, .table(table)), .init(nil, .int(number)), .init(nil, .string("text \(number)"))],
                    form: "segnb")
                #expect(try bridge.table(made).column("x")[1] == .double(Double(2 * (number + 1))))
                _ = try runtime.call(
                    echo, [.init(nil, .list([.int(number), .string("é")])), .init(nil, .dictionary([(.string("k"), .double(1))]))])
            }
            for number in 0..<1_000 { try turn(number) }
            // A kilobyte lost a turn would be ten megabytes, each time; what other tests take meanwhile is taken once.
            var grown: [Int] = []
            for _ in 0..<4 where grown.allSatisfy({ $0 >= 6 << 20 }) {
                let before = try #require(ResidentMemory.bytes)
                for number in 0..<10_000 { try turn(number) }
                grown.append(try #require(ResidentMemory.bytes) - before)
            }
            #expect(grown.contains { $0 < 6 << 20 }, "grown by \(grown) bytes")
        }

        @Test func arraysOfPythonHoldTheTableThatTheyLookAt() throws {
            let runtime = try PythonRuntime.shared()
            let sum = try bridge.object("lambda a: float(a.sum())")
            let array: PythonObject
            do {
                let table = try Table([("x", nil, Column(doubles: (0..<100_000).map(Double.init)))])
                array = try runtime.helperObject("array", [.table(table)])
            }
            // What would be let go of with the table is overwritten by then.
            let others = (0..<20).map { _ in Column(doubles: [Double](repeating: -1, count: 100_000)) }
            #expect(others.count == 20)
            #expect("\(try runtime.call(sum, [.init(nil, .object(array))]))" == "\(PythonValue.double(4_999_950_000))")
        }

        @Test func columnsHoldTheArrayThatTheyCameFrom() throws {
            let code = """
                import numpy as np, weakref, gc
                kept = np.frombuffer(np.arange(50_000, dtype='f8').tobytes())
                import builtins
                builtins._probe = weakref.ref(kept)
                kept
                """
            let alive = "import builtins, gc\ngc.collect()\nbuiltins._probe() is not None"
            var column: Column?
            do {
                guard case .column(let made) = try bridge.evaluate(code) else { throw Failure("E645", "no column") }
                column = made
            }
            #expect("\(try bridge.evaluate(alive))" == "\(PythonValue.bool(true))")
            #expect(column?[49_999] == .double(49_999))
            column = nil
            // Let go at the next entry.
            _ = try bridge.evaluate("1")
            #expect("\(try bridge.evaluate(alive))" == "\(PythonValue.bool(false))")
        }

        /// An Arrow stream that nobody takes, and one that outlives its capsule.
        @Test func capsulesMayGoFirst() throws {
            let table = try Table([("x", nil, Column(ints: [1, 2, 3])), ("s", nil, Column(strings: ["a", nil, "ccc"]))])
            let code = """
                import pyarrow as pa, gc
                unused = x.__arrow_c_stream__()
                del unused
                made = pa.table(x)
                del x
                gc.collect()
                made.to_pydict()['s']
                """
            let keep = try bridge.object("lambda t: (exec(\(BridgeTests.quoted(code)), n := {'x': t}), n['made'].to_pydict()['s'])[1]")
            let found = try PythonRuntime.shared().call(keep, [.init(nil, .table(table))], form: "segnb")
            #expect("\(found)" == "\(PythonValue.list([.string("a"), .none, .string("ccc")]))")
        }
    }
}
