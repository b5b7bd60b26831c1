import Foundation

/// Completes the paths of files and folders.
enum PathCompletion {
    /// The entries that begin with the last part of a path; folders end in `/`, hidden ones are
    /// shown when their dot is typed.
    static func candidates(
        for typed: String, folder: String, endings: [String] = []
    ) -> Completions {
        let parts = typed.split(separator: "/", omittingEmptySubsequences: false)
        let last = parts.last.map(String.init) ?? ""
        let parent = String(typed.dropLast(last.count))
        let path = parent.hasPrefix("/") ? parent : folder + "/" + parent
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let words = entries.filter { last.hasPrefix(".") || !$0.hasPrefix(".") }.sorted()
            .compactMap { entry -> String? in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(
                    atPath: path + "/" + entry, isDirectory: &isFolder)
                if isFolder.boolValue { return entry + "/" }
                return endings.isEmpty || endings.contains { entry.hasSuffix($0) } ? entry : nil
            }
        return Completions(typed: last, among: words)
    }
}
