import Foundation
import SegDisplay

/// Reads lines where a terminal can't be edited on (`TERM=dumb`): the terminal's own line
/// discipline.
final class PlainLines: LineSource {
    private var bytes: [UInt8] = []
    private var isAtEnd = false

    func read(_ style: InputStyle) -> LineInput {
        var above = ""
        while true {
            let read = readLine(prompt: above.isEmpty ? style.prompt : style.more)
            guard case .line(let line) = read else { return above.isEmpty ? read : .cancelled }
            if style.isWhole(above + line) { return .line(above + line) }
            above += line + "\n"
        }
    }

    private func readLine(prompt: String) -> LineInput {
        StandardStream.output.write(prompt)
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                return .line(take(through: end))
            }
            if isAtEnd, bytes.isEmpty {
                // At a terminal it is a key, and more may come.
                isAtEnd = false
                StandardStream.output.write("\n")
                return .end
            }
            if isAtEnd { return .line(take(through: bytes.count - 1)) }
            // Unlike reading, waiting ends when a signal comes.
            var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            if poll(&waiting, 1, -1) < 0, errno == EINTR {
                bytes = []
                StandardStream.output.write("\n")
                return .cancelled
            }
            let more = FileHandle.standardInput.availableData
            isAtEnd = more.isEmpty
            bytes += more
        }
    }

    /// There is no history that could be read meanwhile.
    func whenWaiting(_ work: @escaping () -> Void) {}

    func remember(_ input: String) {}

    private func take(through end: Int) -> String {
        defer { bytes.removeFirst(end + 1) }
        let line = bytes[...end].filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return String(decoding: line, as: UTF8.self)
    }
}
