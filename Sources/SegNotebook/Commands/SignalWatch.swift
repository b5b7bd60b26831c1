import Dispatch
import Foundation
import SegDiagnostics
import Synchronization

/// Turns the first Ctrl-C, SIGTERM or hang-up of the terminal into a wish to stop; a second one ends the program at once.
///
/// It is kept until results and report are written: those come to their end after the first signal
/// and are in no one's way after the second, since files appear in one step.
final class SignalWatch {
    private let sources: [any DispatchSourceSignal]
    private let state = State()
    private static let numbers = [SIGINT, SIGTERM, SIGHUP]

    /// How many signals came; all further ones end the program.
    private final class State: Sendable {
        let count = Atomic<Int>(0)
    }

    init(_ onStop: @escaping @Sendable (Interruption.Reason) -> Void) {
        let state = state
        sources = Self.numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if state.count.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
                onStop(.interrupt)
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in Self.numbers { signal(number, SIG_DFL) }
    }
}
