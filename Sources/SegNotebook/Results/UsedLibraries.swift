import Foundation
import SegFrame
import SegPython
import SegTensor

/// The libraries that this process has loaded, with their versions: what a run was made with, beside the program.
enum UsedLibraries {
    static var versions: [String] {
        var found: [String] = []
        if isLoaded(DuckDBLibrary.file), case .available(_, let version) = DuckDBLibrary.status() { found.append("DuckDB \(version)") }
        if let file = LinearAlgebra.libraryFile, isLoaded(file) {
            // Its file is named after its version, behind links.
            found.append("OpenBLAS \(URL(fileURLWithPath: file).resolvingSymlinksInPath().lastPathComponent)")
        }
        if let python = PythonRuntime.started { found += ["Python \(python.version)"] + python.loadedPackages }
        return found
    }

    private static func isLoaded(_ file: String?) -> Bool {
        guard let file, let handle = dlopen(file, RTLD_LAZY | RTLD_NOLOAD) else { return false }
        dlclose(handle)
        return true
    }
}
