/// A counter-based stream of random numbers: the n-th draw is a function of key and n alone.
///
/// The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as
/// easy as 1, 2, 3"). Streams for parallel work are made by name with `child`, so that results do
/// not depend on the number of threads or on the order in which work is done.
public struct RandomStream: Sendable, Hashable {
    /// Identifies the stream.
    public let key: UInt64
    /// How many 128-bit blocks were drawn.
    private var counter: UInt64 = 0
    /// Words of the last block that were not used yet; the first is the next.
    private var pending: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    private var pendingCount = 0

    public init(key: UInt64) { self.key = key }

    /// The stream of a seed; equal seeds give equal streams.
    public init(seed: Int) {
        self.init(key: Self.mix(UInt64(bitPattern: Int64(seed)) ^ 0x5E67_6E62))
    }

    /// A stream of its own for a named job. The parent is not advanced.
    public func child(_ name: String) -> RandomStream {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ key
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return RandomStream(key: Self.mix(hash &+ Self.mix(key)))
    }

    /// A stream of its own for a numbered job. The parent is not advanced.
    public func child(_ number: Int) -> RandomStream {
        RandomStream(
            key: Self.mix(key ^ Self.mix(UInt64(bitPattern: Int64(number)) &+ 0x9E37_79B9)))
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.key == right.key && left.counter == right.counter
            && left.pendingCount == right.pendingCount
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(counter)
        hasher.combine(pendingCount)
    }

    public mutating func nextUInt32() -> UInt32 {
        if pendingCount == 0 {
            pending = Self.block(key: key, counter: counter)
            counter &+= 1
            pendingCount = 4
        }
        let word = pending.0
        pending = (pending.1, pending.2, pending.3, 0)
        pendingCount -= 1
        return word
    }

    public mutating func nextUInt64() -> UInt64 {
        UInt64(nextUInt32()) << 32 | UInt64(nextUInt32())
    }

    /// A number in 0 ..< 1 with 53 random bits.
    public mutating func nextDouble() -> Double {
        Double(nextUInt64() >> 11) * 0x1.0p-53
    }

    /// A whole number in 0 ..< bound, without bias (Lemire 2019); `bound` below 1 gives 0.
    public mutating func nextInt(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let range = UInt64(bound)
        var product = nextUInt64().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = nextUInt64().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// Exchanges elements in place by Fisher and Yates.
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        guard elements.count > 1 else { return }
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, nextInt(below: last + 1))
        }
    }

    /// The numbers 0 ..< count in random order.
    public mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<max(0, count))
        shuffle(&order)
        return order
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static func block(key: UInt64, counter: UInt64) -> (UInt32, UInt32, UInt32, UInt32) {
        var k0 = UInt32(truncatingIfNeeded: key)
        var k1 = UInt32(truncatingIfNeeded: key >> 32)
        var x = (
            UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
            UInt32(0), UInt32(0)
        )
        for _ in 0..<10 {
            let first = UInt64(x.0) &* 0xD251_1F53
            let second = UInt64(x.2) &* 0xCD9E_8D57
            x = (
                UInt32(truncatingIfNeeded: second >> 32) ^ x.1 ^ k0,
                UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ x.3 ^ k1,
                UInt32(truncatingIfNeeded: first)
            )
            k0 = k0 &+ 0x9E37_79B9
            k1 = k1 &+ 0xBB67_AE85
        }
        return x
    }
}
