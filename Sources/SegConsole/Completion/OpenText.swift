/// Finds out whether a place in a source is code, inside a text or in a comment.
struct OpenText {
    enum State: Equatable {
        /// Code that begins at this offset: 0, or after the `\(` of a text.
        case code(start: Int)
        /// Inside a text whose first byte, after the quotes, is at this offset.
        case text(start: Int)
        case comment
    }

    private enum Mode {
        /// Code, with its start and the round brackets that are open since.
        case code(start: Int, depth: Int)
        case text(start: Int, isMultiline: Bool, isRaw: Bool)
    }

    private let bytes: [UInt8]
    private var index = 0
    private var modes: [Mode] = [.code(start: 0, depth: 0)]

    /// The state at the end of a text.
    static func state(of text: String) -> State {
        var reader = OpenText(bytes: Array(text.utf8))
        return reader.read()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var mode: Mode {
        get { modes[modes.count - 1] }
        set { modes[modes.count - 1] = newValue }
    }

    private func isNext(_ text: StaticString) -> Bool {
        bytes[index...].starts(with: "\(text)".utf8)
    }

    private mutating func read() -> State {
        while index < bytes.count {
            switch mode {
            case .code(let start, let depth):
                if isNext("//") {
                    guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) else {
                        return .comment
                    }
                    index = end
                } else {
                    passCode(start, depth)
                }
            case .text(_, let isMultiline, let isRaw): passText(isMultiline, isRaw)
            }
        }
        switch mode {
        case .text(let start, _, _): return .text(start: start)
        case .code(let start, _): return .code(start: start)
        }
    }

    private mutating func passCode(_ start: Int, _ depth: Int) {
        switch bytes[index] {
        case UInt8(ascii: "\""):
            let isMultiline = isNext("\"\"\"")
            let isRaw = isRawMark
            index += isMultiline ? 3 : 1
            modes.append(.text(start: index, isMultiline: isMultiline, isRaw: isRaw))
            return
        case UInt8(ascii: "("): mode = .code(start: start, depth: depth + 1)
        case UInt8(ascii: ")"):
            if depth == 0, modes.count > 1 {
                modes.removeLast()
            } else {
                mode = .code(start: start, depth: max(0, depth - 1))
            }
        default: break
        }
        index += 1
    }

    /// Whether the quote is that of `r"…"`.
    private var isRawMark: Bool {
        guard index > 0, bytes[index - 1] == UInt8(ascii: "r") else { return false }
        guard index > 1 else { return true }
        let before = bytes[index - 2]
        let isWord =
            before == UInt8(ascii: "_") || before >= 0x80
            || Character(Unicode.Scalar(before)).isLetter
        return !isWord
    }

    private mutating func passText(_ isMultiline: Bool, _ isRaw: Bool) {
        switch bytes[index] {
        case UInt8(ascii: "\"") where !isMultiline || isNext("\"\"\""):
            modes.removeLast()
            index += isMultiline ? 3 : 1
        case UInt8(ascii: "\n") where !isMultiline:
            modes.removeLast()
            index += 1
        case UInt8(ascii: "\\") where !isRaw:
            if isNext("\\(") { modes.append(.code(start: index + 2, depth: 0)) }
            index += 2
        default: index += 1
        }
    }
}
