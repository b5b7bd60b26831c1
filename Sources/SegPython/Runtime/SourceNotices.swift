import Glibc

/// Tells whether source files of Python were written in some folders, at the price of one call of the system.
///
/// Linux notes a change before the writer's call returns, so that whoever asks afterwards hears of it, however soon. Nothing
/// is heard of folders on other machines, nor of more folders than the system lets a process watch: whoever asks looks at the
/// files themselves now and then.
final class SourceNotices: Sendable {
    private let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Hears of a folder too; one that is known already counts once.
    func add(folder: String) {
        // A file that is still being written is no news: half of it may be missing.
        if descriptor >= 0 { inotify_add_watch(descriptor, folder, UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM)) }
    }

    /// Whether a source file was written or put in place since this was last asked.
    func wereHeard() -> Bool {
        guard descriptor >= 0 else { return false }
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { memory in
            var isSource = false
            while true {
                let size = read(descriptor, memory.baseAddress, memory.count)
                guard size > 0 else { return isSource }
                isSource = Self.tellOfSource(UnsafeRawBufferPointer(rebasing: memory[..<size])) || isSource
            }
        }
    }

    /// Whether one of the notices is of a file of Python, or says that notices were lost.
    private static func tellOfSource(_ notices: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        let head = MemoryLayout<inotify_event>.size
        // SAFETY: the system writes whole notices only: a head, then as many bytes of a name as it says.
        while place + head <= notices.count {
            let event = notices.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
            let name = notices[min(place + head, notices.count)..<min(place + head + Int(event.len), notices.count)]
            if event.mask & UInt32(IN_Q_OVERFLOW) != 0 || name.prefix(while: { $0 != 0 }).suffix(3).elementsEqual(".py".utf8) {
                return true
            }
            place += head + Int(event.len)
        }
        return false
    }
}
