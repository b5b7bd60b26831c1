extension Lexer {
    /// The offset of the first byte in the range that is not part of valid UTF-8.
    func firstInvalidByte() -> Int? {
        var index = position
        while index < limit {
            guard let length = Self.sequenceLength(file.bytes, at: index, limit: limit) else {
                return index
            }
            index += length
        }
        return nil
    }

    /// The length of the well-formed sequence at an index, by table 3-7 of the Unicode Standard.
    static func sequenceLength(_ bytes: [UInt8], at index: Int, limit: Int) -> Int? {
        let first = bytes[index]
        if first < 0x80 { return 1 }
        let second = index + 1 < limit ? bytes[index + 1] : 0
        let (length, allowed): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0x80...0xBF)
            }
        guard length > 0, index + length <= limit, allowed.contains(second) else { return nil }
        for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return nil }
        return length
    }
}
