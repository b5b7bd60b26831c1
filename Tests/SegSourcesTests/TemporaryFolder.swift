import Foundation
import SegDiagnostics
import SegFrame

/// A folder of its own that is removed with the test.
final class TemporaryFolder {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "segnb-sources-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Of Python 3.9 and 3.10 there is a DuckDB of version 1 only, which does some things in its own way.
    static var hasOldDuckDB: Bool { (try? DuckDBLibrary.shared())?.isOld ?? false }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, making folders on the way, and gives its path.
    func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) -> String {
        let file = path + "/" + name
        let folder = (file as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = FileManager.default.createFile(atPath: file, contents: Data(bytes))
        return file
    }

    func loading(
        _ name: String, _ text: String, _ options: SourceOptions = SourceOptions()
    ) throws(Failure) -> Table {
        try Source.load(write(name, text), options)
    }
}

extension Table {
    /// All cells of a column as text, missing ones as `-`.
    func shown(_ name: String) -> [String] {
        self[name]?.scalars().map { $0.isNull ? "-" : $0.description } ?? ["no column \(name)"]
    }
}

/// The failure that a closure raises.
func failure(_ body: () throws(Failure) -> Void) -> Failure? {
    do throws(Failure) { try body() } catch { return error }
    return nil
}

/// The small files that other programs made; see `Tests/Reference/sources.py`.
enum DataFolder {
    static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Data/sources/\(name)").path
    }
}
