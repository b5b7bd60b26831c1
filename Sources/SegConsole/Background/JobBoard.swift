import Foundation

/// The background jobs of a session, and a descriptor that can be read when one of them has news.
final class JobBoard {
    private(set) var jobs: [BackgroundJob] = []
    private let wake: WakeSignal?

    init() { wake = WakeSignal() }

    /// Can be read when there may be news; -1 where the system gave none.
    var descriptor: Int32 { wake?.descriptor ?? -1 }

    /// Called by jobs, on any thread.
    var onNews: @Sendable () -> Void {
        let wake = wake
        return { wake?.raise() }
    }

    func add(_ job: BackgroundJob) { jobs.append(job) }

    subscript(name: String) -> BackgroundJob? { jobs.last { $0.name == name } }

    var running: [BackgroundJob] { jobs.filter(\.isRunning) }

    /// Lets the descriptor wait for further news.
    func settle() { wake?.clear() }

    /// Tells all to stop, and waits a moment for them.
    func stopAll() {
        running.forEach { $0.stop() }
        for job in jobs { _ = job.wait(2) }
    }
}

/// A pipe that holds a byte while there is news.
private final class WakeSignal: Sendable {
    let descriptor: Int32
    private let end: Int32

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        (descriptor, end) = (ends[0], ends[1])
        for descriptor in ends {
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(descriptor)
        close(end)
    }

    func raise() {
        var byte: UInt8 = 1
        // A full pipe is news enough.
        _ = write(end, &byte, 1)
    }

    func clear() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }
}
