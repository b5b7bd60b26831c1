import CPosix
import Foundation
import SegDiagnostics

/// Files that are on the disk when a call returns, and appear in full or not at all.
enum DurableFiles {
    /// Makes a folder with all files in it, or leaves everything as it was.
    ///
    /// The files are written and synced in a hidden folder beside the target, which then takes the
    /// target's name in one step. A folder that is there already is exchanged for the new one.
    static func writeFolder(_ path: String, _ files: [(name: String, bytes: Data)]) throws(Failure)
    {
        let target = URL(fileURLWithPath: path)
        let parent = target.deletingLastPathComponent().path
        try makeFolders(parent)
        let temporary = try temporaryFolder(in: parent, named: target.lastPathComponent)
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        for file in files { try writeFile("\(temporary)/\(file.name)", file.bytes) }
        try syncFolder(temporary)
        try moveIntoPlace(temporary, target.path)
        try syncFolder(parent)
    }

    /// Writes a file so that readers see the old content or the new one, never a part.
    static func replaceFile(_ path: String, _ bytes: Data) throws(Failure) {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let temporary = try temporaryFolder(in: parent, named: "index")
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        try writeFile("\(temporary)/new", bytes)
        guard rename("\(temporary)/new", path) == 0 else { throw unwritable(path) }
        try syncFolder(parent)
    }

    /// Puts a file in its place in one step, without waiting for the disk.
    static func placeFile(_ path: String, _ bytes: Data) throws(Failure) {
        var template = Array("\(path).XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw unwritable(path) }
        let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        do throws(Failure) {
            defer { close(file) }
            try writeAll(bytes, to: file, path)
        } catch {
            unlink(temporary)
            throw error
        }
        guard chmod(temporary, 0o644) == 0, rename(temporary, path) == 0 else {
            let failure = unwritable(path)
            unlink(temporary)
            throw failure
        }
    }

    static func makeFolders(_ path: String) throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw StoreError.unwritable(path, "the folder can't be made: \(FileProblem.reason(of: error))")
        }
    }

    /// Reads a regular file of at most `limit` bytes; nil where there is none.
    ///
    /// Pipes, devices and the like are refused, since reading them might never end.
    static func read(_ path: String, limit: Int) throws(Failure) -> Data? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw StoreError.unreadable(path, lastError)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.unreadable(path, "it is no regular file")
        }
        guard Int(status.st_size) <= limit else {
            throw StoreError.damaged(
                path, "it has \(status.st_size) bytes, more than the \(limit) expected")
        }
        do { return try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw StoreError.unreadable(path, lastError)
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func temporaryFolder(
        in parent: String, named name: String
    ) throws(Failure) -> String {
        var template = Array("\(parent)/.\(name).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw unwritable(parent) }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        // mkdtemp lets nobody else in; a model may be read by whoever may read the folder around
        // it.
        guard chmod(path, 0o755) == 0 else { throw unwritable(path) }
        return path
    }

    private static func moveIntoPlace(_ temporary: String, _ target: String) throws(Failure) {
        if rename(temporary, target) == 0 { return }
        guard errno == ENOTEMPTY || errno == EEXIST else { throw unwritable(target) }
        // What was there before now has the temporary name and is removed by the caller.
        guard seg_exchange_paths(temporary, target) == 0 else { throw unwritable(target) }
    }

    private static func writeFile(_ path: String, _ bytes: Data) throws(Failure) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw unwritable(path) }
        defer { close(file) }
        try writeAll(bytes, to: file, path)
        guard fsync(file) == 0 else { throw unwritable(path) }
    }

    private static func writeAll(_ bytes: Data, to file: Int32, _ path: String) throws(Failure) {
        var written = 0
        while written < bytes.count {
            // SAFETY: the pointer is used within the closure only, and `written < bytes.count`.
            let count = bytes.withUnsafeBytes { buffer in
                write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw unwritable(path) }
            written += count
        }
    }

    private static func syncFolder(_ path: String) throws(Failure) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw unwritable(path) }
        defer { close(folder) }
        // Some file systems can't sync folders; the rename has happened all the same.
        guard fsync(folder) == 0 || errno == EINVAL else { throw unwritable(path) }
    }

    private static func unwritable(_ path: String) -> Failure {
        StoreError.unwritable(path, lastError)
    }

    static var lastError: String { String(cString: strerror(errno)) }
}
