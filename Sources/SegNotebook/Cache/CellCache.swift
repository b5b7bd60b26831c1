import Foundation
import SegDiagnostics
import SegIdentity
import SegLibrary
import SegStore
import SegVM

/// A cell's result as it is kept.
struct CellEntry: Codable {
    struct Export: Codable {
        let name: String
        /// What readers of the name know it by.
        let identity: String
        /// The stored value; nil for one that the cell makes again when it is needed.
        let stored: String?
    }

    let record: CellRecord
    let exports: [Export]
    /// A digest of the cell's text: messages point into it.
    let text: String
}

/// Results of cells between runs.
///
/// A cell is found in two steps: its key leads to the paths that it read the last time, and key and
/// present content of these together to the result. So a file that is changed back is a hit again.
final class CellCache {
    /// Seconds from which on a cell is kept without being asked to.
    static let worthwhile = 0.1
    /// Bytes of one value up to which it is stored without being asked to.
    static let usualLimit = 64 << 20

    private let folder: CacheFolder
    private let digests: FileDigests
    /// Why the last result could not be kept; nil where all could.
    private(set) var failure: Failure?

    init(_ folder: CacheFolder, digests: FileDigests = FileDigests()) {
        self.folder = folder
        self.digests = digests
    }

    /// The result of a cell; nil where there is none, or it is not certain that it is the same.
    func find(_ key: CellKey, text: String) -> CellEntry? {
        let paths = folder.read("paths", key.digest).flatMap { try? JSONDecoder().decode([String].self, from: $0) }
        guard let paths, let files = fingerprints(paths), let bytes = folder.read("cells", key.digest(with: files)),
            let entry = try? Self.decoder.decode(CellEntry.self, from: bytes)
        else { return nil }
        return entry.record.messages.isEmpty || entry.text == text ? entry : nil
    }

    /// Keeps a result that is done.
    ///
    /// - Parameters:
    ///   - exports: the names that the cell gives, with what they are known by.
    ///   - isWanted: whether large values are stored too.
    func keep(
        _ record: CellRecord, _ exports: [(name: String, value: Value, identity: String)], text: String,
        key: CellKey, isWanted: Bool
    ) {
        do {
            let stored = try exports.map { export in
                CellEntry.Export(
                    name: export.name, identity: export.identity,
                    stored: try store(export.value, limit: isWanted ? .max : Self.usualLimit))
            }
            let entry = CellEntry(record: record, exports: stored, text: text)
            try folder.write("cells", key.digest(with: record.files), try Self.encoder.encode(entry))
            try folder.write("paths", key.digest, try JSONEncoder().encode(record.files.map(\.path)))
        } catch {
            failure = error as? Failure ?? Failure("E706", "\(error)")
        }
    }

    /// A stored value; nil where it is gone.
    func value(_ digest: String) -> Value? { folder.read("values", digest).flatMap(ValueArchive.value) }

    /// What lies at paths now; nil where that can't be told of one.
    func fingerprints(_ paths: [String]) -> [FileFingerprint]? {
        let found = paths.compactMap(digests.fingerprint)
        return found.count == paths.count ? found : nil
    }

    private func store(_ value: Value, limit: Int) throws -> String? {
        guard let bytes = ValueArchive.bytes(value, limit: limit) else { return nil }
        let digest = bytes.withUnsafeBytes(ContentHash.digest)
        try folder.write("values", digest, bytes)
        return digest
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = JournalNumbers.encoding
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = JournalNumbers.decoding
        return decoder
    }
}
