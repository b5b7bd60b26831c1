import Foundation
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegCore
import SegSyntax
import SegTensor
import SegVM
import Synchronization

/// An input that runs beside the prompt, on a machine of its own, with the names as they were when it began.
final class BackgroundJob: Sendable {
    /// What there is to tell of it.
    enum News: Sendable {
        /// What it printed or showed.
        case output(Document)
        case warning(Diagnostic)
    }

    /// How it ended.
    struct End: Sendable {
        let outcome: CellOutcome
        let seconds: Double
    }

    private struct State {
        var news: [News] = []
        var end: End?
        /// Whether the session took what it gave.
        var isTaken = false
    }

    /// `bg1`: what its result is called.
    let name: String
    let code: String
    let cell: CompiledCell
    let program: Program
    /// How many pieces the session had when it began.
    let place: Int
    /// The variables of the session that it may change, for itself alone.
    let changed: Set<String>
    private let begun = ContinuousClock.now
    private let stopSignal = StopSignal()
    private let interruption = InterruptionFlag()
    private let state = Mutex(State())
    private let ended = DispatchSemaphore(value: 0)

    init(name: String, code: String, program: Program, cell: CompiledCell, place: Int, changed: Set<String>) {
        self.name = name
        self.code = code
        self.program = program
        self.cell = cell
        self.place = place
        self.changed = changed
    }

    /// Begins to run; `onNews` is called, on any thread, when there is something to take.
    func start(
        inputs: [String: Value], seed: UInt64, beside state: LibraryState, onNews: @escaping @Sendable () -> Void
    ) {
        let own = LibraryState(beside: state, stop: stopSignal, ledger: FitLedger(), progress: nil)
        let thread = Thread { [self] in
            let output = BackgroundOutput { [self] in
                add($0)
                onNews()
            }
            let interpreter = Interpreter(
                registry: Library.registry, output: output, state: own, interruption: interruption)
            let outcome = interpreter.run(cell, inputs: inputs, random: RandomStream(seed: seed, name: cell.name))
            output.finish()
            let end = End(outcome: outcome, seconds: (ContinuousClock.now - begun).seconds)
            self.state.withLock { $0.end = end }
            ended.signal()
            onNews()
        }
        // As deep as the main thread's, which calls within calls need.
        thread.stackSize = 16 << 20
        thread.start()
    }

    /// Tells it to stop; it ends soon after.
    func stop() {
        stopSignal.request(.interrupt)
        interruption.raise(.interrupt)
    }

    var isRunning: Bool { state.withLock { $0.end == nil } }

    /// How long it runs, or ran.
    var seconds: Double { state.withLock { $0.end?.seconds } ?? (ContinuousClock.now - begun).seconds }

    /// How it ended; nil while it runs.
    var end: End? { state.withLock { $0.end } }

    /// Waits for its end, so many seconds at most; whether it came.
    func wait(_ seconds: Double) -> Bool {
        !isRunning || ended.wait(timeout: .now() + seconds) == .success
    }

    private func add(_ news: News) { state.withLock { $0.news.append(news) } }

    /// What it told since the last time, and its end once.
    func take() -> (news: [News], end: End?) {
        state.withLock { state in
            let end = state.isTaken ? nil : state.end
            defer {
                state.news = []
                if end != nil { state.isTaken = true }
            }
            return (state.news, end)
        }
    }
}

extension Duration {
    /// As a number.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
