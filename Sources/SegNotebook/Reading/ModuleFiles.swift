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
            read: { path, from in
                let absolute = path.hasPrefix("/") ? path : SourceReading.folder(of: from.name) + "/" + path
                return try SourceReading.file(URL(fileURLWithPath: absolute).standardizedFileURL.path)
            },
            parse: { Program.parse($0) })
    }
}
