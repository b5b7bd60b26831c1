import Foundation
import SegDiagnostics
import SegFrame
import SegPython
import Synchronization
import Testing

extension BridgeTests {
    /// Calls in worker processes.
    @Suite struct Isolation {
        private let runtime: PythonRuntime
        private let module: PythonObject

        private static let code = """
            import ctypes, os, sys
            def double(t): return {"x": t["x"] * 2}
            def frame(t): return t.assign(s="é")
            def crash(): ctypes.string_at(0)
            def leave(): os._exit(3)
            def fill():
                held = []
                while True: held.append(bytearray(20_000_000))
            def greedy(): raise MemoryError("no more")
            def forever():
                while True: pass
            def wrong(): raise ValueError("no")
            def closure(): return lambda: 1
            def nested(): return {"f": [1, lambda: 1]}
            def holder():
                made = Fitted()
                made.loss = lambda: 1
                return made
            def speak():
                print("one")
                sys.stderr.write("two\\n")
                os.system("echo three")
                print("four", end="")
            def pid(): return os.getpid()
            def wait():
                import subprocess
                subprocess.Popen(["sleep", "60"])
                return os.getpid()
            def begin():
                import threading, time
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                return os.getpid()
            def shut():
                print("before")
                sys.stdout.close()
                return os.getpid()
            def replace():
                import io
                sys.stderr = io.StringIO()
                return os.getpid()
            def hold(count):
                global held
                held = bytearray(count)
                held[::4096] = b"x" * len(held[::4096])
                return os.getpid()
            def move():
                os.chdir("/")
                os.environ["SEGNB_MOVED"] = "1"
                sys.path.append("/moved")
                return [os.getcwd(), "SEGNB_MOVED" in os.environ, "/moved" in sys.path]
            def place(): return [os.getcwd() == "/", "SEGNB_MOVED" in os.environ, "/moved" in sys.path]
            def stray():
                import isolation_stray
                return isolation_stray.answer
            class Fitted:
                def fit(self, X, y):
                    import numpy as np
                    self.rows, self.mean = len(X), float(np.mean(y))
                    self.weights = np.random.default_rng(7).normal(size=5) * self.mean
                    return self
                def predict(self, X): return [self.mean] * len(X)
            """

        init() throws {
            runtime = try PythonRuntime.shared()
            let folder = FileManager.default.temporaryDirectory.path + "/segnb-isolation"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(Self.code.utf8).write(to: URL(fileURLWithPath: folder + "/isolation_code.py"))
            module = try runtime.helperObject("use", [.string("isolation_code.py"), .string(folder)])
        }

        private func call(
            _ name: String, _ arguments: [PythonArgument] = [], form: String? = nil, _ limits: PythonIsolation = .init(),
            isStopped: PythonRuntime.StopQuestion? = nil
        ) throws -> PythonValue? {
            try runtime.callIsolated(module, method: name, arguments, form: form, limits, isStopped: isStopped)
        }

        @Test func valuesAndTablesCross() throws {
            let table = try Table([("x", nil, Column(ints: [1, 2])), ("m", nil, Column(doubles: [1, .nan]))])
            for form in ["segnb", "numpy", "pandas"] {
                guard case .table(let made)? = try call("double", [.init(nil, .table(table))], form: form) else {
                    throw Failure("E645", "no table of \(form)")
                }
                #expect(try made.column("x").doubles() == [2, 4])
            }
            guard case .table(let frame)? = try call("frame", [.init(nil, .table(table))], form: "pandas") else {
                throw Failure("E645", "no table")
            }
            #expect(frame.names == ["x", "m", "s"])
            #expect(try frame.column("s")[1] == .string("é"))
            guard case .int(let pid)? = try call("pid") else { throw Failure("E645", "no number") }
            #expect(pid != Int(getpid()))
            let none = try call("no_such_function")
            if none != nil { Issue.record("a function that isn't there") }
        }

