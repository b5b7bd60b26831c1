import Glibc
import SegDiagnostics
import Synchronization

/// A file that appears under its name only when it is whole: written beside it, then renamed.
struct AtomicFile {
    /// Where to write.
    let temporary: String
    private let path: String
    private static let counter = Atomic<Int>(0)

    /// E424 where the folder doesn't exist, or the name is that of a folder.
    init(_ path: String) throws(Failure) {
        let folder = FileSystem.folder(of: path)
        guard FileSystem.isFolder(folder) else {
            throw Failure(
                "E424", "\"\(path)\" can't be written: there is no folder \"\(folder)\"",
                hint: "make the folder first")
        }
        guard !FileSystem.isFolder(path) else {
            throw Failure(
                "E424", "\"\(path)\" can't be written: it is a folder", hint: "add a file's name")
        }
        self.path = path
        Self.clear(folder, FileSystem.name(of: path))
        let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        temporary = FileSystem.join(
            folder, ".\(FileSystem.name(of: path)).\(getpid()).\(number).part")
    }

    /// Puts the file in its place once its bytes are on the disk.
    func commit() throws(Failure) {
        guard Self.flush(temporary), rename(temporary, path) == 0 else {
            throw Failure("E424", "\"\(path)\" can't be written: \(FileSystem.lastError)")
        }
        _ = Self.flush(FileSystem.folder(of: path))
    }

    /// Removes what was written so far.
    func discard() { unlink(temporary) }

    /// Removes what processes that were killed left of the same file.
    private static func clear(_ folder: String, _ name: String) {
        let start = ".\(name)."
        for entry in FileSystem.entries(of: folder) where entry.hasPrefix(start) && entry.hasSuffix(".part") {
            let numbers = entry.dropFirst(start.count).split(separator: ".")
            guard numbers.count == 3, let process = pid_t(numbers[0]), Int(numbers[1]) != nil else { continue }
            if kill(process, 0) != 0, errno == ESRCH { unlink(FileSystem.join(folder, entry)) }
        }
    }

    /// Waits until a file's bytes, or a folder's entries, are on the disk.
    private static func flush(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
