import Foundation
import SegDiagnostics
import SegDisplay
import SegSyntax
import Synchronization

/// `segnb test`: the `test` cells of notebooks, each notebook in a process of its own.
public struct NotebookTests: Sendable {
    /// What became of one notebook.
    private struct Outcome: Sendable {
        let path: String
        let results: Results?
        /// What was said where no results were written.
        let errors: String
        let seconds: Double
    }

    /// As much of a results file as is told.
    private struct Results: Decodable, Sendable {
        struct Message: Decodable, Sendable {
            let severity: String
            let code: String
            let message: String
        }

        struct Cell: Decodable, Sendable {
            let name: String
            let kind: String
            let status: CellStatus
            let reason: String?
            let seconds: Double
            let messages: [Message]

            /// Why the test failed; nil where it held.
            var problem: String? {
                guard status != .done else { return nil }
                let errors = messages.filter { $0.severity == "error" }.map { "\($0.code): \($0.message)" }
                return reason ?? (errors.isEmpty ? status.rawValue : errors.joined(separator: "\n"))
            }
        }

        let cells: [Cell]

        /// Test cells, and cells that failed though no test says so.
        var tests: [Cell] { cells.filter { $0.kind == "test" || $0.status == .failed || $0.status == .limit } }
    }

    private let notebooks: [String]
    private let jobs: Int
    private let junit: String?

    /// The notebooks in files and folders. E686 where there is none.
    public init(_ paths: [String], jobs: Int, junit: String?) throws(Failure) {
        var found: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw Failure("E686", "there is no file or folder \"\(path)\"")
            }
            guard isFolder.boolValue else {
                found.append(path)
                continue
            }
            let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            found += names.filter { $0.hasSuffix(".segnb") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
                .sorted().map { "\(path)/\($0)" }
        }
        guard !found.isEmpty else { throw Failure("E686", "there is no notebook in \(paths.joined(separator: ", "))") }
        notebooks = found
        self.jobs = max(1, jobs)
        self.junit = junit
    }

    /// Runs all, tells of each test, and gives 0 where all hold, 3 where an expectation failed, else 1.
    public func run() -> Int32 {
        let outcomes = runAll()
        var (held, failed, broken) = (0, 0, 0)
        for outcome in outcomes {
            guard let results = outcome.results else {
                broken += 1
                print("\(outcome.path): could not run\n\(outcome.errors)")
                continue
            }
            for test in results.tests {
                if let problem = test.problem {
                    if test.status == .expectationFailed { failed += 1 } else { broken += 1 }
                    print("✘ \(outcome.path) \(test.name): \(problem)")
                } else {
                    held += 1
                    print("✔ \(outcome.path) \(test.name)")
                }
            }
        }
        print("\(held) of \(held + failed + broken) tests of \(outcomes.count) notebooks hold")
        if let junit, RunListing.reporting({ try AtomicFile.write(Data(xml(outcomes).utf8), to: junit) }) != 0 { return 2 }
        return broken > 0 ? 1 : failed > 0 ? 3 : 0
    }

    private func runAll() -> [Outcome] {
        let outcomes = Mutex<[Int: Outcome]>([:])
        let next = Atomic<Int>(0)
        let notebooks = notebooks
        DispatchQueue.concurrentPerform(iterations: min(jobs, notebooks.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < notebooks.count else { return }
                let outcome = Self.run(notebooks[index])
                outcomes.withLock { $0[index] = outcome }
            }
        }
        return outcomes.withLock { outcomes in notebooks.indices.compactMap { outcomes[$0] } }
    }

    private static func run(_ path: String) -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("segnb-test-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let results = folder.appendingPathComponent("results.json")
        let errors = folder.appendingPathComponent("errors.txt")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["run", path, "--quiet", "--results", results.path, "--threads", "1"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try? FileHandle(forWritingTo: errors)
        let clock = ContinuousClock.now
        do { try process.run() } catch {
            return Outcome(path: path, results: nil, errors: "\(error)", seconds: 0)
        }
        process.waitUntilExit()
        let data = FileManager.default.contents(atPath: results.path)
        return Outcome(
            path: path, results: data.flatMap { try? JSONDecoder().decode(Results.self, from: $0) },
            errors: FileManager.default.contents(atPath: errors.path).map { String(decoding: $0, as: UTF8.self) } ?? "",
            seconds: (ContinuousClock.now - clock).seconds)
    }

    /// The outcome in the form that build servers read.
    private func xml(_ outcomes: [Outcome]) -> String {
        let suites = outcomes.map { outcome -> String in
            let tests = outcome.results?.tests ?? []
            let failures = tests.count { $0.status == .expectationFailed }
            let skipped = tests.count { $0.status == .skipped }
            let errors = outcome.results == nil ? 1 : tests.count { $0.problem != nil } - failures - skipped
            var cases = tests.map { Self.xml($0, outcome.path) }
            if outcome.results == nil {
                cases = [
                    "    <testcase classname=\"\(Self.escaped(outcome.path))\" name=\"notebook\" time=\"0\">"
                        + "<error message=\"could not run\">\(Self.escaped(outcome.errors))</error></testcase>"
                ]
            }
            return "  <testsuite name=\"\(Self.escaped(outcome.path))\" tests=\"\(cases.count)\" failures=\"\(failures)\""
                + " errors=\"\(errors)\" skipped=\"\(skipped)\" time=\"\(NumberText.fixed(outcome.seconds, 3))\">\n"
                + cases.joined(separator: "\n") + "\n  </testsuite>"
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n\(suites.joined(separator: "\n"))\n</testsuites>\n"
    }

    private static func xml(_ test: Results.Cell, _ path: String) -> String {
        let start = "    <testcase classname=\"\(escaped(path))\" name=\"\(escaped(test.name))\""
            + " time=\"\(NumberText.fixed(test.seconds, 3))\""
        guard let problem = test.problem else { return start + "/>" }
        if test.status == .skipped { return start + "><skipped message=\"\(escaped(problem))\"/></testcase>" }
        let element = test.status == .expectationFailed ? "failure" : "error"
        return start + "><\(element) message=\"\(escaped(problem))\"/></testcase>"
    }

    /// Text for an attribute of XML, where a line's end must be named to stay one.
    private static func escaped(_ text: String) -> String {
        HTMLText.escaped(text).replacing("\n", with: "&#10;")
    }
}