        @Test(arguments: [
            ("crash", "E651", "segmentation fault"), ("leave", "E652", "code 3"), ("greedy", "E653", "memory"),
            ("closure", "E655", "can't leave the worker process: an object of class 'function' can't be pickled"),
            ("nested", "E655", "it holds an object of class 'function' at ['f'][1]"), ("holder", "E655", "it holds an object of class 'function' at .loss"),
            ("wrong", "E641", "ValueError: no"),
        ]) func whatBecomesOfAProcessHasAName(name: String, code: String, text: String) throws {
            try expect(code, text) { try call(name) }
            #expect(try left() == 0)
        }

        @Test func memoryAndTimeAreLimited() throws {
            try expect("E653", "memory") { try call("fill", [], PythonIsolation(memory: 200_000_000)) }
            try expect("E654", "limit of 0.5 s") { try call("forever", [], PythonIsolation(seconds: 0.5)) }
            try expect("E654", "in forever: while True: pass") { try call("forever", [], PythonIsolation(seconds: 1)) }
            #expect(try left() == 0)
        }

        @Test func aFunctionWithoutANameCantGo() throws {
            let nameless = try BridgeTests().object("lambda: 1")
            try expect("E655", "can't be given") { try runtime.callIsolated(nameless, [], .init()) }
        }

        @Test func aCallStopsWithItsCaller() throws {
            let start = ContinuousClock.now
            do {
                _ = try call("forever", isStopped: { ContinuousClock.now > start + .milliseconds(700) })
                Issue.record("it ended by itself")
            } catch let problem as PythonProblem {
                #expect(problem.isInterruption && problem.trace.contains("in forever: while True: pass"), "\(problem.trace)")
            }
            #expect(try left() == 0)
        }

        @Test func whatAProcessPrintsComesInOrder() throws {
            let text = Mutex("")
            let before = runtime.redirectOutput { piece in
                if case .text(let more, _) = piece { text.withLock { $0 += more } }
            }
            defer { runtime.redirectOutput(to: before) }
            _ = try call("speak")
            #expect(text.withLock { $0 } == "one\ntwo\nthree\nfour")
        }

        /// A fit in a worker process gives the bits of one in this process.
        @Test func fitsBesideEachOtherGiveTheSameBits() throws {
            let make = try #require(runtime.attribute("Fitted", of: module))
            guard case .object(let estimator) = try runtime.call(make, []) else { throw Failure("E645", "no object") }
            let table = try Table([("x", nil, Column(doubles: [1, 2, 4]))])
            let target = try runtime.helperObject("array", [.table(try Table([("y", nil, Column(doubles: [0.1, 0.2, 0.7]))]))])
            func fit() throws -> String {
                let made = try runtime.helperObject(
                    "fit_beside", [.object(estimator), .table(table), .object(target), .none, .int(3)])
                guard case .string(let text) = try runtime.helper("pickled", [.object(made)]) else { return "" }
                return text
            }
            let here = try fit()
            // As if fits had waited for each other long enough. What modules of tests beside these hold doesn't count here.
            _ = try BridgeTests().evaluate(
                """
                import segnb_bridge as b
                given = []
                def fit(arguments, plain=b._pool.fit):
                    made = plain(arguments)
                    given.append(made is not None)
                    return made
                b._pool.given, b._pool.fit, b._pool.wants = given, fit, lambda value: type(value).__name__ == "Fitted"
                """)
            let beside = try fit()
            guard case .int(let count) = try BridgeTests().evaluate(
                "import segnb_bridge as b\ncount = sum(b._pool.given)\ndel b._pool.given, b._pool.fit, b._pool.wants\ncount")
            else { throw Failure("E645", "no number") }
            #expect(count == 1)
            #expect(!here.isEmpty && here == beside)
            #expect(try left() == 0)
        }

        // MARK: Processes that stay

        private func number(_ name: String, _ arguments: [PythonArgument] = [], _ limits: PythonIsolation = .init()) throws -> Int {
            guard case .int(let number)? = try call(name, arguments, limits) else { throw Failure("E645", "no number") }
            return number
        }

