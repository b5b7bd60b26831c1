/// Hashes values one after the other such that no two sequences give the same bytes.
public struct ContentHash {
    private var hash = Blake2b()

    public init() {}

    /// The hash of the bytes alone, as `b2sum -l 256` prints it: 64 hexadecimal digits.
    public static func digest(of bytes: UnsafeRawBufferPointer) -> String {
        var hash = ContentHash()
        hash.add(bytes)
        return hash.finished()
    }

    /// The hash of some texts, each with its length.
    public static func digest(of texts: [String]) -> String {
        var hash = ContentHash()
        for text in texts { hash.add(text) }
        return hash.finished()
    }

    public mutating func add(_ bytes: UnsafeRawBufferPointer) { hash.update(bytes) }

    public mutating func add(_ number: Int) {
        withUnsafeBytes(of: Int64(number).littleEndian) { hash.update($0) }
    }

    public mutating func add(_ text: String) {
        var text = text
        add(text.utf8.count)
        text.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) }
    }

    /// Numbers by their bits, after how many there are.
    public mutating func add<Number: BitwiseCopyable>(numbers: [Number]) {
        add(numbers.count)
        numbers.withUnsafeBytes { hash.update($0) }
    }

    public consuming func finished() -> String { hash.finished() }
}
