import Foundation
import SegFrame
import SegIdentity
import SegTensor

/// What decides results beside notebook and data: this program and the libraries that it calls.
enum RunEnvironment {
    /// A digest of the version, and of program and libraries by size and time of change.
    static let digest: String = {
        let files = ["/proc/self/exe", LinearAlgebra.libraryFile, DuckDBLibrary.file]
        return ContentHash.digest(of: [Product.version] + files.map { $0.map(mark) ?? "none" })
    }()

    /// A digest of the Python that would be used: its folder and the packages installed there.
    static let python: String = {
        let environments = PythonEnvironment.candidates()
        guard let first = environments.first else { return "none" }
        let folders = first.sitePackages
        let names = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        return ContentHash.digest(of: [first.root] + names.filter { $0.hasSuffix(".dist-info") }.sorted())
    }()

    private static func mark(of path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "none" }
        return "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }
}
