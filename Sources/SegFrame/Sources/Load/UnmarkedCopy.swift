import Glibc
import SegDiagnostics

/// A copy of a text file without the byte order mark that some programs write, removed with its last reader.
final class UnmarkedCopy: Sendable {
    let path: String

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Nil for a file that doesn't begin with the mark. E422 where there is no place for a copy.
    static func ifNeeded(for path: String) throws(Failure) -> UnmarkedCopy? {
        guard FileSystem.isFile(path), FileSystem.read(path, limit: mark.count) == mark else { return nil }
        return try UnmarkedCopy(of: path)
    }

    private init(of original: String) throws(Failure) {
        let folder = FileSystem.environment("TMPDIR") ?? "/tmp"
        var template = Array(FileSystem.join(folder, "segnb-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0, let target = fdopen(descriptor, "wb") else { throw Self.failure(original) }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        let isWhole = Self.copy(original, to: target)
        guard fclose(target) == 0, isWhole else { throw Self.failure(original) }
    }

    deinit { unlink(path) }

    private static func copy(_ original: String, to target: UnsafeMutablePointer<FILE>) -> Bool {
        guard let source = fopen(original, "rb") else { return false }
        defer { fclose(source) }
        guard fseek(source, mark.count, SEEK_SET) == 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, source)
            if count == 0 { return ferror(source) == 0 }
            if fwrite(buffer, 1, count, target) != count { return false }
        }
    }

    private static func failure(_ path: String) -> Failure {
        Failure(
            "E422", "\"\(path)\" begins with a byte order mark, and can't be copied without it: \(FileSystem.lastError)",
            hint: "save it as UTF-8 without the mark")
    }
}
