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

    public mutating func add(_ bytes: UnsafeRawBufferPointer) { hash.update(bytes) }

    public mutating func add(_ number: Int) {
        withUnsafeBytes(of: Int64(number).littleEndian) { hash.update($0) }
    }

    public mutating func add(_ text: String) {
        var text = text
        add(text.utf8.count)
        text.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) }
    }

    mutating func add<Value>(_ values: Buffer<Value>) {
        values.withUnsafeBufferPointer { hash.update(UnsafeRawBufferPointer($0)) }
    }

    /// Bits, those after the last as 0; whether there are any first.
    mutating func add(_ bits: Bitmap?) {
        add(bits == nil ? 0 : 1)
        guard let bits else { return }
        let bytes = bits.aligned.bytes
        let whole = bits.count / 8
        add(bytes.slice(0..<whole))
        if bits.count % 8 > 0 { add(Int(bytes[whole]) & ((1 << (bits.count % 8)) - 1)) }
    }

    public consuming func finished() -> String { hash.finished() }
}
