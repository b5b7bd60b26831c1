import Foundation
import Testing

/// Signals while Python waits for others, and in the processes that it forks.
@Suite struct PythonSignalTests {
    /// Runs a notebook whose Python cell writes the file `started`, interrupts it then, and gives its exit code and the state of its cells.
    private func interrupted(_ code: String, with signal: Int32) throws -> (status: Int32, cells: [String: String]) {
        let project = try CacheTests.Project([
            "nb.segnb": "%% python waiting (writes: [x])\nopen(\"started\", \"w\").close()\n\(code)\nx = 1\n%% after\nprint(x)\n%% other\nprint(2)\n"
        ])
        defer { project.remove() }
        let process = Process()
        process.executableURL = ProgramProcess.program
        process.arguments = ["run", "nb.segnb", "--workspace", "work", "--results", "results.json"]
        process.currentDirectoryURL = project.folder
        process.environment = ProcessInfo.processInfo.environment.merging(["SEGNB_PYTHON": ProgramProcess.python]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let started = project.folder.appendingPathComponent("started").path
        for _ in 0..<1200 where !FileManager.default.fileExists(atPath: started) { usleep(50_000) }
        usleep(300_000)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        struct Results: Decodable {
            struct Cell: Decodable { let name, status: String }
            let cells: [Cell]
        }
        let bytes = try Data(contentsOf: project.folder.appendingPathComponent("results.json"))
        let results = try JSONDecoder().decode(Results.self, from: bytes)
        return (process.terminationStatus, Dictionary(results.cells.map { ($0.name, $0.status) }) { $1 })
    }

    /// What the wait gives is not taken for the cell's end.
    @Test(arguments: [
        "import subprocess; subprocess.run(['sleep', '600'])", "import time; time.sleep(600)",
        "import threading; threading.Event().wait(600)", "import select; select.select([], [], [], 600)",
    ], [SIGINT, SIGTERM]) func waitsAreInterrupted(code: String, signal: Int32) throws {
        let (status, cells) = try interrupted(code, with: signal)
        #expect(status == 130, "\(code): \(cells)")
        #expect(cells["waiting"] == "interrupted" && cells["after"] != "done", "\(cells)")
    }

    /// Processes that Python forks don't inherit what the program does with signals: they can be ended by them.
    @Test func forkedProcessesHaveSignalsOfTheirOwn() throws {
        let project = try CacheTests.Project([
            "nb.segnb": """
            %% python forks (writes: [ended, total])
            import os, signal, time
            from multiprocessing import get_context
            ended = []
            for number in (signal.SIGTERM, signal.SIGINT):
                child = os.fork()
                if child == 0:
                    try:
                        time.sleep(600)
                    finally:
                        os._exit(3)
                time.sleep(0.2)
                os.kill(child, number)
                _, state = os.waitpid(child, 0)
                ended.append(os.WTERMSIG(state) if os.WIFSIGNALED(state) else -os.WEXITSTATUS(state))
            with get_context("fork").Pool(2) as pool:
                total = sum(pool.map(abs, [-1, -2, -3]))
            %% told
            print(ended, total)
            """
        ])
        defer { project.remove() }
        let outcome = try ProgramProcess.run(["run", "nb.segnb"], in: project.folder)
        // An interrupt is a KeyboardInterrupt of Python, whose clean-up runs.
        #expect(outcome.status == 0 && outcome.output.contains("[15, -3] 6\n"), "\(outcome)")
    }
}
