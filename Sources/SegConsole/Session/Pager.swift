import Foundation
import SegDisplay

/// Shows text page by page on the terminal: by the program of `PAGER`, else itself.
struct Pager: Sendable {
    /// The lines and cells of the terminal.
    let height: Int
    let width: Int
    /// The program of `PAGER`.
    let program: String?

    /// The pager of the terminal on standard output; nil where there is none that can be written over.
    static func ofTerminal() -> Pager? {
        guard TerminalSettings.isInteractive(fileDescriptor: STDOUT_FILENO), isatty(STDIN_FILENO) == 1 else {
            return nil
        }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 3, size.ws_col > 0 else { return nil }
        let program = ProcessInfo.processInfo.environment["PAGER"] ?? ""
        return Pager(
            height: Int(size.ws_row), width: Int(size.ws_col), program: program.trimmed.isEmpty ? nil : program)
    }

    /// Whether a text is higher than the screen.
    func isNeeded(for text: String) -> Bool { rows(of: text) >= height }

    private func rows(of text: String) -> Int {
        var rows = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            rows += height(of: line)
            if rows >= height { break }
        }
        return rows
    }

    private func height(of line: Substring) -> Int {
        let cells = line.utf8.count <= width ? line.utf8.count : StyledText(ansi: String(line)).displayWidth
        return max(1, (cells + width - 1) / width)
    }

    func show(_ text: String) {
        guard let program, showByProgram(text, program) else { return showPages(text) }
    }

    /// False where the program can't be started.
    private func showByProgram(_ text: String, _ program: String) -> Bool {
        // Colours go through, unless the user says otherwise.
        setenv("LESS", "R", 0)
        guard let pipe = popen(program, "w") else { return false }
        var bytes = Array(text.utf8)
        bytes.append(UInt8(ascii: "\n"))
        // The reader may end before it has read all.
        let before = signal(SIGPIPE, SIG_IGN)
        fwrite(bytes, 1, bytes.count, pipe)
        let status = pclose(pipe)
        signal(SIGPIPE, before)
        // 127: the shell found no such program.
        return (status >> 8) & 0xFF != 127
    }

    private func showPages(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap(rows)
        var next = 0
        var room = height - 1
        while next < lines.count {
            while next < lines.count, height(of: lines[next]) <= room || room == height - 1 {
                room -= height(of: lines[next])
                Self.write(lines[next] + "\n")
                next += 1
            }
            guard next < lines.count else { return }
            let offer = "-- \(next) of \(lines.count) lines: Space a page, Enter a line, q ends --"
            Self.write(DisplayWidth.truncated(offer, to: width - 1))
            let key = Self.key()
            Self.write("\r\u{1B}[K")
            switch key {
            case .end:
                Self.write("… \(lines.count - next) more lines\n")
                return
            case .page: room = height - 1
            case .line: room = height(of: lines[next])
            }
        }
    }

    /// A line cut where the terminal would wrap it, between words where it has some. One with colours was fitted to the width when
    /// it was made.
    private func rows(of line: Substring) -> [Substring] {
        guard height(of: line) > 1, !line.utf8.contains(0x1B) else { return [line] }
        var rows: [Substring] = []
        var (start, cells) = (line.startIndex, 0)
        // The start of the last word, and the cells up to it.
        var word = (start: line.startIndex, cells: 0)
        for index in line.indices {
            let added = DisplayWidth.of(line[index])
            if cells + added > width {
                if word.start == start { word = (index, cells) }
                rows.append(line[start..<word.start])
                (start, cells) = (word.start, cells - word.cells)
                word.cells = 0
            }
            cells += added
            if line[index] == " " { word = (line.index(after: index), cells) }
        }
        return rows + [line[start...]]
    }

    private enum Key { case page, line, end }

    /// Waits for a key, without its echo.
    private static func key() -> Key {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return .end }
        var raw = before
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &before) }
        while true {
            var byte: UInt8 = 0
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return .end }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "f"): return .page
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "j"): return .line
            case UInt8(ascii: "q"), 3, 4, 0x1B: return .end
            default: continue
            }
        }
    }

    private static func write(_ text: some StringProtocol) { StandardStream.output.write(text) }
}
