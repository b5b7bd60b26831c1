import Foundation
import SegPython

/// What a model's lineage says of Python: nothing where it was not used.
enum PythonLineage {
    /// The version, and the digest of each of the project's files that were loaded or run in this
    /// session; paths are relative to the session's folder where they are below it.
    static func entries(folder: String) -> [String: String] {
        guard let runtime = PythonRuntime.started, let files = try? runtime.loadedSourceFiles(), !files.isEmpty
        else { return [:] }
        let start = URL(fileURLWithPath: folder).standardizedFileURL.path + "/"
        var entries = ["python": runtime.version]
        for file in files {
            let path = file.path.hasPrefix(start) ? String(file.path.dropFirst(start.count)) : file.path
            entries["python:\(path)"] = file.digest
        }
        return entries
    }

    /// What a loaded model's code is now that it was not when the model was saved, as far as both are known: it may predict otherwise.
    static func differences(from lineage: [String: String], folder: String) -> [String] {
        let now = entries(folder: folder)
        let files = lineage.keys.filter { $0.hasPrefix("python:") && now[$0] != nil && now[$0] != lineage[$0] }.sorted()
        var said = files.map { "\($0.dropFirst("python:".count)) is another than when the model was saved" }
        if let before = lineage["python"], let version = now["python"], minor(before) != minor(version) {
            said.append("it was saved by Python \(before), and this is \(version)")
        }
        return said
    }

    private static func minor(_ version: String) -> [Substring] { Array(version.split(separator: ".").prefix(2)) }
}
