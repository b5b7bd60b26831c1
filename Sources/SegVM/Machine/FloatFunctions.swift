#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Functions of the C library on Floats.
enum FloatFunctions {
    static func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
    static func exponential(_ x: Double) -> Double { exp(x) }
    static func logarithm(_ x: Double) -> Double { log(x) }
    static func logarithm2(_ x: Double) -> Double { log2(x) }
    static func logarithm10(_ x: Double) -> Double { log10(x) }
    static func logarithm1p(_ x: Double) -> Double { log1p(x) }
    static func exponentialMinus1(_ x: Double) -> Double { expm1(x) }
    static func sine(_ x: Double) -> Double { sin(x) }
    static func cosine(_ x: Double) -> Double { cos(x) }
    static func tangent(_ x: Double) -> Double { tan(x) }
    static func arcTangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
    static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

    /// Seconds since 1970 by the system's clock, in microseconds.
    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1_000
    }
}
