import Foundation
import SegDisplay
import SegPython
import SegTensor
import SegVM
import Synchronization

/// Passes what Python prints and shows to the cell whose call is running.
final class PythonOutput: Sendable {
    /// A running call: its context, which is used by its own thread alone.
    ///
    /// SAFETY: the context is kept while the call runs, and what it prints to may be used from any thread.
    struct Call: @unchecked Sendable {
        fileprivate let context: NativeContext
    }

    private struct State: Sendable {
        var call: Call?
        /// Text of threads that go on while no call runs.
        var held = ""
    }

    private let state = Mutex(State())

    /// The one output of the process's one Python; it takes what Python prints from the first use on.
    static let shared: PythonOutput = {
        let output = PythonOutput()
        WorkerPool.carryAlong { RunningCell.inherited() }
        PythonRuntime.started?.redirectOutput { piece in
            switch piece {
            case .text(let text, _): output.write(text)
            case .shown(let value): output.show(value)
            }
        }
        return output
    }()

    /// Begins a call; gives the one that it interrupts.
    func enter(_ context: NativeContext) -> Call? {
        state.withLock { state in
            defer { state.call = Call(context: context) }
            return state.call
        }
    }

    /// Ends a call, and goes on with the one before.
    func leave(to before: Call?) {
        let (call, held) = state.withLock { state in
            defer { (state.call, state.held) = (before, "") }
            return (state.call, state.held)
        }
        if !held.isEmpty { call?.context.print(held) }
    }

    /// Ends: what is held and what comes from now on goes to standard output.
    func end() {
        PythonRuntime.started?.redirectOutput(to: nil)
        let held = state.withLock { state in
            defer { state.held = "" }
            return state.held
        }
        if !held.isEmpty { StandardStream.output.write(held) }
    }

    /// Shows a value after what was printed before it. Where no call runs nobody would see it in its place.
    private func show(_ shown: PythonValue) {
        guard let runtime = PythonRuntime.started, let document = PythonShown.document(of: shown, runtime) else { return }
        let value = Value.host(DocumentValue(document))
        write("")
        if let cell = RunningCell.current { return cell.display(value) }
        state.withLock { $0.call }?.context.display(value)
    }

    private func write(_ text: String) {
        OutputCapture.drain()
        // Of a call, or of a fit on whichever thread; threads that Python started belong to the call that runs.
        if let cell = RunningCell.current {
            let held = state.withLock { state in
                defer { state.held = "" }
                return state.held
            }
            return cell.print(held + text)
        }
        let (call, held) = state.withLock { state -> (Call?, String) in
            guard let call = state.call else {
                state.held += text
                return (nil, "")
            }
            defer { state.held = "" }
            return (call, state.held)
        }
        call?.context.print(held + text)
    }
}
