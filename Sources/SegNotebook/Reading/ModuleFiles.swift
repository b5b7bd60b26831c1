import Foundation
import SegDiagnostics
import SegLibrary
import SegSyntax
import SegVM

/// Finds the files that sources use.
public enum ModuleFiles {
    /// Paths are relative to the folder of the source that names them.
    public static func loader() -> ModuleLoader {
        ModuleLoader(
            registry: Library.registry,
            read: { try source($0, from: $1) },
            parse: { Program.parse($0) })
    }

    /// The source of `use "path"` in a file.
    static func source(_ path: String, from file: SourceFile) throws -> SourceFile {
        let absolute = path.hasPrefix("/") ? path : SourceReading.folder(of: file.name) + "/" + path
        return try SourceReading.file(URL(fileURLWithPath: absolute).standardizedFileURL.path)
    }
}
