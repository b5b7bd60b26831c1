/// Random numbers counted from a seed and a name: the n-th draw is a function of these and n alone.
///
/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014) over a key
/// made of the seed and the names.
public final class RandomStream: @unchecked Sendable {
    private let key: UInt64
    /// The number of draws made.
    public private(set) var counter: UInt64

    /// The stream of a cell or a job.
    public init(seed: UInt64, name: String) {
        key = Self.key(seed: seed, name: name)
        counter = 0
    }

    /// 64 random bits.
    public func next() -> UInt64 {
        counter &+= 1
        return Self.finalize(key &+ counter &* 0x9E37_79B9_7F4A_7C15)
    }

    /// A number in 0..<1 with 53 random bits.
    public func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in 0..<bound without bias; `bound` is positive.
    public func below(_ bound: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: bound)
        let threshold = (0 &- bound) % bound
        while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        return product.high
    }

    /// A stream for a parallel job: this stream's next draw and the job's name.
    public func split(_ name: String) -> RandomStream { RandomStream(seed: next(), name: name) }

    private static func key(seed: UInt64, name: String) -> UInt64 {
        var state = finalize(seed &+ 0x9E37_79B9_7F4A_7C15)
        for byte in name.utf8 { state = finalize(state ^ UInt64(byte)) }
        return state
    }

    private static func finalize(_ bits: UInt64) -> UInt64 {
        var z = bits
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
