/// Whether a place in a source is code, inside a text or in a comment.
enum OpenText {
    enum State: Equatable {
        case code
        /// Inside a text whose first byte, after the quotes, is at this offset.
        case text(start: Int)
        case comment
    }

    private enum Mode {
        /// Code, with the brackets that are open since the `\(` before it.
        case code(depth: Int)
        case text(start: Int, isMultiline: Bool, isRaw: Bool)
    }

    /// The state at the end of a text.
    static func state(of text: String) -> State {
        let bytes = Array(text.utf8)
        var modes: [Mode] = [.code(depth: 0)]
        var index = 0
        while index < bytes.count {
            switch modes[modes.count - 1] {
            case .code(let depth):
                guard let next = code(bytes, index, depth, &modes) else { return .comment }
                index = next
            case .text(_, let isMultiline, let isRaw):
                index = self.text(bytes, index, isMultiline, isRaw, &modes)
            }
        }
        if case .text(let start, _, _) = modes[modes.count - 1] { return .text(start: start) }
        return .code
    }

    /// Passes one piece of code; nil when a comment goes on to the end.
    private static func code(
        _ bytes: [UInt8], _ index: Int, _ depth: Int, _ modes: inout [Mode]
    ) -> Int? {
        let rest = bytes[index...]
        switch bytes[index] {
        case UInt8(ascii: "/") where rest.starts(with: "//".utf8):
            return rest.firstIndex(of: UInt8(ascii: "\n"))
        case UInt8(ascii: "\""):
            let isMultiline = rest.starts(with: "\"\"\"".utf8)
            let start = index + (isMultiline ? 3 : 1)
            let isRaw = index > 0 && bytes[index - 1] == UInt8(ascii: "r")
                && (index == 1 || !isWord(bytes[index - 2]))
            modes.append(.text(start: start, isMultiline: isMultiline, isRaw: isRaw))
            return start
        case UInt8(ascii: "("): modes[modes.count - 1] = .code(depth: depth + 1)
        case UInt8(ascii: ")") where depth == 0 && modes.count > 1: modes.removeLast()
        case UInt8(ascii: ")"): modes[modes.count - 1] = .code(depth: max(0, depth - 1))
        default: break
        }
        return index + 1
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 0x80 || Character(Unicode.Scalar(byte)).isLetter
    }

    private static func text(
        _ bytes: [UInt8], _ index: Int, _ isMultiline: Bool, _ isRaw: Bool, _ modes: inout [Mode]
    ) -> Int {
        let rest = bytes[index...]
        switch bytes[index] {
        case UInt8(ascii: "\"") where !isMultiline || rest.starts(with: "\"\"\"".utf8):
            modes.removeLast()
            return index + (isMultiline ? 3 : 1)
        case UInt8(ascii: "\n") where !isMultiline:
            modes.removeLast()
        case UInt8(ascii: "\\") where !isRaw:
            if rest.dropFirst().first == UInt8(ascii: "(") { modes.append(.code(depth: 0)) }
            return index + 2
        default: break
        }
        return index + 1
    }
}
