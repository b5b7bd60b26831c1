import Foundation
import SegDiagnostics

/// Files that are there in full or not at all: written under another name, synced, and renamed.
public enum AtomicFile {
    /// Replaces a file's content. E607 when the folder can't be written or the disk is full; what was
    /// there before is then unharmed.
    ///
    /// A link stays, and what it leads to is replaced; devices and pipes are written to as they are.
    public static func write(_ data: Data, to path: String) throws(Failure) {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            guard status.st_mode & S_IFMT != S_IFDIR else { throw failure(path, code: EISDIR) }
            return try writeInPlace(data, to: path)
        }
        let temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier).part"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { throw failure(path) }
        let isWritten = writeAll(data, to: file) && fsync(file) == 0
        let code = errno
        close(file)
        guard isWritten, rename(temporary, path) == 0 else {
            let failure = failure(path, code: isWritten ? errno : code)
            unlink(temporary)
            throw failure
        }
    }

    private static func writeInPlace(_ data: Data, to path: String) throws(Failure) {
        let file = open(path, O_WRONLY)
        guard file >= 0 else { throw failure(path) }
        let isWritten = writeAll(data, to: file)
        let code = errno
        close(file)
        guard isWritten else { throw failure(path, code: code) }
    }

    private static func writeAll(_ data: Data, to file: Int32) -> Bool {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func failure(_ path: String, code: Int32 = errno) -> Failure {
        Failure("E607", "\"\(path)\" can't be written: \(String(cString: strerror(code)))")
    }
}
