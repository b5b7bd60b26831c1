import SegDisplay

/// What a terminal answered to questions, told apart from what was typed meanwhile.
public struct TerminalAnswer: Hashable, Sendable {
    /// The primary device attributes (DA1); nil while there is no answer.
    public private(set) var attributes: [Int]?
    /// The background (OSC 11); nil where it wasn't told.
    public private(set) var background: RGBColour?
    /// All other bytes in their order.
    public private(set) var typed: [UInt8] = []
    /// Whether the bytes end within what may become an answer.
    public private(set) var endsWithin = false

    /// The questions. All terminals answer the last, so that none waits for an answer to the first in vain.
    static let questions = "\u{1B}]11;?\u{1B}\\\u{1B}[c"

    /// The attribute of terminals that draw sixels.
    public var drawsSixels: Bool { attributes?.contains(4) ?? false }

    /// Reads what came from the terminal.
    public init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let first = rest.first {
            guard first == Self.escape, let end = take(rest) else {
                typed.append(first)
                rest.removeFirst()
                continue
            }
            rest = rest[end...]
        }
    }

    private static let escape: UInt8 = 0x1B
    private static let bell: UInt8 = 0x07
    private static let attributesStart = Array("\u{1B}[?".utf8)
    private static let backgroundStart = Array("\u{1B}]11;".utf8)
    /// A longer one is no answer.
    private static let longest = 64

    /// Takes an answer at the start of the bytes, and gives its end; nil where there is none.
    private mutating func take(_ bytes: ArraySlice<UInt8>) -> Int? {
        for start in [Self.attributesStart, Self.backgroundStart] where bytes.count < start.count {
            // A lone escape is a key.
            if bytes.count > 1, start.starts(with: bytes) { endsWithin = true }
        }
        if bytes.starts(with: Self.attributesStart) { return takeAttributes(bytes) }
        return bytes.starts(with: Self.backgroundStart) ? takeBackground(bytes) : nil
    }

    private mutating func takeAttributes(_ bytes: ArraySlice<UInt8>) -> Int? {
        let body = bytes.dropFirst(Self.attributesStart.count)
        guard let end = body.firstIndex(where: { !(0x30...0x39).contains($0) && $0 != UInt8(ascii: ";") }) else {
            endsWithin = body.count < Self.longest
            return nil
        }
        guard body[end] == UInt8(ascii: "c") else { return nil }
        attributes = String(decoding: body[..<end], as: UTF8.self).split(separator: ";").compactMap { Int($0) }
        return end + 1
    }

    private mutating func takeBackground(_ bytes: ArraySlice<UInt8>) -> Int? {
        let body = bytes.dropFirst(Self.backgroundStart.count)
        guard let end = body.firstIndex(where: { $0 == Self.bell || $0 == Self.escape }) else {
            endsWithin = body.count < Self.longest
            return nil
        }
        // The string ends with BEL, or with ESC and a backslash.
        let next = body[end] == Self.bell ? end + 1 : end + 2
        guard next <= body.endIndex else {
            endsWithin = true
            return nil
        }
        background = Self.colour(String(decoding: body[..<end], as: UTF8.self))
        return next
    }

    /// The colour of `rgb:1616/1818/1c1c`: one to four hexadecimal digits each.
    private static func colour(_ text: String) -> RGBColour? {
        guard text.hasPrefix("rgb:") || text.hasPrefix("rgba:") else { return nil }
        let parts = text.drop { $0 != ":" }.dropFirst().split(separator: "/").prefix(3).map { part -> UInt8? in
            guard (1...4).contains(part.count), let value = Int(part, radix: 16), value >= 0 else { return nil }
            return UInt8(value * 255 / (1 << (4 * part.count) - 1))
        }
        guard parts.count == 3, let red = parts[0], let green = parts[1], let blue = parts[2] else { return nil }
        return RGBColour(red, green, blue)
    }
}
