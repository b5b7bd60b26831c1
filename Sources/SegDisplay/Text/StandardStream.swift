import Glibc
import Synchronization

/// Standard output and standard error. What can't be written, as to a full disk, is lost, which is said once; the run goes on,
/// since its results and report are files of their own.
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    private static let isTold = Atomic<Bool>(false)
    /// Where the streams are kept once something captures what others write to them; -1: in their own places.
    private static let keptOutput = Atomic<Int32>(-1)
    private static let keptError = Atomic<Int32>(-1)

    /// The descriptor by which the stream is reached, also while its own number stands for something else.
    public var descriptor: Int32 {
        let number = self == .output ? Self.keptOutput.load(ordering: .relaxed) : Self.keptError.load(ordering: .relaxed)
        return number >= 0 ? number : rawValue
    }

    /// Gives both streams a second descriptor, by which they are reached from now on; false where the system has no more.
    static func keep() -> Bool {
        guard keptOutput.load(ordering: .relaxed) < 0 else { return true }
        let (output, error) = (fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3))
        guard output >= 0, error >= 0 else { return false }
        keptOutput.store(output, ordering: .relaxed)
        keptError.store(error, ordering: .relaxed)
        return true
    }

    /// The descriptor of a stream by its number; others are themselves.
    static func descriptor(of number: Int32) -> Int32 { StandardStream(rawValue: number)?.descriptor ?? number }

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
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, -1)
                } else if errno == EPIPE {
                    // Whoever read it has gone away and wants no more.
                    return nil
                } else if errno != EINTR {
                    return String(cString: strerror(errno))
                }
            }
            return nil
        }
    }
}
