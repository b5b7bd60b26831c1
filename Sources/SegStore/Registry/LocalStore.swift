import Foundation
import SegCore
import SegDiagnostics

/// Published models in a folder: names with numbered versions, of which one may be live.
///
/// Under `<root>/.segnb/store/<name>/` each version is a model folder, and `index.json` says which
/// versions there are and what each is for. A version exists once the index lists it, and the index
/// is replaced in one step: a publication that is cut off leaves the store as it was. Publications
/// of one name wait for each other, in this process and in others.
public struct LocalStore: Sendable {
    /// The folder that holds a folder for each name.
    public let folder: String

    /// The store of a project folder; it is made at the first publication.
    public init(root: String) { folder = "\(root)/.segnb/store" }

    /// A store in a folder of its own.
    public init(folder: String) { self.folder = folder }

    /// Publishes a saved model as the next version of a name, and gives that version.
    ///
    /// A stage of `live` retires the version that was live. The model is checked and copied; the
    /// folder that was given stays as it is. E702 to E705 for a model that isn't sound, E707 for a
    /// name that can't be one.
    @discardableResult
    public func publish(
        modelAt path: String, as name: String, stage: String = "live", published: Date = Date()
    ) throws(Failure) -> StoredVersion {
        let manifest = try ModelArchive.manifest(at: path)
        var files: [(name: String, bytes: Data)] = []
        for file in manifest.files {
            files.append((file.name, try ModelArchive.content(file.name, of: manifest, at: path)))
        }
        files.append((ArchiveManifest.fileName, try manifest.bytes()))
        return try publish(files, manifest, as: name, stage: stage, published)
    }

    /// Gives a version another stage: `live` for a promotion or a way back, any other word besides.
    @discardableResult
    public func setStage(_ stage: String, of reference: String) throws(Failure) -> StoredVersion {
        let stage = try ModelReference.checked(stage)
        let wanted = try ModelReference(reference)
        let place = try existingFolder(wanted.name)
        return try FolderLock.holding(place) { () throws(Failure) in
            var index = try StoreIndex.read(place)
            let chosen = try Self.choose(wanted, in: index)
            index.setStage(stage, of: chosen.version)
            try index.write(place)
            return try Self.choose(
                try ModelReference("\(wanted.name)@\(chosen.version)"), in: index)
        }
    }

    /// The version that a reference means. E708 for an unknown name or version, or none that is
    /// live.
    public func resolve(_ reference: String) throws(Failure) -> StoredVersion {
        let wanted = try ModelReference(reference)
        return try Self.choose(wanted, in: try StoreIndex.read(try existingFolder(wanted.name)))
    }

    /// The folder of the version that a reference means. E703 where it is not what was published.
    public func path(of reference: String) throws(Failure) -> String {
        let version = try resolve(reference)
        let path = path(try ModelReference(reference).name, version.version)
        guard try ModelArchive.manifest(at: path).digest == version.digest else {
            throw StoreError.damaged(path, "it is not what was published")
        }
        return path
    }

    /// Loads the value that a reference means.
    public func load<Value: Decodable>(
        _ type: Value.Type, kind: String, reference: String, modules: ModuleRegistry,
        allowsPickle: Bool = false
    ) throws(Failure) -> Value {
        try ModelArchive.load(
            type, kind: kind, from: try path(of: reference), modules: modules, allowsPickle: allowsPickle)
    }

    /// Names under which something is published, in order of their bytes.
    public func names() throws(Failure) -> [String] {
        guard DurableFiles.exists(folder) else { return [] }
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw StoreError.unreadable(folder, DurableFiles.lastError)
        }
        var names: [String] = []
        for name in entries where (try? ModelReference.checked(name)) != nil {
            if try !StoreIndex.read("\(folder)/\(name)").versions.isEmpty { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Versions of a name, oldest first. E708 for an unknown name.
    public func versions(of name: String) throws(Failure) -> [StoredVersion] {
        try StoreIndex.read(try existingFolder(try ModelReference.checked(name))).versions
    }
}

extension LocalStore {
    private func publish(
        _ files: [(name: String, bytes: Data)], _ manifest: ArchiveManifest, as name: String,
        stage: String, _ published: Date
    ) throws(Failure) -> StoredVersion {
        let place = "\(folder)/\(try ModelReference.checked(name))"
        let stage = try ModelReference.checked(stage)
        try DurableFiles.makeFolders(place)
        return try FolderLock.holding(place) { () throws(Failure) in
            var index = try StoreIndex.read(place)
            // A folder that no index lists is what a publication that was cut off left behind.
            let version = StoredVersion(
                version: (index.versions.last?.version ?? 0) + 1, stage: stage,
                published: published.ISO8601Format(), digest: manifest.digest, kind: manifest.kind)
            try DurableFiles.writeFolder(path(name, version.version), files)
            index.add(version)
            try index.write(place)
            return version
        }
    }

    private func path(_ name: String, _ version: Int) -> String { "\(folder)/\(name)/\(version)" }

    private func existingFolder(_ name: String) throws(Failure) -> String {
        let place = "\(folder)/\(name)"
        guard try !StoreIndex.read(place).versions.isEmpty else {
            throw StoreError.unknownModel(name, among: try names())
        }
        return place
    }

    private static func choose(
        _ reference: ModelReference, in index: StoreIndex
    ) throws(Failure) -> StoredVersion {
        switch reference.selection {
        case .live:
            if let live = index.live { return live }
            throw StoreError.notLive(reference.name, index.summary)
        case .version(let number):
            if let version = index.versions.first(where: { $0.version == number }) {
                return version
            }
            throw StoreError.unknownVersion(reference.name, String(number), index.summary)
        case .stage(let stage):
            if let version = index.versions.last(where: { $0.stage == stage }) { return version }
            throw StoreError.unknownVersion(reference.name, stage, index.summary)
        }
    }
}
