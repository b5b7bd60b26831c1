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

    /// A notebook or a program. E608 for a file that is neither by its name; one without an ending is a program.
    public static func code(_ path: String) throws(Failure) -> SourceFile {
        let file = try file(path)
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        guard ["", "segnb", "seg"].contains(ending) else {
            let stem = (path as NSString).deletingPathExtension
            let converts = ending == "py" || ending == "ipynb"
            throw Failure(
                "E608", "\"\(path)\" is neither a notebook (.segnb) nor a program (.seg)",
                hint: converts ? "segnb convert \(path) \(stem).segnb makes a notebook of it" : nil)
        }
        return file
    }

    /// The folder that a file lies in, as an absolute path.
    public static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    /// The name beside it that was most likely meant; no hidden one, such as the workspace, unless it was asked for one.
    private static func nearest(_ path: String) -> String? {
        let url = URL(fileURLWithPath: path)
        let name = url.lastPathComponent
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
        return Suggestion.hint(for: name, among: names.filter { name.hasPrefix(".") || !$0.hasPrefix(".") })
    }
}
