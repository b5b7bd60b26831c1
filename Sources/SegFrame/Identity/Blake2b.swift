/// BLAKE2b with 256 bits of output and no key (RFC 7693).
struct Blake2b {
    private static let initial: [UInt64] = [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b,
        0xa54f_f53a_5f1d_36f1, 0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f,
        0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ]

    /// The order in which each round reads the words of a block.
    private static let order: [[Int]] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ]

    /// The places of the state that a round mixes: four columns, then four diagonals.
    private static let lanes: [(Int, Int, Int, Int)] = [
        (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
        (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
    ]

    private var state = initial
    private var work = [UInt64](repeating: 0, count: 16)
    private var block = [UInt64](repeating: 0, count: 16)
    /// Bytes of the block that are filled.
    private var filled = 0
    /// Bytes hashed in full blocks.
    private var total: UInt64 = 0

    init() { state[0] ^= 0x0101_0000 ^ 32 }

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
        return state.prefix(4).map { word in
            let text = String(word.byteSwapped, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }.joined()
    }

    private mutating func compress(isLast: Bool) {
        total += UInt64(filled)
        filled = 0
        for place in 0..<8 {
            work[place] = state[place]
            work[place + 8] = Self.initial[place]
        }
        work[12] ^= total
        if isLast { work[14] = ~work[14] }
        for round in 0..<12 {
            let order = Self.order[round % 10]
            for (place, lane) in Self.lanes.enumerated() {
                mix(lane, word(order[2 * place]), word(order[2 * place + 1]))
            }
        }
        for place in 0..<8 { state[place] ^= work[place] ^ work[place + 8] }
    }

    private func word(_ place: Int) -> UInt64 { UInt64(littleEndian: block[place]) }

    private mutating func mix(_ lane: (Int, Int, Int, Int), _ x: UInt64, _ y: UInt64) {
        let (a, b, c, d) = lane
        work[a] = work[a] &+ work[b] &+ x
        work[d] = Self.rotated(work[d] ^ work[a], 32)
        work[c] = work[c] &+ work[d]
        work[b] = Self.rotated(work[b] ^ work[c], 24)
        work[a] = work[a] &+ work[b] &+ y
        work[d] = Self.rotated(work[d] ^ work[a], 16)
        work[c] = work[c] &+ work[d]
        work[b] = Self.rotated(work[b] ^ work[c], 63)
    }

    private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word >> count | word << (64 - count)
    }
}
