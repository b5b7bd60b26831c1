import CEdit
import Foundation

/// Reads lines at a terminal through libedit: editing, history, completion, pasting of many lines.
///
/// SAFETY: libedit keeps an unretained pointer to this object as client data; the object owns the editor
/// and closes it in `deinit`, so the pointer never outlives it. All calls come from one thread.
public final class LineEditor {
    /// What reading gives.
    public enum Input: Sendable, Equatable {
        case line(String)
        /// Several lines pasted at once, with what stood on the line before them.
        case paste(String)
        /// Ctrl-C while a line was being edited.
        case cancelled
        /// Ctrl-D on an empty line.
        case end
    }

    /// Offered completions for the text before the cursor: how many characters they replace, and the words.
    public typealias Completer = (_ before: String) -> (replaced: Int, words: [String])

    private let editor: OpaquePointer
    private let history: OpaquePointer
    private let promptBuffer: UnsafeMutablePointer<CChar>
    private let completer: Completer
    private var pasted: String?
    private static let promptCapacity = 64

    /// An editor on the standard streams; nil when the terminal can't be used.
    public init?(completer: @escaping Completer) {
        setlocale(LC_CTYPE, "C.UTF-8")
        guard let editor = segnb_edit_open("segnb"), let history = history_init() else { return nil }
        self.editor = editor
        self.history = history
        self.completer = completer
        promptBuffer = .allocate(capacity: Self.promptCapacity)
        promptBuffer.initialize(repeating: 0, count: Self.promptCapacity)
        configure()
    }

    deinit {
        write("\u{1B}[?2004l")
        history_end(history)
        el_end(editor)
        promptBuffer.deallocate()
    }

    private func configure() {
        segnb_edit_set_client(editor, Unmanaged.passUnretained(self).toOpaque())
        segnb_edit_set_prompt(editor) { LineEditor.from($0)?.promptBuffer }
        segnb_edit_set_style(editor, "emacs")
        segnb_edit_set_signals(editor, 0)
        segnb_history_limit(history, 5000)
        segnb_history_unique(history, 1)
        segnb_edit_set_history(editor, history)
        segnb_edit_add_command(editor, "segnb-complete", "Complete a name") { editor, _ in
            LineEditor.from(editor)?.complete() ?? UInt8(CC_ERROR)
        }
        segnb_edit_add_command(editor, "segnb-paste", "Take pasted lines") { editor, _ in
            LineEditor.from(editor)?.takePaste() ?? UInt8(CC_ERROR)
        }
        segnb_edit_bind(editor, "^I", "segnb-complete")
        segnb_edit_bind(editor, "\\e[200~", "segnb-paste")
        segnb_edit_bind(editor, "^R", "em-inc-search-prev")
        write("\u{1B}[?2004h")
    }

    private static func from(_ editor: OpaquePointer?) -> LineEditor? {
        guard let client = segnb_edit_client(editor) else { return nil }
        return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
    }

    private func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Reads one line, or one paste.
    public func read(prompt: String) -> Input {
        set(prompt: prompt)
        pasted = nil
        var count: Int32 = 0
        errno = 0
        guard let line = el_gets(editor, &count), count > 0 else {
            return errno == EINTR ? .cancelled : .end
        }
        let text = String(cString: line)
        if let pasted {
            let before = text.hasSuffix("\n") ? String(text.dropLast()) : text
            return .paste(before + pasted)
        }
        return .line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }

    /// Makes an input one entry of the history.
    public func remember(_ input: String) { segnb_history_enter(history, input) }

    private func set(prompt: String) {
        let bytes = prompt.utf8.prefix(Self.promptCapacity - 1)
        for (index, byte) in bytes.enumerated() { promptBuffer[index] = CChar(bitPattern: byte) }
        promptBuffer[bytes.count] = 0
    }
}

// MARK: - Completion and pasting, called by libedit

extension LineEditor {
    private func complete() -> UInt8 {
        guard let line = el_line(editor) else { return UInt8(CC_ERROR) }
        let length = line.pointee.cursor - line.pointee.buffer
        let bytes = UnsafeBufferPointer(start: line.pointee.buffer, count: max(0, length))
        let before = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let (replaced, words) = completer(before)
        guard let first = words.first else { return UInt8(CC_REFRESH_BEEP) }
        let common = words.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let typed = String(before.suffix(replaced))
        if words.count == 1 || common.count > typed.count {
            if replaced > 0 { el_deletestr(editor, Int32(replaced)) }
            el_insertstr(editor, words.count == 1 ? first : common)
            return UInt8(CC_REFRESH)
        }
        show(words)
        return UInt8(CC_REDISPLAY)
    }

    /// Lists the choices in columns below the line.
    private func show(_ words: [String]) {
        let shown = words.prefix(120)
        let width = (shown.map(\.count).max() ?? 0) + 2
        let columns = max(1, TerminalSize.columns / max(1, width))
        var text = "\r\n"
        for (index, word) in shown.enumerated() {
            let last = (index + 1) % columns == 0 || index == shown.count - 1
            text += last ? word + "\r\n" : word.padding(toLength: width, withPad: " ", startingAt: 0)
        }
        if words.count > shown.count { text += "… \(words.count - shown.count) more\r\n" }
        write(text)
    }

    /// Reads the pasted text up to its end mark and ends the line with it.
    private func takePaste() -> UInt8 {
        let end = Array("\u{1B}[201~".utf8)
        var bytes: [UInt8] = []
        var character: CChar = 0
        while !bytes.suffix(end.count).elementsEqual(end) {
            guard el_getc(editor, &character) == 1 else { return UInt8(CC_ERROR) }
            bytes.append(UInt8(bitPattern: character))
        }
        let text = String(decoding: bytes.dropLast(end.count), as: UTF8.self)
            .replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        guard text.contains("\n") else {
            return el_insertstr(editor, text) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
        }
        pasted = text
        write(text.replacing("\n", with: "\r\n"))
        return UInt8(CC_NEWLINE)
    }
}
