/// Bits in Arrow's order: bit `i % 8` of byte `i / 8`. As validity, 1 means present.
public struct Bitmap: Sendable {
    /// How many bits there are.
    public let count: Int
    /// How many of them are 1.
    public let setCount: Int
    /// The bytes; unused bits at the end may have any value.
    public let bytes: Buffer<UInt8>
    /// The place of the first bit in `bytes`.
    public let offset: Int

    /// Bits in existing memory, without a copy.
    public init(bytes: Buffer<UInt8>, offset: Int = 0, count: Int) {
        precondition(offset >= 0 && count >= 0 && (offset + count + 7) / 8 <= bytes.count)
        self.bytes = bytes
        self.offset = offset
        self.count = count
        setCount = Self.countSet(bytes, offset, count)
    }

    /// The same bit everywhere.
    public init(count: Int, repeating bit: Bool) {
        let bytes = Buffer<UInt8>(count: (count + 7) / 8) {
            $0.initialize(repeating: bit ? 255 : 0)
        }
        self.init(bytes: bytes, count: count)
    }

    /// One bit per element.
    public init(_ bits: [Bool]) {
        self.init(count: bits.count) { bits[$0] }
    }

    /// One bit per index, as the closure says.
    @inlinable
    public init(count: Int, bit: (Int) -> Bool) {
        let bytes = Buffer<UInt8>(count: (count + 7) / 8) { target in
            var index = 0
            for place in target.indices {
                var byte: UInt8 = 0
                let end = Swift.min(8, count - index)
                for position in 0..<end {
                    byte |= (bit(index + position) ? 1 : 0) << UInt8(truncatingIfNeeded: position)
                }
                target[place] = byte
                index += 8
            }
        }
        self.init(bytes: bytes, count: count)
    }

    /// The bit at an index in `0 ..< count`.
    @inlinable
    public subscript(index: Int) -> Bool {
        let place = offset + index
        return bytes[place >> 3] & (1 << UInt8(place & 7)) != 0
    }

    /// Whether every bit is 1.
    @inlinable public var isFull: Bool { setCount == count }

    /// The bits of a range, sharing the memory.
    public func slice(_ range: Range<Int>) -> Bitmap {
        Bitmap(bytes: bytes, offset: offset + range.lowerBound, count: range.count)
    }

    /// The bits as an array.
    public var array: [Bool] { (0..<count).map { self[$0] } }

    /// The same bits with `offset` 0, so that bytes of two bitmaps can be combined.
    public var aligned: Bitmap {
        if offset == 0 { return self }
        return Bitmap(count: count) { self[$0] }
    }

    private static func countSet(_ bytes: Buffer<UInt8>, _ offset: Int, _ count: Int) -> Int {
        let end = offset + count
        return bytes.withUnsafeBufferPointer { bytes in
            var total = 0
            var index = offset
            while index < end, index & 7 != 0 {
                total += Int(bytes[index >> 3] >> UInt8(index & 7) & 1)
                index += 1
            }
            while index + 8 <= end {
                total += bytes[index >> 3].nonzeroBitCount
                index += 8
            }
            while index < end {
                total += Int(bytes[index >> 3] >> UInt8(index & 7) & 1)
                index += 1
            }
            return total
        }
    }
}
