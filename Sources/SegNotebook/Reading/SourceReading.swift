import Foundation
import SegDiagnostics

/// Sources from files.
public enum SourceReading {
    /// Larger files are no sources.
    private static let limit = 64 << 20

    /// The source in a file, under the path by which it was asked for.
    public static func file(_ path: String) throws(Failure) -> SourceFile {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Failure("E610", "there is no file \"\(path)\"", hint: nearest(path))
        }
        guard !isFolder.boolValue else { throw Failure("E610", "\"\(path)\" is a folder") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("E610", "\"\(path)\" can't be read")
        }
        guard data.count <= limit else { throw Failure("E610", "\"\(path)\" is too large for a source") }
        return SourceFile(name: path, bytes: Array(data))
    }

    /// The folder that a file lies in, as an absolute path.
    public static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    private static func nearest(_ path: String) -> String? {
        let url = URL(fileURLWithPath: path)
        let names = try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
        return names.flatMap { Suggestion.hint(for: url.lastPathComponent, among: $0) }
    }
}
