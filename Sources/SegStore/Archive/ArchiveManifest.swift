import Foundation
import SegDiagnostics

/// What a model folder says of itself: kind, origin, and the digests of its other files.
public struct ArchiveManifest: Hashable, Sendable, Codable {
    /// A file beside the manifest.
    public struct File: Hashable, Sendable, Codable {
        public let name: String
        public let bytes: Int
        /// BLAKE2b-256 in hexadecimal digits.
        public let blake2b: String
    }

    /// Always `segmodel`.
    public let format: String
    public let formatVersion: Int
    /// The program that saved it: `segnb 0.1.0`.
    public let producer: String
    /// What is inside: `model`, `pipeline`.
    public let kind: String
    /// Where it comes from: data, code, versions, seed, as the saver tells.
    public let lineage: [String: String]
    public let files: [File]
    /// BLAKE2b-256 of the manifest itself, written with this field empty; it identifies the content.
    public let digest: String

    static let format = "segmodel"
    static let formatVersion = 2
    static let fileName = "manifest.json"
    /// A manifest is small; a larger file is something else.
    static let maximumBytes = 16_777_216

    private enum CodingKeys: String, CodingKey {
        case format, producer, kind, lineage, files, digest
        case formatVersion = "format_version"
    }

    init(
        producer: String, kind: String, lineage: [String: String], files: [File]
    ) throws(Failure) {
        let open = ArchiveManifest(
            formatVersion: Self.formatVersion, producer: producer, kind: kind, lineage: lineage,
            files: files, digest: "")
        self = open.with(digest: try open.bytes().contentDigest)
    }

    private init(
        formatVersion: Int, producer: String, kind: String, lineage: [String: String],
        files: [File], digest: String
    ) {
        format = Self.format
        self.formatVersion = formatVersion
        self.producer = producer
        self.kind = kind
        self.lineage = lineage
        self.files = files
        self.digest = digest
    }

    /// As it is written: keys sorted, so that equal manifests are equal bytes.
    func bytes() throws(Failure) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do { return try encoder.encode(self) } catch {
            throw StoreError.unencodable(kind, "\(error)")
        }
    }

    /// Whether the manifest is as it was written.
    func isIntact() throws(Failure) -> Bool {
        try with(digest: "").bytes().contentDigest == digest
    }

    private func with(digest: String) -> ArchiveManifest {
        ArchiveManifest(
            formatVersion: formatVersion, producer: producer, kind: kind, lineage: lineage,
            files: files, digest: digest)
    }
}
