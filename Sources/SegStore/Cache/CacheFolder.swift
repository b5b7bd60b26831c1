import Foundation
import SegDiagnostics
import SegIdentity

/// Results of earlier runs as files named by the digest of what they were made from.
///
/// An entry appears in one step and carries a digest of its bytes, so that one that was cut off or
/// altered is the same as none. Entries are data: nothing in them is ever run.
public struct CacheFolder: Sendable {
    /// One file of the cache.
    public struct Entry: Sendable {
        /// What it is: `cells`, `fits`, `values`, `checkpoints`.
        public let kind: String
        public let key: String
        public let path: String
        public let bytes: Int
        /// Seconds since 1970 of its last use.
        public let lastUsed: Double
    }

    private static let signature = Array("segnb cache 1\n".utf8)
    private static let digestLength = 64

    public let path: String

    public init(path: String) { self.path = path }

    /// The content of an entry; nil where there is none, or one that is not as it was written.
    public func read(_ kind: String, _ key: String) -> Data? {
        let place = place(kind, key)
        guard let file = FileManager.default.contents(atPath: place) else { return nil }
        let start = Self.signature.count + Self.digestLength
        guard file.count >= start, file.prefix(Self.signature.count).elementsEqual(Self.signature) else { return nil }
        let content = Data(file.dropFirst(start))
        let digest = String(decoding: file.dropFirst(Self.signature.count).prefix(Self.digestLength), as: UTF8.self)
        guard content.contentDigest == digest else { return nil }
        utimensat(AT_FDCWD, place, nil, 0)
        return content
    }

    /// Puts an entry in its place in one step. E706 where it can't be written.
    public func write(_ kind: String, _ key: String, _ content: Data) throws(Failure) {
        let place = place(kind, key)
        let folder = folder(kind, key)
        if !DurableFiles.exists(folder) { try DurableFiles.makeFolders(folder) }
        var file = Data(Self.signature)
        file.append(contentsOf: content.contentDigest.utf8)
        file.append(content)
        // Not synced: what a power cut leaves has a wrong digest, and is made again.
        try DurableFiles.placeFile(place, file)
    }

    /// Whether there is any entry of a kind.
    func holds(_ kind: String) -> Bool {
        guard let walk = FileManager.default.enumerator(atPath: "\(path)/\(kind)") else { return false }
        return walk.contains { ($0 as? String)?.contains("/") == true }
    }

    /// Removes an entry, where there is one.
    public func remove(_ kind: String, _ key: String) { unlink(place(kind, key)) }

    /// All entries, sorted by path.
    public var entries: [Entry] {
        guard let walk = FileManager.default.enumerator(atPath: path) else { return [] }
        return walk.compactMap { ($0 as? String).flatMap(entry) }.sorted { $0.path < $1.path }
    }

    /// Removes the entries that were used longest ago until all others are younger and smaller together
    /// than the limits.
    ///
    /// - Parameters:
    ///   - age: seconds since the last use; nil: any.
    ///   - size: bytes of all entries together; nil: any.
    ///   - now: seconds since 1970.
    /// - Returns: what was removed.
    public func collect(age: Double?, size: Int?, now: Double) -> [Entry] {
        var total = 0
        var removed: [Entry] = []
        for entry in entries.sorted(by: { ($1.lastUsed, $1.path) < ($0.lastUsed, $0.path) }) {
            total += entry.bytes
            let isOld = age.map { now - entry.lastUsed > $0 } ?? false
            guard isOld || size.map({ total > $0 }) ?? false else { continue }
            if unlink(entry.path) == 0 { removed.append(entry) }
            total -= entry.bytes
        }
        return removed
    }

    /// Sixteen folders a kind: making one takes longer than writing a small entry.
    private func folder(_ kind: String, _ key: String) -> String { "\(path)/\(kind)/\(key.prefix(1))" }

    private func place(_ kind: String, _ key: String) -> String { "\(folder(kind, key))/\(key)" }

    /// Files of this cache only: kind, the key's first digits, key.
    private func entry(_ relative: String) -> Entry? {
        let parts = relative.split(separator: "/")
        guard parts.count == 3, parts[2].hasPrefix(parts[1]), !parts[2].contains(".") else { return nil }
        let place = "\(path)/\(relative)"
        var status = stat()
        guard stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Entry(
            kind: String(parts[0]), key: String(parts[2]), path: place, bytes: Int(status.st_size),
            lastUsed: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9)
    }
}
