import Foundation
import SegDiagnostics
import SegIdentity
import SegLibrary
import SegStore
import SegSyntax
import SegVM

/// Where a value of a cell is kept.
enum KeptValue: Codable {
    /// With the cell's result: a file of its own costs more than a small value.
    case within(Data)
    /// In an entry of its own, with this digest.
    case apart(String)
}

/// A cell's result as it is kept.
struct CellEntry: Codable {
    struct Export: Codable {
        let name: String
        /// What readers of the name know it by.
        let identity: String
        /// nil for a value that the cell makes again when it is needed.
        let value: KeptValue?
    }

    let record: CellRecord
    let exports: [Export]
    /// A digest of the cell's text: messages point into it.
    let text: String
    /// What they point at; nil where there are none, or another text can't have the same.
    let places: MessagePlaces?
}

extension CellEntry {
    /// The entry with its messages at their places in a cell's text of now; nil where these can't be told.
    func fitting(_ cell: Cell, text now: String) -> CellEntry? {
        if record.messages.isEmpty || text == now { return self }
        guard let places, let messages = places.moved(record.messages, to: cell) else { return nil }
        var record = record
        record.messages = messages
        return CellEntry(record: record, exports: exports, text: text, places: places)
    }
}

/// Results of cells between runs.
///
/// A cell is found in two steps: its key leads to the paths that it read the last time, and key and
/// present content of these together to the result. So a file that is changed back is a hit again.
final class CellCache {
    /// Seconds from which on a cell is kept without being asked to: some ten times what keeping a small result takes
    /// (see Benchmarks/runner/rerun).
    static let worthwhile = 0.002
    /// Bytes of one value up to which it is stored with the cell's result.
    private static let smallLimit = 4 << 10

    /// Bytes of one value up to which it is stored without being asked to: as many as take less time to store than
    /// the cell took, and 64 MB at most.
    private static func usualLimit(after seconds: Double) -> Int { min(64 << 20, Int(min(seconds, 1) * 200e6)) }

    private let folder: CacheFolder
    private let digests: FileDigests
    /// Why the last result could not be kept; nil where all could.
    private(set) var failure: Failure?

    init(_ folder: CacheFolder, digests: FileDigests = FileDigests()) {
        self.folder = folder
        self.digests = digests
    }

    /// The result of a cell; nil where there is none, or it is not certain that it is the same.
    func find(_ key: CellKey, _ cell: Cell, text: String) -> CellEntry? {
        // A cell without an entry of paths read no files.
        let paths = folder.read("paths", key.digest).flatMap { try? JSONDecoder().decode([String].self, from: $0) } ?? []
        guard let files = fingerprints(paths), let bytes = folder.read("cells", key.digest(with: files)),
            let entry = try? Self.decoder.decode(CellEntry.self, from: bytes)
        else { return nil }
        return entry.fitting(cell, text: text)
    }

    /// Keeps a result that is done.
    ///
    /// - Parameters:
    ///   - exports: the names that the cell gives, with what they are known by.
    ///   - isWanted: whether large values are stored too.
    func keep(
        _ record: CellRecord, _ exports: [(name: String, value: Value, identity: String)], _ cell: Cell, text: String,
        key: CellKey, isWanted: Bool
    ) {
        do {
            let limit = isWanted ? Int.max : Self.usualLimit(after: record.seconds)
            let stored = try exports.map { export in
                CellEntry.Export(
                    name: export.name, identity: export.identity, value: try store(export.value, limit: limit))
            }
            let places = record.messages.isEmpty ? nil : MessagePlaces(record.messages, in: cell)
            let entry = CellEntry(record: record, exports: stored, text: text, places: places)
            try folder.write("cells", key.digest(with: record.files), try Self.encoder.encode(entry))
            if record.files.isEmpty {
                folder.remove("paths", key.digest)
            } else {
                try folder.write("paths", key.digest, try JSONEncoder().encode(record.files.map(\.path)))
            }
        } catch {
            failure = error as? Failure ?? Failure("E706", "\(error)")
        }
    }

    /// A stored value; nil where it is gone.
    func value(_ kept: KeptValue) -> Value? {
        switch kept {
        case .within(let bytes): ValueArchive.value(bytes)
        case .apart(let digest): folder.read("values", digest).flatMap(ValueArchive.value)
        }
    }

    /// What lies at paths now; nil where that can't be told of one.
    func fingerprints(_ paths: [String]) -> [FileFingerprint]? {
        let found = paths.compactMap(digests.fingerprint)
        return found.count == paths.count ? found : nil
    }

    private func store(_ value: Value, limit: Int) throws -> KeptValue? {
        guard let bytes = ValueArchive.bytes(value, limit: limit) else { return nil }
        guard bytes.count > Self.smallLimit else { return .within(bytes) }
        let digest = bytes.withUnsafeBytes(ContentHash.digest)
        try folder.write("values", digest, bytes)
        return .apart(digest)
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
