import Glibc
import SegDiagnostics

/// A target transform with what it learned from training rows.
enum LearnedTransform: Hashable, Sendable, Codable {
    case log1p
    case yeoJohnson(lambda: Double)
    case standardize(mean: Double, deviation: Double)

    /// E511 where the target has values that the transform can't take.
    init(_ transform: TargetTransform, _ values: [Double], _ name: String) throws(Failure) {
        switch transform {
        case .log1p:
            guard values.allSatisfy({ $0 > -1 }) else {
                throw Failure(
                    "E511", "the target '\(name)' has values of -1 or less, which log1p can't take",
                    hint: "use transform_target(with: \"yeo_johnson\")")
            }
            self = .log1p
        case .yeoJohnson: self = .yeoJohnson(lambda: YeoJohnson.likeliestPower(values))
        case .standardize:
            let mean = values.reduce(0, +) / Double(max(1, values.count))
            let variance =
                values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
            self = .standardize(mean: mean, deviation: variance > 0 ? variance.squareRoot() : 1)
        }
    }

    func apply(_ value: Double) -> Double {
        switch self {
        case .log1p: Glibc.log1p(value)
        case .yeoJohnson(let lambda): YeoJohnson.apply(value, lambda)
        case .standardize(let mean, let deviation): (value - mean) / deviation
        }
    }

    func invert(_ value: Double) -> Double {
        switch self {
        case .log1p: expm1(value)
        case .yeoJohnson(let lambda): YeoJohnson.invert(value, lambda)
        case .standardize(let mean, let deviation): mean + value * deviation
        }
    }
}

/// The power transform of Yeo and Johnson (2000), A new family of power transformations.
enum YeoJohnson {
    static func apply(_ x: Double, _ lambda: Double) -> Double {
        if x >= 0 { return abs(lambda) < 1e-12 ? log1p(x) : expm1(lambda * log1p(x)) / lambda }
        let mirror = 2 - lambda
        return abs(mirror) < 1e-12 ? -log1p(-x) : -expm1(mirror * log1p(-x)) / mirror
    }

    /// The value that the transform takes to `y`; past the end of its range, the value near that
    /// end.
    static func invert(_ y: Double, _ lambda: Double) -> Double {
        let edge = 1e-9
        if y >= 0 {
            return abs(lambda) < 1e-12 ? expm1(y) : expm1(log(max(edge, lambda * y + 1)) / lambda)
        }
        let mirror = 2 - lambda
        return abs(mirror) < 1e-12 ? -expm1(-y) : -expm1(log(max(edge, 1 - mirror * y)) / mirror)
    }

    /// The power of greatest likelihood between -2 and 4, by golden-section search.
    static func likeliestPower(_ values: [Double]) -> Double {
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (-2.0, 4.0)
        var left = high - ratio * (high - low)
        var right = low + ratio * (high - low)
        var (leftValue, rightValue) = (likelihood(values, left), likelihood(values, right))
        while high - low > 1e-6 {
            if leftValue >= rightValue {
                (high, right, rightValue) = (right, left, leftValue)
                left = high - ratio * (high - low)
                leftValue = likelihood(values, left)
            } else {
                (low, left, leftValue) = (left, right, rightValue)
                right = low + ratio * (high - low)
                rightValue = likelihood(values, right)
            }
        }
        return (low + high) / 2
    }

    private static func likelihood(_ values: [Double], _ lambda: Double) -> Double {
        let count = Double(values.count)
        let moved = values.map { apply($0, lambda) }
        let mean = moved.reduce(0, +) / count
        let variance = moved.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        guard variance > 0, variance.isFinite else { return -.infinity }
        let jacobian = values.reduce(0) { $0 + ($1 >= 0 ? 1 : -1) * log1p(abs($1)) }
        return -count / 2 * log(variance) + (lambda - 1) * jacobian
    }
}
