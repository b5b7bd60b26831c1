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

/// The minimum of a function of one variable without derivatives: Brent (1973), "Algorithms for
/// Minimization Without Derivatives", chapter 5, after a bracket is found by golden steps.
enum BrentMinimum {
    private static let golden = 0.381_966_011_250_105

    /// Searches downhill from two starting points; `tolerance` is relative.
    static func find(
        from start: Double, to next: Double, tolerance: Double = 1.5e-8,
        _ function: (Double) -> Double
    ) -> Double {
        let bracket = bracket(start, next, function)
        return minimise(bracket.low, bracket.middle, bracket.high, tolerance, function)
    }

    /// Three points of which the middle one is lowest.
    private static func bracket(
        _ start: Double, _ next: Double, _ function: (Double) -> Double
    ) -> (low: Double, middle: Double, high: Double) {
        var (a, b) = (start, next)
        var (atA, atB) = (function(a), function(b))
        if atB > atA {
            (a, b) = (b, a)
            (atA, atB) = (atB, atA)
        }
        var c = b + 1.618_034 * (b - a)
        var atC = function(c)
        var steps = 0
        while atC < atB, steps < 60 {
            (a, b, c) = (b, c, c + 1.618_034 * (c - b))
            (atA, atB, atC) = (atB, atC, function(c))
            steps += 1
        }
        return (min(a, c), b, max(a, c))
    }

    private static func minimise(
        _ low: Double, _ middle: Double, _ high: Double, _ tolerance: Double,
        _ function: (Double) -> Double
    ) -> Double {
        var (low, high) = (low, high)
        var (best, second, third) = (middle, middle, middle)
        var atBest = function(best)
        var (atSecond, atThird) = (atBest, atBest)
        var (step, before) = (0.0, 0.0)
        for _ in 0..<200 {
            let centre = (low + high) / 2
            let near = tolerance * abs(best) + 1e-11
            if abs(best - centre) <= 2 * near - (high - low) / 2 { return best }
            let parabola = parabolicStep(best, second, third, atBest, atSecond, atThird)
            let isInside = parabola.map { best + $0 > low && best + $0 < high } ?? false
            if let parabola, isInside, abs(before) > near, abs(parabola) < abs(before) / 2 {
                (before, step) = (step, parabola)
                let next = best + step
                if next - low < 2 * near || high - next < 2 * near {
                    step = centre < best ? -near : near
                }
            } else {
                before = best >= centre ? low - best : high - best
                step = golden * before
            }
            let next = best + (abs(step) >= near ? step : step < 0 ? -near : near)
            let atNext = function(next)
            if atNext <= atBest {
                if next >= best { low = best } else { high = best }
                (third, atThird, second, atSecond) = (second, atSecond, best, atBest)
                (best, atBest) = (next, atNext)
            } else {
                if next < best { low = next } else { high = next }
                if atNext <= atSecond || second == best {
                    (third, atThird, second, atSecond) = (second, atSecond, next, atNext)
                } else if atNext <= atThird || third == best || third == second {
                    (third, atThird) = (next, atNext)
                }
            }
        }
        return best
    }

    /// From the lowest point to the vertex of the parabola through three points; nil on a line.
    private static func parabolicStep(
        _ x: Double, _ w: Double, _ v: Double, _ atX: Double, _ atW: Double, _ atV: Double
    ) -> Double? {
        let first = (x - w) * (atX - atV)
        let second = (x - v) * (atX - atW)
        let denominator = 2 * (second - first)
        let step = -((x - v) * second - (x - w) * first) / denominator
        return denominator != 0 && step.isFinite ? step : nil
    }
}
