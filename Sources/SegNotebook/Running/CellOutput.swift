import Dispatch
import SegDiagnostics
import SegDisplay
import SegLibrary
import SegVM
import Synchronization

/// Gathers what a cell prints and shows, and passes it on as it comes: what is shown at once, and printed lines a moment later
/// at most, so that those of one moment come together.
///
/// SAFETY: everything that changes is under the lock, and so are calls of `onPiece` and `onDrawnLine`, whichever thread makes them.
final class CellOutput: OutputSink, @unchecked Sendable {
    private struct State {
        var pieces: [OutputPiece] = []
        var warnings: [Diagnostic] = []
        /// What was printed and not passed on.
        var text = PrintedText()
        /// Counts the cells, so that none is told of text of the one before.
        var turn = 0
        var isFlushDue = false
    }

    private let state = Mutex(State())
    private let cell: () -> String
    /// Told of each finished piece, in order; by another thread where nothing is printed for a moment.
    private let onPiece: (OutputPiece) -> Void
    /// Told now and then of a line that is drawn over, such as a progress bar, as it stands.
    private let onDrawnLine: (String) -> Void
    /// How long lines may wait for others, and how many bytes may.
    private static let patience = DispatchTimeInterval.milliseconds(200)
    private static let capacity = 4096

    /// - Parameter cell: gives the name of the cell that runs.
    init(
        cell: @escaping () -> String, onDrawnLine: @escaping (String) -> Void = { _ in }, onPiece: @escaping (OutputPiece) -> Void
    ) {
        self.cell = cell
        self.onDrawnLine = onDrawnLine
        self.onPiece = onPiece
    }

    func print(_ text: String, cell: String) {
        OutputCapture.drain()
        take(text)
    }

    /// Text that others than the program wrote, as it was captured.
    func take(_ text: String) {
        let turn = state.withLock { state -> Int? in
            state.text.append(text)
            PendingText.append(text, cell: self.cell())
            if state.text.byteCount > Self.capacity { flushLines(&state) }
            guard !state.text.isEmpty, !state.isFlushDue else { return nil }
            state.isFlushDue = true
            return state.turn
        }
        guard let turn else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { [weak self] in self?.flush(turn) }
    }

    func display(_ value: Value, cell: String) { show(ValueDocument.of(value)) }

    /// Shows a piece that is no value of the language, after what others have written so far.
    func show(_ piece: Document) {
        OutputCapture.drain()
        state.withLock { state in
            flushAll(&state)
            add(.shown(piece), &state)
        }
    }

    func warn(_ diagnostic: Diagnostic) { state.withLock { $0.warnings.append(diagnostic) } }

    /// Ends the text that was begun, and forgets what was gathered; `sizes` are the blocks of each piece.
    func take() -> (document: Document, sizes: [Int], warnings: [Diagnostic]) {
        state.withLock { state in
            flushAll(&state)
            let pieces = state.pieces.merged
            let warnings = state.warnings
            state = State(turn: state.turn + 1)
            return (Document(pieces.flatMap(\.document.blocks)), pieces.map(\.document.blocks.count), warnings)
        }
    }

    /// Passes on the whole lines of a cell that has gone on for a while.
    private func flush(_ turn: Int) {
        state.withLock { state in
            guard state.turn == turn else { return }
            state.isFlushDue = false
            flushLines(&state)
            if let line = state.text.drawnLine { onDrawnLine(line) }
        }
    }

    private func flushLines(_ state: inout State) {
        guard let lines = state.text.takeLines() else { return }
        add(.text(lines), &state)
        PendingText.set(state.text.rest, cell: cell())
    }

    private func flushAll(_ state: inout State) {
        guard let text = state.text.takeAll() else { return }
        add(.text(text), &state)
        PendingText.set("", cell: cell())
    }

    private func add(_ piece: OutputPiece, _ state: inout State) {
        state.pieces.append(piece)
        onPiece(piece)
    }
}
