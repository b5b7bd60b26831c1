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

    /// Watches until it is let go of.
    ///
    /// - Parameters:
    ///   - onNearing: called once, when nine tenths of the time or the memory are used.
    ///   - onLimit: called when all is used.
    init(
        _ budget: Budget, onNearing: @escaping @Sendable () -> Void,
        onLimit: @escaping @Sendable (Interruption.Reason) -> Void
    ) {
        var timers: [any DispatchSourceTimer] = []
        if let time = budget.time {
            timers.append(Self.timer(after: time / 10 * 9) { onNearing() })
            timers.append(Self.timer(after: time) { onLimit(.timeout) })
        }
        if let memory = budget.memory {
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now(), repeating: Self.period)
            var isNear = false
            timer.setEventHandler {
                guard let bytes = ResidentMemory.bytes else { return }
                if bytes > memory { onLimit(.memory) }
                if bytes > memory / 10 * 9, !isNear {
                    isNear = true
                    onNearing()
                }
            }
            timers.append(timer)
        }
        self.timers = timers
        for timer in timers { timer.resume() }
    }

    private static func timer(after nanoseconds: Int, _ action: @escaping @Sendable () -> Void) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .nanoseconds(nanoseconds))
        timer.setEventHandler(handler: action)
        return timer
    }

    deinit { for timer in timers { timer.cancel() } }
}
