import Foundation

/// The built program, run as a user runs it.
struct ProgramProcess {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// The root of the package.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The program that was built beside these tests.
    static let program: URL = {
        var folder = Bundle.main.bundleURL
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("segnb")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return root.appendingPathComponent(".build-tests/release/segnb")
    }()

    /// The environment of Python that tests use: the product's, or the one that is asked for.
    static let python = ProcessInfo.processInfo.environment["SEGNB_PYTHON"] ?? root.path + "/.venv"

    static func run(
        _ arguments: [String], in folder: URL = root, input: String = "", executable: URL = program,
        environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        process.environment = ProcessInfo.processInfo.environment.merging(
            [
                "NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb", "SEGNB_PYTHON": python,
                "SEGNB_PROGRAM": program.path, "SEGNB_WORKSPACE": scratch.appendingPathComponent("work").path,
            ].merging(environment) { $1 }) { $1 }
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        // Files rather than pipes: nothing can block, however much is written.
        let files = ["in", "out", "err"].map { scratch.appendingPathComponent($0) }
        try Data(input.utf8).write(to: files[0])
        for file in files.dropFirst() { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }
}
