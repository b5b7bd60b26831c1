import CPosix
import Glibc
import Synchronization

/// Takes what others than segnb write to standard output and standard error, such as C code of a Python library or a child
/// process, and passes it on as text: to whoever captures, else to where it would have gone.
///
/// One pipe serves the process from the first capture on. A capture puts it in the place of both streams, which go on to reach
/// their files under other numbers (see `StandardStream.descriptor`).
public enum OutputCapture {
    private struct State: Sendable {
        /// The reading end; nil before the first capture.
        var pipe: Int32?
        var writingEnd: Int32 = -1
        /// Who captures; nil: nobody.
        var receiver: (@Sendable (String) -> Void)?
        /// The beginning of a character whose rest is still to come.
        var rest: [UInt8] = []
    }

    private static let state = Mutex(State())
    /// Asked at each piece that Python prints.
    private static let isActive = Atomic<Bool>(false)

    /// Begins to capture; false where somebody does already, or where the system has no more pipes.
    public static func begin(_ receiver: @escaping @Sendable (String) -> Void) -> Bool {
        state.withLock { state in
            guard state.receiver == nil, prepare(&state) else { return false }
            seg_flush_printed()
            state.receiver = receiver
            isActive.store(true, ordering: .releasing)
            dup2(state.writingEnd, STDOUT_FILENO)
            dup2(state.writingEnd, STDERR_FILENO)
            return true
        }
    }

    /// Passes on what has been written so far: what comes by another way comes after it.
    public static func drain() {
        guard isActive.load(ordering: .acquiring) else { return }
        seg_flush_printed()
        state.withLock { pass(&$0) }
    }

    /// Ends; what is written from now on goes where it belongs.
    public static func end() {
        guard isActive.load(ordering: .acquiring) else { return }
        seg_flush_printed()
        state.withLock { state in
            dup2(StandardStream.output.descriptor, STDOUT_FILENO)
            dup2(StandardStream.error.descriptor, STDERR_FILENO)
            pass(&state)
            if !state.rest.isEmpty { state.receiver?(String(decoding: state.rest, as: UTF8.self)) }
            state.rest = []
            state.receiver = nil
            isActive.store(false, ordering: .releasing)
        }
    }

    /// Makes the pipe, and the thread that reads it while nobody drains it: a full pipe would hold up whoever writes.
    private static func prepare(_ state: inout State) -> Bool {
        if state.pipe != nil { return true }
        var ends: [Int32] = [-1, -1]
        guard StandardStream.keep(), pipe(&ends) == 0, fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 else { return false }
        // Child processes have it as their streams only.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reading = ends[0]
        (state.pipe, state.writingEnd) = (reading, ends[1])
        var thread = pthread_t()
        let number = UnsafeMutableRawPointer(bitPattern: Int(reading))
        let isStarted = pthread_create(
            &thread, nil,
            { number in
                var ready = pollfd(fd: Int32(Int(bitPattern: number)), events: Int16(POLLIN), revents: 0)
                while true {
                    if poll(&ready, 1, -1) > 0 { OutputCapture.state.withLock { OutputCapture.pass(&$0) } }
                }
            }, number)
        if isStarted == 0 { pthread_detach(thread) }
        return isStarted == 0
    }

    private static func pass(_ state: inout State) {
        guard let pipe = state.pipe else { return }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(pipe, &buffer, buffer.count)
            guard count > 0 else { return }
            let bytes = state.rest + buffer[..<count]
            let whole = wholeCharacters(bytes)
            state.rest = Array(bytes[whole...])
            let text = String(decoding: bytes[..<whole], as: UTF8.self)
            if let receiver = state.receiver { receiver(text) } else { StandardStream.output.write(text) }
        }
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
