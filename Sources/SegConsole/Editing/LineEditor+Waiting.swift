import CEdit
import Foundation

/// What goes on while the editor waits for a key: a hint below the line, news above it.
///
/// While it waits, libedit has drawn everything and the cursor stands where the text says. What is drawn
/// then is taken away, and the cursor put back, before libedit hears of the key.
extension LineEditor {
    /// Waits for the next character of the terminal; nil at the end of the input.
    func nextScalar() -> Unicode.Scalar? {
        if isPasting { return readScalar() }
        EndSignals.take()
        waitingWork?()
        waitingWork = nil
        if !isReadable(STDIN_FILENO) { showHint() }
        defer { hideHint() }
        while true {
            if hasTyped { return readScalar() }
            var waiting = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
            waiting.append(pollfd(fd: helpers.wake, events: Int16(POLLIN), revents: 0))
            if poll(&waiting, UInt(waiting.count), -1) < 0 {
                guard errno == EINTR else { return nil }
                takeSize()
                continue
            }
            if waiting[1].revents != 0, let text = helpers.news() {
                hideHint()
                printAbove(text)
                showHint()
            }
            if waiting[0].revents != 0, !(helpers.question?.takesLateAnswer() ?? false) { return readScalar() }
        }
    }

    /// Whether there is something that was typed while the terminal was asked.
    private var hasTyped: Bool { helpers.question?.hasTyped ?? false }

    private func isReadable(_ descriptor: Int32) -> Bool {
        if hasTyped { return true }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) > 0
    }

    /// The next UTF-8 character; broken ones are U+FFFD.
    private func readScalar() -> Unicode.Scalar? {
        guard let first = readByte() else { return nil }
        let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        var bytes = [first]
        while bytes.count < count, let next = readByte() { bytes.append(next) }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.first
    }

    private func readByte() -> UInt8? {
        if let typed = helpers.question?.nextTyped() { return typed }
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count == 1 { return byte }
            guard count < 0, errno == EINTR else { return nil }
        }
    }

    /// The window may have changed: the line is drawn anew in the new width, from the prompt on, which stands where terminals
    /// put it that wrap their lines anew.
    private func takeSize() {
        let hadHint = hintDistance != nil
        hintDistance = nil
        el_resize(editor)
        printAbove("")
        if hadHint { showHint() }
    }

    // MARK: Above and below the line

    /// The lines and cells of the terminal; nil where it doesn't say.
    private var size: (height: Int, width: Int)? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    /// Where the cursor and the end of the text stand.
    private func layout(_ width: Int, _ text: (before: String, after: String)) -> (cursor: InputLayout, end: InputLayout) {
        var layout = InputLayout(prompt: prompt, width: width)
        layout.pass(text.before)
        let cursor = layout
        layout.pass(text.after)
        return (cursor, layout)
    }

    private func showHint() {
        guard let size else { return }
        let text = text
        guard let hint = helpers.hint(text.before, size.width - 1) else { return }
        let (cursor, end) = layout(size.width, text)
        // Above a screenful the cursor can't be moved back.
        guard end.row + 2 < size.height else { return }
        let distance = end.row - cursor.row + 1
        let down = distance > 1 ? "\u{1B}[\(distance - 1)B" : ""
        write(down + "\r\n\u{1B}[K" + hint + Self.back(distance, to: cursor.column))
        hintDistance = distance
    }

    private func hideHint() {
        guard let distance = hintDistance, let size else { return }
        hintDistance = nil
        let cursor = layout(size.width, text).cursor
        write("\u{1B}[\(distance)B\r\u{1B}[K" + Self.back(distance, to: cursor.column))
    }

    private static func back(_ rows: Int, to column: Int) -> String {
        "\u{1B}[\(rows)A\r" + (column > 0 ? "\u{1B}[\(column)C" : "")
    }

    /// Writes lines above the prompt, and draws the input again below them.
    func printAbove(_ lines: String) {
        let row = layout(size?.width ?? 80, text).cursor.row
        let up = row > 0 ? "\u{1B}[\(row)A" : ""
        write(up + "\r\u{1B}[J" + lines.replacing("\n", with: "\r\n"))
        segnb_edit_refresh(editor)
    }
}
