extension String {
    /// Whether both are the same sequence of UTF-8 bytes (`==` would equate canonical equivalents).
    @inlinable
    public func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Whether this comes before the other by UTF-8 bytes.
    @inlinable
    public func precedesByBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}

/// A text as a dictionary key: equal and hashed by its UTF-8 bytes.
public struct Utf8Key: Hashable, Comparable, Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }

    public static func == (a: Utf8Key, b: Utf8Key) -> Bool { a.text.hasSameBytes(as: b.text) }

    public static func < (a: Utf8Key, b: Utf8Key) -> Bool { a.text.precedesByBytes(b.text) }

    public func hash(into hasher: inout Hasher) {
        var copy = text
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
