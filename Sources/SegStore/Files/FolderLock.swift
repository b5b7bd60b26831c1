import Foundation
import SegDiagnostics

/// Keeps other processes and threads out of a folder while a piece of work is done.
///
/// The lock is the kernel's (`flock` on a file in the folder), so that it ends with the process and
/// never stays behind.
enum FolderLock {
    static func holding<Value>(
        _ folder: String, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let path = "\(folder)/.lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw StoreError.unwritable(path, DurableFiles.lastError) }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw StoreError.unwritable(path, DurableFiles.lastError)
            }
        }
        return try body()
    }
}
