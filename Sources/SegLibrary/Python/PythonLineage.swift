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
}
