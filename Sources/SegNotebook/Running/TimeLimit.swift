import Dispatch
import SegTensor

/// Asks work to stop when its time is up.
final class TimeLimit: Sendable {
    private let timer: DispatchSourceTimer

    init(nanoseconds: Int, stop: StopSignal) {
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .nanoseconds(nanoseconds))
        timer.setEventHandler { stop.request(.timeout) }
        timer.resume()
        self.timer = timer
    }

    deinit { timer.cancel() }
}
