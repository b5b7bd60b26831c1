import Foundation
import Synchronization

/// Completes the paths of files and folders.
enum PathCompletion {
    /// How long a folder may take to be read.
    static let patience = 0.05

    /// The entries that begin with the last part of a path; folders end in `/`, hidden ones are
    /// shown when their dot is typed. What was found when the time is over is what is given.
    static func candidates(
        for typed: String, folder: String, endings: [String] = [], patience: Double = patience
    ) -> Completions {
        let parts = typed.split(separator: "/", omittingEmptySubsequences: false)
        let last = parts.last.map(String.init) ?? ""
        let parent = String(typed.dropLast(last.count))
        let path = parent.hasPrefix("/") ? parent : folder + "/" + parent
        let reading = FolderReading(path, start: last, patience: patience)
        let isWhole = reading.wait()
        let words = reading.entries.filter { last.hasPrefix(".") || !$0.hasPrefix(".") }
            .filter { entry in
                entry.hasSuffix("/") || endings.isEmpty || endings.contains { entry.hasSuffix($0) }
            }.sorted()
        var completions = Completions(typed: last, among: words)
        completions.isCut = !isWhole
        return completions
    }
}

/// Reads a folder's entries on a thread of its own: a slow file system must not hold the prompt.
private final class FolderReading: Sendable {
    private struct State {
        var entries: [String] = []
        var isOver = false
        var isWhole = false
    }

    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)
    private let deadline: DispatchTime

    init(_ path: String, start: String, patience: Double) {
        deadline = .now() + patience
        Thread.detachNewThread { [self] in
            if read(path, start) { state.withLock { $0.isWhole = true } }
            done.signal()
        }
    }

    /// Waits for the end, at most for as long as its patience; whether the whole folder was read. Nothing more is read
    /// afterwards.
    func wait() -> Bool {
        _ = done.wait(timeout: deadline)
        return state.withLock { state in
            state.isOver = true
            return state.isWhole
        }
    }

    /// The entries found so far; folders end in `/`.
    var entries: [String] { state.withLock { $0.entries } }

    /// Whether the end of the folder was reached in time.
    private func read(_ path: String, _ start: String) -> Bool {
        guard let folder = opendir(path) else { return true }
        defer { closedir(folder) }
        let lower = start.lowercased()
        while let entry = readdir(folder) {
            // SAFETY: the name is read where it lies, up to its zero: an entry is shorter than its type says, and a copy of the
            // whole would reach into memory that may not be there.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if DispatchTime.now() >= deadline || state.withLock({ $0.isOver }) { return false }
            if name == "." || name == ".." || !name.lowercased().hasPrefix(lower) { continue }
            let isFolder = Self.isFolder(path + "/" + name, Int32(entry.pointee.d_type))
            state.withLock { $0.entries.append(isFolder ? name + "/" : name) }
        }
        return true
    }

    private static func isFolder(_ path: String, _ type: Int32) -> Bool {
        if type == Int32(DT_DIR) { return true }
        guard type == Int32(DT_LNK) || type == Int32(DT_UNKNOWN) else { return false }
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
