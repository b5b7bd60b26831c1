import CEdit
import Foundation
import SegDisplay

/// Reads inputs of one line or many at a terminal: libedit has the text, the cursor and the keys, `InputScreen` what of it is
/// on the screen.
///
/// SAFETY: libedit keeps an unretained pointer to this object as client data; the object owns the
/// editor and closes it in `deinit`, so that the pointer never outlives it. All calls come from one
/// thread.
final class LineEditor: LineSource {
    /// What the editor asks the session for.
    struct Helpers {
        /// What there is to say above the input, with line endings; nil while there is nothing.
        let news: () -> String?
        /// A descriptor that can be read when there may be news.
        let wake: Int32
        /// Asks the terminal, and keeps what is typed meanwhile; nil: nobody asks it.
        let question: TerminalQuestion?
    }

    let editor: OpaquePointer
    let helpers: Helpers
    /// How the input that is being edited is typed.
    private(set) var style = InputStyle(
        prompt: "", more: "", isWhole: { _ in true }, complete: { _ in .none }, hint: { _, _ in nil })
    var history = InputHistory()
    var screen = InputScreen()
    /// What stands below the input in place of the hint.
    var status: String?
    /// The key that dropped the input, as it is shown.
    var dropped: String?
    /// Whether a paste is being taken, which nothing may come between.
    var isPasting = false
    /// Whether the last character was a carriage return and more came at once.
    var endedLine = false
    /// Done once, when a key is waited for.
    var waitingWork: (() -> Void)?

    /// An editor on the standard streams; nil when the terminal can't be used.
    init?(helpers: Helpers) {
        setlocale(LC_CTYPE, "C.UTF-8")
        guard let editor = segnb_edit_open("segnb") else { return nil }
        self.editor = editor
        self.helpers = helpers
        segnb_edit_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
        segnb_edit_set_style(editor, "emacs")
        segnb_edit_set_signals(editor, 1)
        segnb_edit_free_keys(editor)
        segnb_edit_set_reader(editor) { editor, scalar in
            guard let next = LineEditor.from(editor)?.nextScalar() else { return 0 }
            scalar?.pointee = next.value
            return 1
        }
        // A changed window ends the wait for a key; without a handler it would not.
        signal(SIGWINCH) { _ in }
        addCommands()
    }

    deinit { el_end(editor) }

    static func from(_ editor: OpaquePointer?) -> LineEditor? {
        guard let client = segnb_edit_client(editor) else { return nil }
        return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
    }

    func write(_ text: String) {
        StandardStream.output.write(text)
    }

    func read(_ style: InputStyle) -> LineInput {
        self.style = style
        dropped = nil
        history.rest()
        EndSignals.remember()
        // Marks pastes, so that their lines arrive together; other programs don't expect the marks.
        write("\u{1B}[?2004h")
        defer { write("\u{1B}[?2004l") }
        var count: Int32 = 0
        guard let line = el_gets(editor, &count), count > 0 else {
            leave("^D")
            return .end
        }
        // Behind its count there may be text of earlier inputs.
        let text = String(Self.text(line, line + Int(count)).unicodeScalars.dropLast())
        leave(text + (dropped ?? ""))
        return dropped == nil ? .line(text) : .cancelled
    }

    func whenWaiting(_ work: @escaping () -> Void) { waitingWork = work }

    func remember(_ input: String) { history.add(input) }

    /// The text being edited.
    var text: EditedText {
        guard let line = el_line(editor) else { return EditedText(before: "", after: "") }
        let info = line.pointee
        return EditedText(before: Self.text(info.buffer, info.cursor), after: Self.text(info.cursor, info.lastchar))
    }

    private static func text(_ start: UnsafePointer<CChar>?, _ end: UnsafePointer<CChar>?) -> String {
        guard let start, let end, end > start else { return "" }
        // SAFETY: libedit's buffer holds the bytes up to its last character; they are copied at once.
        let bytes = UnsafeBufferPointer(start: start, count: end - start)
        return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: On the screen

    /// The lines and cells of the terminal; what is usual where it doesn't say.
    private var size: (height: Int, width: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (24, 80) }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    private func rows(_ text: EditedText, _ width: Int) -> InputRows {
        InputRows(text, prompt: style.prompt, more: style.more, width: width)
    }

    /// Shows the text as it is now, with what stands below.
    func draw() {
        let (text, size) = (text, size)
        let below = status.map { DisplayWidth.truncated($0, to: size.width - 1) } ?? style.hint(text.before, size.width - 1)
        write(screen.draw(rows(text, size.width), below: below, height: size.height))
    }

    /// Shows a text in full and nothing below it, and goes on to the next line.
    func leave(_ text: String) { write(screen.end(rows(EditedText(before: text, after: ""), size.width))) }

    /// Writes lines above the input, which is drawn again below them when a key is waited for.
    func printAbove(_ lines: String) { write(screen.clear() + lines.replacing("\n", with: "\r\n")) }

    /// The window may have changed: the input is drawn anew in the new width, from the prompt on, which stands where terminals
    /// put it that wrap their lines anew.
    func takeSize() {
        el_resize(editor)
        let size = size
        write(screen.clear(wrappedTo: size.width, height: size.height))
        draw()
    }
}
