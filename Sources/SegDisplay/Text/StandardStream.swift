import Glibc
import Synchronization

/// Standard output and standard error. What can't be written, as to a full disk, is lost, which is said once; the run goes on,
/// since its results and report are files of their own.
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    private static let isTold = Atomic<Bool>(false)

    /// Whether something could not be written to standard output.
    public static var hasLost: Bool { isTold.load(ordering: .relaxed) }

    public func write(_ text: some StringProtocol) { write(bytes: Array(text.utf8)) }

    public func write(bytes: [UInt8]) {
        guard let reason = reasonOfFailure(bytes), self == .output, !Self.isTold.exchange(true, ordering: .relaxed) else { return }
        StandardStream.error.write("error: standard output can't be written: \(reason)\n")
    }

    /// Writes all of it; why that could not be, where it could not.
    private func reasonOfFailure(_ bytes: [UInt8]) -> String? {
        bytes.withUnsafeBytes { buffer -> String? in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(rawValue, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, -1)
                } else if errno != EINTR {
                    return String(cString: strerror(errno))
                }
            }
            return nil
        }
    }
}