        /// Processes of workers that are there once those that wait for a call were let go.
        private func left() throws -> Int {
            _ = try runtime.helper("close_workers", [])
            return Self.children().count
        }

        @Test func aProcessServesManyCalls() throws {
            #expect(try left() == 0)
            let first = try number("pid")
            #expect(try number("pid") == first)
            #expect(Self.children() == [first])
            // One that failed, or that was ended, is replaced.
            try expect("E641", "ValueError: no") { try call("wrong") }
            let second = try number("pid")
            #expect(second != first)
            try expect("E651", "segmentation fault") { try call("crash") }
            #expect(try number("pid") != second)
            #expect(Self.children().count == 1)
            #expect(try left() == 0)
        }

        /// What goes on after its call ends with its process.
        @Test(arguments: ["wait", "begin", "shut", "replace"]) func whatLeavesSomethingRunningIsNotUsedAgain(name: String) throws {
            let first = try number(name)
            #expect(try number("pid") != first)
            #expect(kill(pid_t(first), 0) != 0, "it is gone")
            #expect(try left() == 0)
        }

        @Test func theLimitOfMemoryIsThatOfTheCall() throws {
            #expect(try left() == 0)
            let first = try number("hold", [.init(nil, .int(150_000_000))])
            #expect(try number("hold", [.init(nil, .int(1000))]) == first, "it holds less than what is let go")
            _ = try number("hold", [.init(nil, .int(150_000_000))])
            let limits = PythonIsolation(memory: 250_000_000)
            #expect(try number("hold", [.init(nil, .int(100_000_000))], limits) != first)
            _ = try left()
            let large = try number("hold", [.init(nil, .int(600_000_000))])
            #expect(try number("pid") != large, "one that holds much is let go")
            #expect(try left() == 0)
        }

        @Test func callsFindTheProgramsSurroundings() throws {
            func list(_ name: String) throws -> [PythonValue] {
                guard case .list(let values)? = try call(name), values.count == 3 else { throw Failure("E645", "no list") }
                return values
            }
            let process = try number("pid")
            let moved = try list("move")
            guard case .bool(true) = moved[1], case .bool(true) = moved[2] else { throw Failure("E645", "it did not move") }
            for value in try list("place") {
                guard case .bool(false) = value else { throw Failure("E645", "a call finds what another has left") }
            }
            #expect(try number("pid") == process)
        }

        /// A module that the program itself never loaded.
        @Test func editedModulesOfTheProcessAreLoadedAgain() throws {
            let file = FileManager.default.temporaryDirectory.path + "/segnb-isolation/isolation_stray.py"
            for answer in [1, 2, 3] {
                try Data("answer = \(answer)\n".utf8).write(to: URL(fileURLWithPath: file))
                #expect(try number("stray") == answer)
            }
            let known = try runtime.loadedSourceFiles().map(\.path)
            #expect(known.contains { $0.hasSuffix("isolation_stray.py") }, "it counts as used")
        }

        private func expect(_ code: String, _ text: String, _ body: () throws -> PythonValue?) throws {
            do {
                _ = try body()
                Issue.record("nothing was thrown")
            } catch let problem as PythonProblem {
                #expect(problem.failure.code == code, "\(problem.failure.message)")
                #expect(problem.failure.message.contains(text), "\(problem.failure.message)")
            }
        }

        /// Worker processes of this one, those that have ended and wait included: each leads a session,
        /// unlike what other tests start.
        private static func children() -> [Int] {
            let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            return all.compactMap { Int($0) }.filter { pid in
                guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                    let end = text.lastIndex(of: ")")
                else { return false }
                let fields = text[end...].split(separator: " ").dropFirst(2).prefix(3).compactMap { Int($0) }
                return fields.count == 3 && fields[0] == Int(getpid()) && fields[2] == pid
            }
        }
    }
}
