/// One tag of HTML, as a browser would read it.
struct SafeHTMLTag {
    /// In lower case.
    let name: String
    let isClosing: Bool
    /// Whether it ends in `/>`.
    let isEmpty: Bool
    /// Names in lower case, with values as they are written.
    let attributes: [(name: String, value: String)]
    /// The place behind it.
    let end: Int

    /// nil where no tag begins at a `<`.
    init?(_ bytes: [UInt8], at start: Int) {
        var place = start + 1
        func byte() -> UInt8? { place < bytes.count ? bytes[place] : nil }
        isClosing = byte() == UInt8(ascii: "/")
        if isClosing { place += 1 }
        guard let first = byte(), (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(Self.lower(first)) else { return nil }
        func word(until stop: (UInt8) -> Bool) -> String {
            let start = place
            while let byte = byte(), !stop(byte) { place += 1 }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }
        name = word { Self.isSpace($0) || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "/") }.lowercased()
        var found: [(name: String, value: String)] = []
        var endsEmpty = false
        while let next = byte(), next != UInt8(ascii: ">") {
            endsEmpty = next == UInt8(ascii: "/")
            if Self.isSpace(next) || endsEmpty {
                place += 1
                continue
            }
            let key = word {
                Self.isSpace($0) || [UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "/")].contains($0)
            }
            while let byte = byte(), Self.isSpace(byte) { place += 1 }
            guard byte() == UInt8(ascii: "=") else {
                found.append((key.lowercased(), ""))
                continue
            }
            place += 1
            while let byte = byte(), Self.isSpace(byte) { place += 1 }
            if let quote = byte(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                place += 1
                found.append((key.lowercased(), word { $0 == quote }))
                place += 1
            } else {
                found.append((key.lowercased(), word { Self.isSpace($0) || $0 == UInt8(ascii: ">") }))
            }
        }
        isEmpty = endsEmpty
        attributes = found
        end = min(bytes.count, place + 1)
    }

    static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
