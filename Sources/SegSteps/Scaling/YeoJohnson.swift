import Foundation

/// The power transform of Yeo and Johnson (2000), "A new family of power transformations to improve
/// normality or symmetry", Biometrika 87.
public enum YeoJohnson {
    /// The transform of one number, defined for any sign.
    public static func transform(_ x: Double, lambda: Double) -> Double {
        if x >= 0 {
            return abs(lambda) < 1e-12 ? log1p(x) : expm1(lambda * log1p(x)) / lambda
        }
        let mirrored = 2 - lambda
        return abs(mirrored) < 1e-12 ? -log1p(-x) : -expm1(mirrored * log1p(-x)) / mirrored
    }

    /// The exponent of greatest likelihood under a normal distribution of the transformed values; 1
    /// (no change) for values that are all alike.
    public static func bestLambda(_ values: [Double]) -> Double {
        guard let low = values.min(), let high = values.max(), low < high else { return 1 }
        let likelihood = Likelihood(values)
        return BrentMinimum.find(from: -2, to: 2) { likelihood.negativeLogarithm(lambda: $0) }
    }
}

/// The likelihood of exponents, with what doesn't depend on the exponent computed once.
private struct Likelihood {
    /// log(1 + |x|) of the numbers that are 0 or more, and of those below.
    private let positive: [Double]
    private let negative: [Double]
    private let shape: Double

    init(_ values: [Double]) {
        positive = values.filter { $0 >= 0 }.map { log1p($0) }
        negative = values.filter { $0 < 0 }.map { log1p(-$0) }
        shape = positive.reduce(0, +) - negative.reduce(0, +)
    }

    /// Up to a constant; infinite where the transformed values overflow or collapse.
    func negativeLogarithm(lambda: Double) -> Double {
        let count = Double(positive.count + negative.count)
        let transformed =
            Self.powers(positive, lambda, sign: 1) + Self.powers(negative, 2 - lambda, sign: -1)
        let mean = transformed.reduce(0, +) / count
        let variance = transformed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        guard variance > 0, variance.isFinite else { return .infinity }
        return count / 2 * log(variance) - (lambda - 1) * shape
    }

    /// The transform from the logarithms. `exp` is much faster than `expm1` and exact enough to
    /// compare exponents, except near 0.
    private static func powers(_ logarithms: [Double], _ power: Double, sign: Double) -> [Double] {
        if abs(power) < 1e-12 { return logarithms.map { sign * $0 } }
        let factor = sign / power
        if abs(power) < 0.01 { return logarithms.map { expm1(power * $0) * factor } }
        return logarithms.map { (exp(power * $0) - 1) * factor }
    }
}
