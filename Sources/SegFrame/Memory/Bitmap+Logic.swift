extension Bitmap {
    /// Combines two bitmaps of one length byte by byte.
    @inline(__always)
    static func combined(
        _ first: Bitmap, _ second: Bitmap, _ operation: (UInt8, UInt8) -> UInt8
    ) -> Bitmap {
        precondition(first.count == second.count)
        let (a, b) = (first.aligned.bytes, second.aligned.bytes)
        let size = (first.count + 7) / 8
        let bytes = Buffer<UInt8>(count: size) { target in
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    for index in 0..<size { target[index] = operation(a[index], b[index]) }
                }
            }
        }
        return Bitmap(bytes: bytes, count: first.count)
    }

    /// Bits that are 1 in both.
    public static func & (a: Bitmap, b: Bitmap) -> Bitmap { combined(a, b) { $0 & $1 } }

    /// Bits that are 1 in either.
    public static func | (a: Bitmap, b: Bitmap) -> Bitmap { combined(a, b) { $0 | $1 } }

    /// The opposite bits.
    public static prefix func ~ (a: Bitmap) -> Bitmap { combined(a, a) { bits, _ in ~bits } }

    /// Where both are present: nil stands for a full bitmap.
    static func both(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
        guard let a else { return b }
        guard let b else { return a }
        return a & b
    }

    /// Nil where every bit is 1, as columns store validity.
    var normalised: Bitmap? { isFull ? nil : self }

    /// The indices of the bits that are 1, ascending.
    public var setIndices: [Int] {
        var result: [Int] = []
        result.reserveCapacity(setCount)
        let source = aligned.bytes
        source.withUnsafeBufferPointer { bytes in
            for place in 0..<((count + 7) / 8) {
                var byte = bytes[place]
                while byte != 0 {
                    let index = place * 8 + byte.trailingZeroBitCount
                    if index < count { result.append(index) }
                    byte &= byte - 1
                }
            }
        }
        return result
    }

    /// The bits at these indices; the indices are in range.
    func taking(_ rows: [Int]) -> Bitmap {
        rows.withUnsafeBufferPointer { rows in Bitmap(count: rows.count) { self[rows[$0]] } }
    }
}
