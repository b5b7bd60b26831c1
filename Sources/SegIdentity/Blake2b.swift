/// BLAKE2b with 256 bits of output and no key (RFC 7693).
///
/// The 16 words of the working state stand in four rows of four, so that the four columns of a
/// round, and then its four diagonals, are mixed at once.
struct Blake2b {
    private static let initialUpper = SIMD4<UInt64>(
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1)
    private static let initialLower = SIMD4<UInt64>(
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179)

    /// The order in which each round reads the words of a block.
    private static let order: [UInt8] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ]

    private var upper = initialUpper
    private var lower = initialLower
    private var block = [UInt64](repeating: 0, count: 16)
    /// Bytes of the block that are filled.
    private var filled = 0
    /// Bytes hashed in full blocks.
    private var total: UInt64 = 0

    init() { upper[0] ^= 0x0101_0000 ^ 32 }

    /// Adds bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if filled == 128 { compress(isLast: false) }
            let count = min(128 - filled, rest.count)
            block.withUnsafeMutableBytes { target in
                UnsafeMutableRawBufferPointer(rebasing: target[filled..<filled + count])
                    .copyBytes(from: rest.prefix(count))
            }
            filled += count
            rest = rest.dropFirst(count)
        }
    }

    /// The digest of all bytes added, in hexadecimal.
    consuming func finished() -> String {
        block.withUnsafeMutableBytes { target in
            for place in filled..<128 { target[place] = 0 }
        }
        compress(isLast: true)
        return (0..<4).map { place in
            let text = String(upper[place].byteSwapped, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }.joined()
    }

    private mutating func compress(isLast: Bool) {
        total += UInt64(filled)
        filled = 0
        var rows = Rows(
            a: upper, b: lower, c: Self.initialUpper,
            d: Self.initialLower ^ SIMD4(total, 0, isLast ? .max : 0, 0))
        block.withUnsafeBufferPointer { words in
            Self.order.withUnsafeBufferPointer { order in
                for round in 0..<12 { rows.mix(words, order, from: round % 10 * 16) }
            }
        }
        upper ^= rows.a ^ rows.c
        lower ^= rows.b ^ rows.d
    }

    /// The working state of one block.
    private struct Rows {
        var a: SIMD4<UInt64>
        var b: SIMD4<UInt64>
        var c: SIMD4<UInt64>
        var d: SIMD4<UInt64>

        /// One round, its order of words beginning at a place of the table.
        @inline(__always)
        mutating func mix(
            _ words: UnsafeBufferPointer<UInt64>, _ order: UnsafeBufferPointer<UInt8>, from start: Int
        ) {
            func pick(_ first: Int) -> SIMD4<UInt64> {
                SIMD4(
                    UInt64(littleEndian: words[Int(order[start + first])]),
                    UInt64(littleEndian: words[Int(order[start + first + 2])]),
                    UInt64(littleEndian: words[Int(order[start + first + 4])]),
                    UInt64(littleEndian: words[Int(order[start + first + 6])]))
            }
            mixColumns(pick(0), pick(1))
            b = SIMD4(b[1], b[2], b[3], b[0])
            c = SIMD4(c[2], c[3], c[0], c[1])
            d = SIMD4(d[3], d[0], d[1], d[2])
            mixColumns(pick(8), pick(9))
            b = SIMD4(b[3], b[0], b[1], b[2])
            c = SIMD4(c[2], c[3], c[0], c[1])
            d = SIMD4(d[1], d[2], d[3], d[0])
        }

        @inline(__always)
        private mutating func mixColumns(_ x: SIMD4<UInt64>, _ y: SIMD4<UInt64>) {
            a = a &+ b &+ x
            d = Self.rotated(d ^ a, 32)
            c = c &+ d
            b = Self.rotated(b ^ c, 24)
            a = a &+ b &+ y
            d = Self.rotated(d ^ a, 16)
            c = c &+ d
            b = Self.rotated(b ^ c, 63)
        }

        @inline(__always)
        private static func rotated(_ words: SIMD4<UInt64>, _ count: UInt64) -> SIMD4<UInt64> {
            words &>> SIMD4(repeating: count) | words &<< SIMD4(repeating: 64 - count)
        }
    }
}
