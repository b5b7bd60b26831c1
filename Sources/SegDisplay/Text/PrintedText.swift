/// Text as a program prints it, piece by piece, and the lines of it that a terminal would show.
///
/// A carriage return goes back to the start of the line, a backspace one character, and what follows takes the place of what
/// stands there, as progress bars draw themselves; colours and other orders to a terminal are dropped.
public struct PrintedText: Sendable {
    private var text = ""
    private var hasLineFeed = false
    /// Whether something in it moves back or orders something.
    private var isDrawn = false
    /// How many bytes a line that is drawn over and over may gather before it is made what it shows.
    private var limit = Self.leastLimit
    private static let leastLimit = 4096

    public init() {}

    public var isEmpty: Bool { text.isEmpty }

    /// What was appended and not taken out.
    public var rest: String { text }

    public var byteCount: Int { text.utf8.count }

    public mutating func append(_ more: String) {
        text += more
        for byte in more.utf8 where byte < 0x20 {
            switch byte {
            case Self.lineFeed: hasLineFeed = true
            case 0x08, 0x0D, 0x1B: isDrawn = true
            default: break
            }
        }
        if isDrawn, !hasLineFeed, text.utf8.count > limit { settle() }
    }

    /// Takes out the whole lines, without the last one's end; nil where none has ended.
    public mutating func takeLines() -> String? {
        guard hasLineFeed, let end = text.utf8.lastIndex(of: Self.lineFeed) else { return nil }
        let lines = shown(text[..<end])
        text = String(text[text.utf8.index(after: end)...])
        hasLineFeed = false
        isDrawn = isDrawn && text.utf8.contains { $0 == 0x08 || $0 == 0x0D || $0 == 0x1B }
        limit = Self.leastLimit
        return lines
    }

    /// Takes out everything, without the end of the last line; nil where there is nothing.
    public mutating func takeAll() -> String? {
        guard !text.isEmpty else { return nil }
        defer { self = PrintedText() }
        let isEnded = text.utf8.last == Self.lineFeed
        return shown(isEnded ? text[..<text.utf8.index(before: text.utf8.endIndex)] : text[...])
    }

    /// The line that has not ended, as it stands now, where it was drawn over; nil: it holds plain text, if anything.
    public var drawnLine: String? {
        guard isDrawn, !hasLineFeed else { return nil }
        return String(Self.drawn(text[...]).cells)
    }

    private func shown(_ lines: Substring) -> String {
        guard isDrawn else { return String(lines) }
        return lines.utf8.split(separator: Self.lineFeed, omittingEmptySubsequences: false)
            .map { String(Self.drawn(Substring($0)).cells) }.joined(separator: "\n")
    }

    /// Makes the line what it shows, and what goes to the place where it was being written.
    private mutating func settle() {
        let (cells, position) = Self.drawn(text[...])
        text = String(cells)
        if position < cells.count { text += "\r" + String(cells[..<position]) }
        limit = max(Self.leastLimit, 2 * text.utf8.count)
    }

    private static let lineFeed = UInt8(ascii: "\n")

    /// What stands in a line, and where the next character goes.
    private static func drawn(_ line: Substring) -> (cells: [Character], position: Int) {
        var cells: [Character] = []
        var position = 0
        var rest = line
        while let character = rest.popFirst() {
            switch character {
            case "\r": position = 0
            case "\u{8}": position = max(0, position - 1)
            case "\u{1B}":
                switch order(&rest) {
                case "K": cells.removeSubrange(min(position, cells.count)...)
                case "2K": cells = Array(repeating: " ", count: min(position, cells.count))
                default: break
                }
            default:
                if position < cells.count { cells[position] = character } else { cells.append(character) }
                position += 1
            }
        }
        return (cells, position)
    }

    /// Takes out the order that follows an escape character; gives parameters and name of those with a bracket (ECMA-48, 5.4).
    private static func order(_ rest: inout Substring) -> String {
        switch rest.first {
        case "[":
            rest.removeFirst()
            let parameters = rest.prefix { "\u{20}"..."\u{3F}" ~= $0 }
            rest.removeFirst(parameters.count)
            guard let name = rest.popFirst() else { return "" }
            let text = parameters + String(name)
            return text == "0K" ? "K" : String(text)
        case "]":
            // A text for the terminal, such as a window's title or the target of a link.
            while let character = rest.popFirst(), character != "\u{7}" {
                guard character == "\u{1B}" else { continue }
                if rest.first == "\\" { rest.removeFirst() }
                break
            }
        case .some: rest.removeFirst()
        case nil: break
        }
        return ""
    }
}
