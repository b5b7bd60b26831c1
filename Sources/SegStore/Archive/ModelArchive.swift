import Foundation
import SegCore
import SegDiagnostics

/// Saves trained values as folders of plain data, and loads them without running anything in them.
///
/// A folder, by custom `name.segmodel`, holds `manifest.json` (what it is, and digests),
/// `model.json` (the value, without its large arrays) and `tensors.safetensors` (the arrays). It
/// appears in full or not at all; what is loaded has the digests that were written.
public enum ModelArchive {
    static let modelName = "model.json"
    static let tensorName = "tensors.safetensors"

    /// Saves a value under a path; a model that is there already is replaced in one step.
    ///
    /// Equal values give equal bytes. E706 where the value can't be encoded, the place can't be
    /// written, or something else than a model is in the way.
    @discardableResult
    public static func save(
        _ value: some Encodable, kind: String, lineage: [String: String] = [:],
        producer: String = "segnb", allowsPickle: Bool = false, to path: String
    ) throws(Failure) -> ArchiveManifest {
        if DurableFiles.exists(path) { try requireModel(path) }
        let coded: (json: Data, tensors: Data)
        do { coded = try ArchiveCoding.encode(value, allowsPickle: allowsPickle) } catch {
            throw (error as? Failure) ?? StoreError.unencodable(kind, "\(error)")
        }
        return try write(
            [(modelName, coded.json), (tensorName, coded.tensors)], kind, lineage, producer, path)
    }

    /// Loads a value of a kind. E702 where nothing is there, E703 where it is damaged, E704 where
    /// it is something else, E705 for another kind or a later format, E701 for an unknown module.
    public static func load<Value: Decodable>(
        _ type: Value.Type, kind: String, from path: String, modules: ModuleRegistry,
        allowsPickle: Bool = false
    ) throws(Failure) -> Value {
        let manifest = try manifest(at: path)
        guard manifest.kind == kind else {
            throw StoreError.otherKind(path, manifest.kind, kind)
        }
        let model = try content(modelName, of: manifest, at: path)
        let tensorPath = "\(path)/\(tensorName)"
        let tensors = try content(tensorName, of: manifest, at: path)
        do {
            return try ArchiveCoding.decode(
                type, json: model, tensors: tensors, path: tensorPath, modules: modules,
                allowsPickle: allowsPickle)
        } catch {
            throw (error as? Failure) ?? unfit(path, error)
        }
    }

    /// What a folder says of itself, once that is known to be as it was written.
    public static func manifest(at path: String) throws(Failure) -> ArchiveManifest {
        let file = "\(path)/\(ArchiveManifest.fileName)"
        guard DurableFiles.exists(path) else { throw StoreError.notFound(path) }
        guard let bytes = try DurableFiles.read(file, limit: ArchiveManifest.maximumBytes) else {
            throw StoreError.foreign(path)
        }
        let known = try? JSONDecoder().decode(Signature.self, from: bytes)
        guard let known, known.format == ArchiveManifest.format else {
            throw StoreError.damaged(file, "it can't be read as a manifest")
        }
        guard known.format_version <= ArchiveManifest.formatVersion else {
            throw StoreError.newer(path, known.producer)
        }
        guard let manifest = try? JSONDecoder().decode(ArchiveManifest.self, from: bytes),
            try manifest.isIntact()
        else { throw StoreError.damaged(file, "it was changed after it was written") }
        return manifest
    }

    /// Checks every file of a folder against its digest.
    public static func verify(_ path: String) throws(Failure) {
        let manifest = try manifest(at: path)
        for file in manifest.files { _ = try content(file.name, of: manifest, at: path) }
    }

    /// The bytes of a file that have the length and the digest of the manifest.
    static func content(
        _ name: String, of manifest: ArchiveManifest, at path: String
    ) throws(Failure) -> Data {
        let place = "\(path)/\(name)"
        guard let file = manifest.files.first(where: { $0.name == name }), isPlain(name) else {
            throw StoreError.damaged(place, "the manifest doesn't list it")
        }
        guard let bytes = try DurableFiles.read(place, limit: file.bytes) else {
            throw StoreError.damaged(place, "it is missing")
        }
        guard bytes.count == file.bytes else {
            throw StoreError.damaged(place, "it has \(bytes.count) bytes of \(file.bytes)")
        }
        guard bytes.contentDigest == file.blake2b else {
            throw StoreError.damaged(place, "its content is not what was saved")
        }
        return bytes
    }

    static func write(
        _ files: [(name: String, bytes: Data)], _ kind: String, _ lineage: [String: String],
        _ producer: String, _ path: String
    ) throws(Failure) -> ArchiveManifest {
        let listed = files.map { file in
            ArchiveManifest.File(
                name: file.name, bytes: file.bytes.count, blake2b: file.bytes.contentDigest)
        }
        let manifest = try ArchiveManifest(
            producer: producer, kind: kind, lineage: lineage, files: listed)
        let all = files + [(ArchiveManifest.fileName, try manifest.bytes())]
        try DurableFiles.writeFolder(path, all)
        return manifest
    }

    private static func requireModel(_ path: String) throws(Failure) {
        guard DurableFiles.exists("\(path)/\(ArchiveManifest.fileName)") else {
            throw StoreError.inTheWay(path)
        }
    }

    /// A manifest names files of its own folder only.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.contains("/") && name != ".."
    }

    private static func unfit(_ path: String, _ error: any Error) -> Failure {
        Failure(
            "E703", "the model '\(path)' doesn't fit this version of segnb: \(reason(error))",
            hint: "load it with the version that saved it, or train it again")
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' can't be read"
        default: "it can't be read"
        }
    }
}

/// As much of a manifest as every version of the format has.
private struct Signature: Decodable {
    let format: String
    let format_version: Int
    let producer: String
}
