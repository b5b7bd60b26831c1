/// Division by a constant with a multiplication, which takes a fraction of a division's time (Granlund and Montgomery 1994).
///
/// With `l` the bits of `divisor - 1`, the factor is 2^(63 + l) / divisor, rounded up: it lies in 2^63 ..< 2^64, and what it is too
/// large by does not reach the quotient of a number below 2^63.
enum Reciprocal {
    /// The factor of a divisor of 2 or more, as the bits of an Int.
    static func factor(of divisor: Int) -> Int {
        let power = UInt128(1) << UInt128(64 + shift(of: divisor))
        return Int(bitPattern: UInt((power + UInt128(divisor) - 1) / UInt128(divisor)))
    }

    /// `number % divisor` for a number of 0 or more.
    @inline(__always)
    static func remainder(_ number: Int, _ divisor: Int, factor: Int) -> Int {
        let product = UInt(bitPattern: number).multipliedFullWidth(by: UInt(bitPattern: factor))
        return number &- Int(bitPattern: product.high &>> UInt(shift(of: divisor))) &* divisor
    }

    /// `l - 1`.
    @inline(__always)
    private static func shift(of divisor: Int) -> Int { 63 &- (divisor &- 1).leadingZeroBitCount }
}
