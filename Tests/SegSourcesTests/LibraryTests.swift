import Foundation
import SegDiagnostics
import SegFrame
import Synchronization
import Testing

@Suite struct LibraryTests {
    let folder = TemporaryFolder()

    @Test func duckDBIsFound() {
        guard case .available(let path, let version) = DuckDBLibrary.status() else {
            Issue.record("DuckDB isn't installed")
            return
        }
        #expect(path.hasSuffix(".so"))
        #expect(version.hasPrefix("v"))
    }

    @Test func anEnvironmentKnowsItsLibraryWithoutStartingPython() {
        let library = folder.write("base/lib/libpython3.11.so.1.0", "")
        _ = folder.write("venv/pyvenv.cfg", "home = \(folder.path)/base/bin\nversion = 3.11.7\n")
        _ = folder.write("venv/lib/python3.11/site-packages/x.py", "")
        let environment = PythonEnvironment(root: folder.path + "/venv")
        #expect(environment.version == "3.11")
        let resolved = URL(filePath: library).resolvingSymlinksInPath().path
        #expect(environment.libraryPath == resolved)
        #expect(environment.sitePackages == [folder.path + "/venv/lib/python3.11/site-packages"])
        #expect(environment.executable == nil)
    }

    @Test func anEnvironmentWithoutALibraryIsAnError() {
        _ = folder.write("venv/pyvenv.cfg", "home = /nowhere/bin\nversion = 3.11.7\n")
        let error = failure { () throws(Failure) in
            _ = try PythonLibrary.load(for: PythonEnvironment(root: folder.path + "/venv"))
        }
        #expect(error?.code == "E420")
    }

    @Test func aSecondPythonIsRefused() throws {
        let loaded = try #require(PythonLibrary.loaded ?? loadedByDuckDB())
        _ = folder.write("base/lib/libpython\(loaded.environment.version ?? "").so.1.0", "")
        _ = folder.write(
            "venv/pyvenv.cfg",
            "home = \(folder.path)/base/bin\nversion = \(loaded.environment.version ?? "").0\n")
        let other = PythonEnvironment(root: folder.path + "/venv")
        let error = failure { () throws(Failure) in _ = try PythonLibrary.load(for: other) }
        #expect(error?.message.contains("is loaded already") == true)
        #expect(try PythonLibrary.load(for: loaded.environment) == loaded)
    }

    private func loadedByDuckDB() -> PythonLibrary? {
        _ = DuckDBLibrary.status()
        return PythonLibrary.loaded
    }
}

@Suite struct InterruptTests {
    @Test func aRunningQueryIsStopped() throws {
        let connection = try DuckDBConnection()
        let isDone = Flag()
        // Interrupts until one arrives while the query runs.
        let thread = Thread {
            while !isDone.isSet {
                connection.interrupt()
                Thread.sleep(forTimeInterval: 0.005)
            }
        }
        thread.start()
        defer { isDone.set() }
        let endless = "select sum(a.range * b.range) from range(10000000) a, range(10000000) b"
        let error = failure { () throws(Failure) in _ = try connection.query(endless) }
        #expect(error?.code == "E430")
    }

    private final class Flag: Sendable {
        private let state = Mutex(false)
        var isSet: Bool { state.withLock { $0 } }
        func set() { state.withLock { $0 = true } }
    }
}
