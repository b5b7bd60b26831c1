import CEdit
import Foundation
import SegDisplay

/// Reads lines at a terminal through libedit: editing, history, completion, pasting of many lines.
///
/// SAFETY: libedit keeps an unretained pointer to this object as client data; the object owns the
/// editor and closes it in `deinit`, so that the pointer never outlives it. All calls come from one
/// thread.
final class LineEditor: LineSource {
    /// What the editor asks the session for, each with the text before the cursor.
    struct Helpers {
        /// Offered completions.
        let complete: (_ before: String) -> Completions
        /// The line that is shown below, painted and fitted to so many cells; nil where there is none.
        let hint: (_ before: String, _ width: Int) -> String?
        /// What there is to say above the line, with line endings; nil while there is nothing.
        let news: () -> String?
        /// A descriptor that can be read when there may be news.
        let wake: Int32
        /// Asks the terminal, and keeps what is typed meanwhile; nil: nobody asks it.
        let question: TerminalQuestion?
    }

    let editor: OpaquePointer
    private let history: OpaquePointer
    private let promptBuffer: UnsafeMutablePointer<CChar>
    let helpers: Helpers
    var isCancelled = false
    /// Whether a paste is being taken, which nothing may come between.
    var isPasting = false
    private(set) var prompt = ""
    /// Done once, when a key is waited for.
    var waitingWork: (() -> Void)?
    /// How many rows below the cursor the hint stands; nil while none is shown.
    var hintDistance: Int?
    private static let promptCapacity = 64

    /// An editor on the standard streams; nil when the terminal can't be used.
    init?(helpers: Helpers) {
        setlocale(LC_CTYPE, "C.UTF-8")
        guard let editor = segnb_edit_open("segnb"), let history = history_init() else {
            return nil
        }
        self.editor = editor
        self.history = history
        self.helpers = helpers
        promptBuffer = .allocate(capacity: Self.promptCapacity)
        promptBuffer.initialize(repeating: 0, count: Self.promptCapacity)
        segnb_edit_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
        segnb_edit_set_prompt(editor) { LineEditor.from($0)?.promptBuffer }
        segnb_edit_set_style(editor, "emacs")
        segnb_edit_set_signals(editor, 1)
        segnb_edit_free_signal_keys(editor)
        segnb_history_limit(history, Int32(HistoryFile.limit))
        segnb_history_unique(history, 1)
        segnb_edit_set_history(editor, history)
        segnb_edit_set_reader(editor) { editor, scalar in
            guard let next = LineEditor.from(editor)?.nextScalar() else { return 0 }
            scalar?.pointee = next.value
            return 1
        }
        // A changed window ends the wait for a key; without a handler it would not.
        signal(SIGWINCH) { _ in }
        addCommands()
    }

    deinit {
        history_end(history)
        el_end(editor)
        promptBuffer.deallocate()
    }

    static func from(_ editor: OpaquePointer?) -> LineEditor? {
        guard let client = segnb_edit_client(editor) else { return nil }
        return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
    }

    func write(_ text: String) {
        StandardStream.output.write(text)
    }

    func read(prompt: String) -> LineInput {
        set(prompt: prompt)
        isCancelled = false
        EndSignals.remember()
        // Marks pastes, so that their lines arrive together; other programs don't expect the marks.
        write("\u{1B}[?2004h")
        defer { write("\u{1B}[?2004l") }
        var count: Int32 = 0
        guard let line = el_gets(editor, &count), count > 0 else { return .end }
        if isCancelled { return .cancelled }
        let text = String(cString: line)
        return .line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }

    func whenWaiting(_ work: @escaping () -> Void) { waitingWork = work }

    func remember(_ input: String) { segnb_history_enter(history, input) }

    private func set(prompt: String) {
        let bytes = prompt.utf8.prefix(Self.promptCapacity - 1)
        for (index, byte) in bytes.enumerated() { promptBuffer[index] = CChar(bitPattern: byte) }
        promptBuffer[bytes.count] = 0
        self.prompt = String(decoding: bytes, as: UTF8.self)
    }

    /// The text being edited, before the cursor and after it.
    var text: (before: String, after: String) {
        guard let line = el_line(editor) else { return ("", "") }
        let info = line.pointee
        return (Self.text(info.buffer, info.cursor), Self.text(info.cursor, info.lastchar))
    }

    private static func text(_ start: UnsafePointer<CChar>?, _ end: UnsafePointer<CChar>?) -> String {
        guard let start, let end, end > start else { return "" }
        // SAFETY: libedit's buffer holds the bytes up to its last character; they are copied at once.
        let bytes = UnsafeBufferPointer(start: start, count: end - start)
        return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
