import Foundation
import SegIdentity

/// What lay at a path when a cell read it.
public struct FileFingerprint: Sendable, Codable, Hashable {
    public let path: String
    /// A digest of the content; of a folder, of all files below it.
    public let digest: String

    /// Stands for the digest where nothing lies.
    static let absence = "absent"
    var isAbsent: Bool { digest == Self.absence }
}

/// Digests of files and folders, remembered while size and time of change stay the same.
final class FileDigests {
    private struct Key: Hashable {
        let path: String
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
        let inode: UInt64
    }

    private var known: [Key: String] = [:]

    /// What lies at a path; nil where that can't be told, as for addresses on the network.
    ///
    /// A pattern of names stands for the files that fit it, at any depth.
    func fingerprint(_ path: String) -> FileFingerprint? {
        guard !path.contains("://") else { return nil }
        return FileFingerprint(path: path, digest: digest(path))
    }

    private func digest(_ path: String) -> String {
        var status = stat()
        if stat(path, &status) == 0 {
            return status.st_mode & S_IFMT == S_IFDIR ? digestOfFolder(path) : digestWithLog(path, status)
        }
        guard let wildcard = path.firstIndex(where: { "*?[".contains($0) }),
            let slash = path[..<wildcard].lastIndex(of: "/")
        else { return FileFingerprint.absence }
        return digestOfFolder(String(path[..<slash]), matching: path.replacing("**", with: "*"))
    }

    /// A file, and what SQLite has written beside it and not into it yet.
    private func digestWithLog(_ path: String, _ status: stat) -> String {
        let digest = digestOfFile(path, status)
        var log = stat()
        guard stat(path + "-wal", &log) == 0, log.st_size > 0 else { return digest }
        return ContentHash.digest(of: [digest, digestOfFile(path + "-wal", log)])
    }

    /// - Parameter pattern: of whole paths; nil: every file below.
    private func digestOfFolder(_ path: String, matching pattern: String? = nil) -> String {
        let names = (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
            .filter { !$0.split(separator: "/").contains(".segnb") }
            .filter { name in pattern.map { fnmatch($0, "\(path)/\(name)", 0) == 0 } ?? true }.sorted()
        var parts: [String] = []
        for name in names {
            var status = stat()
            guard stat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            parts += [name, digestWithLog("\(path)/\(name)", status)]
        }
        return ContentHash.digest(of: parts)
    }

    private func digestOfFile(_ path: String, _ status: stat) -> String {
        let key = Key(
            path: path, size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec, inode: UInt64(status.st_ino))
        if let digest = known[key] { return digest }
        guard let digest = Self.read(path) else { return "unreadable" }
        known[key] = digest
        return digest
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var hash = ContentHash()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            buffer.withUnsafeBytes { hash.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return ferror(file) == 0 ? hash.finished() : nil
    }
}
