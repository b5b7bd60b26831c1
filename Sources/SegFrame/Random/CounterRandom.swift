/// Random numbers as a function of a key and a counter, so that they never depend on the order of
/// work.
///
/// Philox 4×32 with 10 rounds: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011.
struct CounterRandom {
    let key: UInt64

    /// 64 uniform bits.
    func bits(_ counter: UInt64) -> UInt64 {
        var (x0, x1) = (
            UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32)
        )
        var (x2, x3): (UInt32, UInt32) = (0, 0)
        var (k0, k1) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
        for _ in 0..<10 {
            let first = UInt64(x0) * 0xD251_1F53
            let second = UInt64(x2) * 0xCD9E_8D57
            let (y0, y2) = (
                UInt32(truncatingIfNeeded: second >> 32) ^ x1 ^ k0,
                UInt32(truncatingIfNeeded: first >> 32) ^ x3 ^ k1
            )
            (x0, x1) = (y0, UInt32(truncatingIfNeeded: second))
            (x2, x3) = (y2, UInt32(truncatingIfNeeded: first))
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return UInt64(x0) | UInt64(x1) << 32
    }

    /// A number in 0 ..< 1 of 53 bits.
    func uniform(_ counter: UInt64) -> Double { Double(bits(counter) >> 11) * 0x1p-53 }
}
