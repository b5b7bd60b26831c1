import Foundation
import SegDiagnostics

/// A published version of a model.
public struct StoredVersion: Hashable, Sendable, Codable {
    /// 1, 2, … in order of publication.
    public let version: Int
    /// What it is for: `live`, or any other word such as `staging`, `shadow`, `retired`.
    public internal(set) var stage: String
    /// When it was published, in UTC: `2026-11-23T18:00:00Z`.
    public let published: String
    /// The digest of its manifest.
    public let digest: String
    public let kind: String
}

/// The versions of one name: the file that decides which of them exist.
struct StoreIndex: Codable, Sendable {
    static let fileName = "index.json"
    static let liveStage = "live"
    /// The stage of a version whose place as the live one was taken.
    static let retiredStage = "retired"

    var formatVersion = 1
    /// Ascending by version.
    var versions: [StoredVersion] = []

    private enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case versions
    }

    /// The version in service: there is one at most.
    var live: StoredVersion? { versions.first { $0.stage == Self.liveStage } }

    /// `1 (retired), 2 (live)`.
    var summary: String {
        versions.map { "\($0.version) (\($0.stage))" }.joined(separator: ", ")
    }

    mutating func add(_ version: StoredVersion) {
        versions.append(version)
        setStage(version.stage, of: version.version)
    }

    /// Gives a version a stage; the live version before it is retired.
    mutating func setStage(_ stage: String, of version: Int) {
        for place in versions.indices {
            if versions[place].version == version {
                versions[place].stage = stage
            } else if stage == Self.liveStage, versions[place].stage == Self.liveStage {
                versions[place].stage = Self.retiredStage
            }
        }
    }

    /// The index in a folder; empty where nothing was published yet. E703 where it is damaged.
    static func read(_ folder: String) throws(Failure) -> StoreIndex {
        let path = "\(folder)/\(fileName)"
        guard let bytes = try DurableFiles.read(path, limit: 1 << 28) else { return StoreIndex() }
        guard let index = try? JSONDecoder().decode(StoreIndex.self, from: bytes),
            index.formatVersion == 1
        else { throw StoreError.damaged(path, "it can't be read as an index") }
        return index
    }

    func write(_ folder: String) throws(Failure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let path = "\(folder)/\(Self.fileName)"
        guard let bytes = try? encoder.encode(self) else {
            throw StoreError.unwritable(path, "it can't be encoded")
        }
        try DurableFiles.replaceFile(path, bytes)
    }
}
