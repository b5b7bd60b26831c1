import Dispatch
import SegDiagnostics
import SegTensor

/// What a cell or a run may use.
struct Budget: Sendable {
    /// Nanoseconds; nil: any time.
    var time: Int?
    /// Bytes of resident memory of the process; nil: any.
    var memory: Int?

    var isLimited: Bool { time != nil || memory != nil }
}

/// Says when work has used what it may.
final class Watchdog {
    private let timers: [any DispatchSourceTimer]
    /// Between two looks at the memory.
    private static let period = DispatchTimeInterval.milliseconds(50)

    init(_ budget: Budget, onLimit: @escaping @Sendable (Interruption.Reason) -> Void) {
        var timers: [any DispatchSourceTimer] = []
        if let time = budget.time {
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now() + .nanoseconds(time))
            timer.setEventHandler { onLimit(.timeout) }
            timers.append(timer)
        }
        if let memory = budget.memory {
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now(), repeating: Self.period)
            timer.setEventHandler {
                if let bytes = ResidentMemory.bytes, bytes > memory { onLimit(.memory) }
            }
            timers.append(timer)
        }
        self.timers = timers
        for timer in timers { timer.resume() }
    }

    deinit { for timer in timers { timer.cancel() } }
}
