import SegTensor

/// Least squares with an elastic-net penalty by coordinate descent on sums of products (Friedman,
/// Hastie and Tibshirani 2010).
///
/// Makes small `½ b·G·b − c·b + alpha · (ratio · |b|₁ + (1 − ratio)/2 · |b|²)`; `weight` divides
/// sums of products into the means `G` and `c`. Solving for penalty after penalty starts each from
/// the one before.
struct CoordinateDescent {
    private let gram: Matrix
    private let diagonal: [Double]
    /// A change of a coefficient is small when it moves predictions by less than a part of this.
    private let scale: Double
    private(set) var coefficients: [Double]
    /// `c − G·b`.
    private var slopes: [Double]

    init(_ moments: Moments, weight: Double, start: [Double]? = nil) {
        gram = moments.gram.scaled(
            rows: nil, columns: [Double](repeating: weight, count: moments.cross.count))
        diagonal = moments.squares.map { $0 / weight }
        scale = (moments.targetSquares / weight).squareRoot()
        coefficients = [Double](repeating: 0, count: moments.cross.count)
        slopes = moments.cross.map { $0 / weight }
        for (feature, value) in (start ?? []).enumerated() where value != 0 {
            move(feature, by: value)
        }
    }

    /// The least penalty at which all coefficients are 0, for a share of L1.
    static func greatestPenalty(_ moments: Moments, weight: Double, l1Ratio: Double) -> Double {
        (moments.cross.map(abs).max() ?? 0) / weight / l1Ratio
    }

    /// Goes over all coefficients, then over those that are not 0 until they settle, and so on
    /// until none of them moves by more than `tolerance`.
    mutating func solve(alpha: Double, l1Ratio: Double, tolerance: Double, stop: StopSignal) throws
    {
        let penalty = Penalty(absolute: alpha * l1Ratio, square: alpha * (1 - l1Ratio))
        let all = Array(coefficients.indices)
        for _ in 0..<1000 {
            try stop.check()
            if sweep(all, penalty) <= tolerance * scale { return }
            let active = all.filter { coefficients[$0] != 0 }
            for _ in 0..<10_000 where sweep(active, penalty) <= tolerance * scale { break }
        }
    }

    private struct Penalty {
        let absolute: Double
        let square: Double
    }

    /// Sets each of the coefficients to its best value in turn, and gives the greatest change,
    /// measured by the predictions.
    private mutating func sweep(_ features: [Int], _ penalty: Penalty) -> Double {
        var greatest = 0.0
        for feature in features where diagonal[feature] > 0 {
            let old = coefficients[feature]
            let pull = slopes[feature] + diagonal[feature] * old
            let excess = max(abs(pull) - penalty.absolute, 0)
            let new = (pull < 0 ? -excess : excess) / (diagonal[feature] + penalty.square)
            guard new != old else { continue }
            move(feature, by: new - old)
            greatest = max(greatest, abs(new - old) * diagonal[feature].squareRoot())
        }
        return greatest
    }

    private mutating func move(_ feature: Int, by change: Double) {
        coefficients[feature] += change
        let count = slopes.count
        gram.values.withUnsafeBufferPointer { gram in
            slopes.withUnsafeMutableBufferPointer { slopes in
                for other in 0..<count { slopes[other] -= change * gram[feature &* count &+ other] }
            }
        }
    }
}
