import CEdit
import Foundation

/// Reads lines at a terminal through libedit: editing, history, completion, pasting of many lines.
///
/// SAFETY: libedit keeps an unretained pointer to this object as client data; the object owns the
/// editor and closes it in `deinit`, so that the pointer never outlives it. All calls come from one
/// thread.
final class LineEditor: LineSource {
    /// Offered completions for the text before the cursor.
    typealias Completer = (_ before: String) -> Completions

    private let editor: OpaquePointer
    private let history: OpaquePointer
    private let promptBuffer: UnsafeMutablePointer<CChar>
    private let completer: Completer
    private var isCancelled = false
    private static let promptCapacity = 64

    /// An editor on the standard streams; nil when the terminal can't be used.
    init?(completer: @escaping Completer) {
        setlocale(LC_CTYPE, "C.UTF-8")
        guard let editor = segnb_edit_open("segnb"), let history = history_init() else {
            return nil
        }
        self.editor = editor
        self.history = history
        self.completer = completer
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
        addCommands()
    }

    deinit {
        history_end(history)
        el_end(editor)
        promptBuffer.deallocate()
    }

    private func addCommands() {
        segnb_edit_add_command(editor, "segnb-complete", "Complete a name") { editor, _ in
            LineEditor.from(editor)?.complete() ?? UInt8(CC_ERROR)
        }
        segnb_edit_add_command(editor, "segnb-paste", "Take pasted text") { editor, _ in
            LineEditor.from(editor)?.takePaste() ?? UInt8(CC_ERROR)
        }
        segnb_edit_add_command(editor, "segnb-cancel", "Drop the input") { editor, _ in
            LineEditor.from(editor)?.cancel() ?? UInt8(CC_ERROR)
        }
        segnb_edit_add_command(editor, "segnb-suspend", "Go to the background") { _, _ in
            raise(SIGTSTP) == 0 ? UInt8(CC_REDISPLAY) : UInt8(CC_ERROR)
        }
        segnb_edit_add_command(editor, "segnb-newline", "Begin a new line") { editor, _ in
            el_insertstr(editor, "\n") == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
        }
        segnb_edit_bind(editor, "^I", "segnb-complete")
        segnb_edit_bind(editor, "\\e[200~", "segnb-paste")
        segnb_edit_bind(editor, "^C", "segnb-cancel")
        segnb_edit_bind(editor, "^Z", "segnb-suspend")
        segnb_edit_bind(editor, "\\e^M", "segnb-newline")
        segnb_edit_bind(editor, "\\e^J", "segnb-newline")
        segnb_edit_bind(editor, "^R", "em-inc-search-prev")
    }

    private static func from(_ editor: OpaquePointer?) -> LineEditor? {
        guard let client = segnb_edit_client(editor) else { return nil }
        return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
    }

    private func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    func read(prompt: String) -> LineInput {
        set(prompt: prompt)
        isCancelled = false
        // Marks pastes, so that their lines arrive together; other programs don't expect the marks.
        write("\u{1B}[?2004h")
        defer { write("\u{1B}[?2004l") }
        var count: Int32 = 0
        guard let line = el_gets(editor, &count), count > 0 else { return .end }
        if isCancelled { return .cancelled }
        let text = String(cString: line)
        return .line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }

    func remember(_ input: String) { segnb_history_enter(history, input) }

    private func set(prompt: String) {
        let bytes = prompt.utf8.prefix(Self.promptCapacity - 1)
        for (index, byte) in bytes.enumerated() { promptBuffer[index] = CChar(bitPattern: byte) }
        promptBuffer[bytes.count] = 0
    }
}

// MARK: - Commands of keys, called by libedit

extension LineEditor {
    private func complete() -> UInt8 {
        let before = textBeforeCursor
        let completions = completer(before)
        guard let first = completions.words.first else { return UInt8(CC_REFRESH_BEEP) }
        let common = completions.words.dropFirst().reduce(first, Self.commonStart)
        let isOnly = completions.words.count == 1
        if isOnly || common.unicodeScalars.count > completions.replaced {
            if completions.replaced > 0 { el_deletestr(editor, Int32(completions.replaced)) }
            el_insertstr(editor, common)
            return UInt8(CC_REFRESH)
        }
        write("\r\n" + CompletionListing.text(completions).replacing("\n", with: "\r\n"))
        return UInt8(CC_REDISPLAY)
    }

    private var textBeforeCursor: String {
        guard let line = el_line(editor) else { return "" }
        let length = max(0, line.pointee.cursor - line.pointee.buffer)
        // SAFETY: libedit's buffer holds at least the bytes up to the cursor; they are copied at
        // once.
        let bytes = UnsafeBufferPointer(start: line.pointee.buffer, count: length)
        return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func commonStart(_ first: String, _ second: String) -> String {
        let pairs = zip(first.unicodeScalars, second.unicodeScalars).prefix { $0 == $1 }
        return String(String.UnicodeScalarView(pairs.map(\.0)))
    }

    /// Ends the line below its last row, with a mark that says how.
    private func cancel() -> UInt8 {
        isCancelled = true
        el_cursor(editor, Int32.max / 2)
        el_insertstr(editor, "^C")
        el_push(editor, "\n")
        return UInt8(CC_REFRESH)
    }

    /// Puts the pasted text, up to its end mark, at the cursor; Enter then runs it as one input.
    private func takePaste() -> UInt8 {
        let end = Array("\u{1B}[201~".unicodeScalars)
        var scalars: [Unicode.Scalar] = []
        var character: UInt32 = 0
        while !scalars.suffix(end.count).elementsEqual(end) {
            guard segnb_edit_next(editor, &character) == 1 else { return UInt8(CC_ERROR) }
            scalars.append(Unicode.Scalar(character) ?? "\u{FFFD}")
        }
        var text = String(String.UnicodeScalarView(scalars.dropLast(end.count)))
            .replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\t", with: "    ")
        while text.hasSuffix("\n") { text.removeLast() }
        if text.isEmpty { return UInt8(CC_REFRESH) }
        return el_insertstr(editor, text) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
    }
}
