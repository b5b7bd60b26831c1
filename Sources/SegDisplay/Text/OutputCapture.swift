import CPosix
import Glibc
import Synchronization

/// Takes what others than segnb write to standard output and standard error, such as C code of a Python library or a child
/// process, and passes it on as text to whoever captures.
///
/// A capture puts a pipe of its own in the place of both streams, which go on to reach their files under other numbers (see
/// `StandardStream.descriptor`). What children that were left behind write to it later is read, so that they are not held up,
/// and dropped.
public final class OutputCapture: Sendable {
    private struct State: Sendable {
        /// Who captures; nil once that has ended.
        var receiver: (@Sendable (String) -> Void)?
        /// The beginning of a character whose rest is still to come.
        var rest: [UInt8] = []
        var passed = 0
    }

    /// How many bytes a capture passes on at most.
    private static let most = 16 << 20
    private static let current = Mutex<OutputCapture?>(nil)
    /// Asked at each piece that Python prints.
    private static let isActive = Atomic<Bool>(false)

    private let pipe: Int32
    private let state: Mutex<State>

    private init(_ pipe: Int32, _ receiver: @escaping @Sendable (String) -> Void) {
        self.pipe = pipe
        state = Mutex(State(receiver: receiver))
    }

    // Not by the reading thread: another may be about to read the last of it.
    deinit { close(pipe) }

    /// Begins to capture; false where somebody does already, or where the system has no more pipes.
    public static func begin(_ receiver: @escaping @Sendable (String) -> Void) -> Bool {
        current.withLock { current in
            var ends: [Int32] = [-1, -1]
            guard current == nil, StandardStream.keep(), Glibc.pipe(&ends) == 0 else { return false }
            let capture = OutputCapture(ends[0], receiver)
            guard fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0, fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0, capture.startReading() else {
                close(ends[1])
                return false
            }
            seg_flush_printed()
            dup2(ends[1], STDOUT_FILENO)
            dup2(ends[1], STDERR_FILENO)
            close(ends[1])
            current = capture
            isActive.store(true, ordering: .releasing)
            return true
        }
    }

    /// Passes on what has been written so far: what comes by another way comes after it.
    public static func drain() {
        guard isActive.load(ordering: .acquiring) else { return }
        seg_flush_printed()
        current.withLock { $0 }?.pass()
    }

    /// Ends; what is written from now on goes where it belongs.
    public static func end() {
        guard isActive.load(ordering: .acquiring) else { return }
        seg_flush_printed()
        let capture = current.withLock { current in
            dup2(StandardStream.output.descriptor, STDOUT_FILENO)
            dup2(StandardStream.error.descriptor, STDERR_FILENO)
            isActive.store(false, ordering: .releasing)
            defer { current = nil }
            return current
        }
        capture?.pass(isLast: true)
    }

    /// Reads while nobody drains, since a full pipe would hold up whoever writes, until nobody can write any more.
    private func startReading() -> Bool {
        var thread = pthread_t()
        let reference = Unmanaged.passRetained(self)
        let isStarted = pthread_create(
            &thread, nil,
            { reference in
                guard let reference else { return nil }
                Unmanaged<OutputCapture>.fromOpaque(reference).takeRetainedValue().read()
                return nil
            }, reference.toOpaque()) == 0
        if isStarted { pthread_detach(thread) } else { reference.release() }
        return isStarted
    }

    private func read() {
        var ready = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        while true {
            guard poll(&ready, 1, -1) > 0 || errno == EINTR else { break }
            if ready.revents & Int16(POLLIN) != 0 {
                pass()
            } else if ready.revents != 0 {
                break
            }
            // Whoever drains or ends has its turn, however fast a child writes.
            sched_yield()
        }
    }

    /// Passes on what the pipe holds now, and no more: it may be written to faster than it is read.
    private func pass(isLast: Bool = false) {
        state.withLock { state in
            var held: Int32 = 0
            var left = ioctl(pipe, UInt(FIONREAD), &held) == 0 ? Int(held) : 0
            var buffer = [UInt8](repeating: 0, count: min(max(left, 1), 1 << 16))
            while left > 0 {
                let count = Glibc.read(pipe, &buffer, min(left, buffer.count))
                guard count > 0 else { break }
                left -= count
                pass(buffer[..<count], &state)
            }
            guard isLast else { return }
            if !state.rest.isEmpty { state.receiver?(String(decoding: state.rest, as: UTF8.self)) }
            state.receiver = nil
        }
    }

    private func pass(_ more: ArraySlice<UInt8>, _ state: inout State) {
        guard let receiver = state.receiver, state.passed < Self.most else { return }
        let bytes = state.rest + more
        let whole = Self.wholeCharacters(bytes)
        state.rest = Array(bytes[whole...])
        receiver(String(decoding: bytes[..<whole], as: UTF8.self))
        state.passed += more.count
        if state.passed >= Self.most { receiver("\n… more than \(Self.most >> 20) MiB of other programs' output: the rest is left out\n") }
    }

    /// How many bytes to take so that none of them belongs to a character whose end is missing.
    private static func wholeCharacters(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? bytes.count - back : bytes.count
        }
        return bytes.count
    }
}
