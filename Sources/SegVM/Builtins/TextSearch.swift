/// Searching bytes of UTF-8; a part that is valid UTF-8 is found at scalar borders only.
enum TextSearch {
    /// The byte offset of a part at or after an offset, or nil.
    static func find(_ part: StringObject, in text: StringObject, from offset: Int) -> Int? {
        guard part.byteCount > 0 else { return offset <= text.byteCount ? offset : nil }
        guard offset + part.byteCount <= text.byteCount else { return nil }
        let first = part.bytes[0]
        let last = text.byteCount - part.byteCount
        var start = offset
        while start <= last {
            if text.storage[start] == first, matches(part, text, at: start) { return start }
            start += 1
        }
        return nil
    }

    private static func matches(_ part: StringObject, _ text: StringObject, at start: Int) -> Bool {
        for index in 0..<part.byteCount where text.storage[start + index] != part.storage[index] {
            return false
        }
        return true
    }

    static func hasPrefix(_ text: StringObject, _ part: StringObject) -> Bool {
        text.byteCount >= part.byteCount
            && text.bytes.prefix(part.byteCount).elementsEqual(part.bytes)
    }

    static func hasSuffix(_ text: StringObject, _ part: StringObject) -> Bool {
        text.byteCount >= part.byteCount
            && text.bytes.suffix(part.byteCount).elementsEqual(part.bytes)
    }

    /// The pieces between occurrences of a separator.
    static func split(_ text: StringObject, by separator: StringObject) -> [Value] {
        var pieces: [Value] = []
        var start = 0
        while let found = find(separator, in: text, from: start) {
            pieces.append(.string(text.slice(bytes: start..<found)))
            start = found + separator.byteCount
        }
        pieces.append(.string(text.slice(bytes: start..<text.byteCount)))
        return pieces
    }

    /// The pieces between runs of blanks, tabs and line ends.
    static func splitWords(_ text: StringObject) -> [Value] {
        var pieces: [Value] = []
        var start = 0
        for index in 0...text.byteCount {
            let isEnd = index == text.byteCount || isBlank(text.storage[index])
            guard isEnd else { continue }
            if index > start { pieces.append(.string(text.slice(bytes: start..<index))) }
            start = index + 1
        }
        return pieces
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    static func trim(_ text: StringObject) -> StringObject {
        var (start, end) = (0, text.byteCount)
        while start < end, isBlank(text.storage[start]) { start += 1 }
        while end > start, isBlank(text.storage[end - 1]) { end -= 1 }
        return text.slice(bytes: start..<end)
    }
}
