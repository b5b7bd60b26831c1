import CEdit
import Foundation

/// What goes on while the editor waits for a key: the input is drawn, news are written above it.
extension LineEditor {
    /// Waits for the next character of the terminal; nil at the end of the input.
    func nextScalar() -> Unicode.Scalar? {
        if isPasting { return readScalar() }
        while true {
            let scalar = waitedScalar()
            defer { endedLine = scalar == "\r" && isTyped }
            // The second half of a line's end, as Windows writes it.
            if scalar != "\n" || !endedLine { return scalar }
        }
    }

    private func waitedScalar() -> Unicode.Scalar? {
        EndSignals.take()
        // What is typed ahead is drawn when it was read.
        if waitingWork != nil || !isTyped { draw() }
        waitingWork?()
        waitingWork = nil
        while true {
            if isKept { return readScalar() }
            var waiting = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
            waiting.append(pollfd(fd: helpers.wake, events: Int16(POLLIN), revents: 0))
            if poll(&waiting, UInt(waiting.count), -1) < 0 {
                guard errno == EINTR else { return nil }
                takeSize()
                continue
            }
            if waiting[1].revents != 0, let text = helpers.news() {
                printAbove(text)
                draw()
            }
            if waiting[0].revents != 0, !(helpers.question?.takesLateAnswer() ?? false) { return readScalar() }
        }
    }

    /// Whether there is something that was typed while the terminal was asked.
    private var isKept: Bool { helpers.question?.hasTyped ?? false }

    /// Whether more was typed already.
    var isTyped: Bool {
        if isKept { return true }
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
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
}
