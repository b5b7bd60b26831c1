import Dispatch
import Foundation
import SegDiagnostics

/// Turns the first Ctrl-C or SIGTERM into a wish to stop; a second one ends the program at once.
final class SignalWatch {
    private var sources: [any DispatchSourceSignal] = []

    init(_ onStop: @escaping @Sendable (Interruption.Reason) -> Void) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            let count = Counter()
            source.setEventHandler {
                if count.next() > 1 { _exit(130) }
                onStop(.interrupt)
            }
            source.resume()
            sources.append(source)
        }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }

    /// Used on one queue only.
    private final class Counter: @unchecked Sendable {
        private var value = 0

        func next() -> Int {
            value += 1
            return value
        }
    }
}
