import Dispatch
import SegTensor
import SegVM

/// Asks work to stop when its time is up.
final class TimeLimit {
    private let timer: any DispatchSourceTimer

    init(nanoseconds: Int, stop: StopSignal, _ interruption: InterruptionFlag) {
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .nanoseconds(nanoseconds))
        timer.setEventHandler {
            stop.request(.timeout)
            interruption.raise(.timeout)
        }
        timer.resume()
        self.timer = timer
    }

    deinit { timer.cancel() }
}
