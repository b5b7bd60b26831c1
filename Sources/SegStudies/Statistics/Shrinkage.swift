import Foundation

/// Shrinks the differences of many segments towards their common centre, with a prior whose tails let a
/// true exception stand: Student's t with 4 degrees of freedom.
///
/// Its centre and scale are not known but estimated, and a few segments say little of them: posteriors
/// are averaged over a grid of scales by their marginal likelihood and a half-Cauchy prior of scale 0.05
/// (Gelman 2006, Prior distributions for variance parameters in hierarchical models), with the centre's
/// own uncertainty at each. The t prior is a mixture of normals with precision w / scale²,
/// w ~ Gamma(2, rate 2), taken on a grid that is even in log w and reaches far into the tail, so that all
/// is sums of normals in closed form.
public struct Shrinkage: Sendable {
    /// One scale that the prior may have.
    private struct Candidate {
        let scale: Double
        let centre: Double
        let centreVariance: Double
        var weight: Double
    }

    /// Scales of some plausibility; the weights sum to 1.
    private let candidates: [Candidate]

    /// The prior's centre, averaged over scales.
    public var centre: Double { candidates.reduce(0) { $0 + $1.weight * $1.centre } }

    /// A segment's difference after shrinking: a mixture of normals.
    public struct Posterior: Sendable {
        let weights: [Double]
        let means: [Double]
        let deviations: [Double]

        public var mean: Double { zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 } }

        /// P(difference ≤ x).
        public func probability(below x: Double) -> Double {
            var sum = 0.0
            for index in weights.indices {
                let z = deviations[index] > 0 ? (x - means[index]) / deviations[index] : nil
                sum += weights[index] * (z.map(Distributions.normalCDF) ?? (means[index] <= x ? 1 : 0))
            }
            return sum
        }

        /// The x with `probability(below: x) == p`, by bisection.
        public func quantile(_ p: Double) -> Double {
            let widest = deviations.max() ?? 0
            var low = (means.min() ?? 0) - 12 * widest - 1e-12
            var high = (means.max() ?? 0) + 12 * widest + 1e-12
            for _ in 0..<100 {
                let middle = (low + high) / 2
                if probability(below: middle) < p { low = middle } else { high = middle }
            }
            return (low + high) / 2
        }
    }

    /// Values of w with the logarithms of their weights, which sum to 1.
    private static let precisions: [(value: Double, log: Double)] = {
        let grid = (0..<36).map { exp(log(0.002) + Double($0) / 35 * log(8 / 0.002)) }
        // The density of Gamma(2, rate 2), times w for the logarithmic grid.
        let weights = grid.map { 4 * $0 * exp(-2 * $0) * $0 }
        let total = weights.reduce(0, +)
        return zip(grid, weights).map { ($0, log($1 / total)) }
    }()
    /// Typical differences between segments are a few hundredths of the loss.
    private static let priorScale = 0.05
    /// Parts of a mixture that weigh less say nothing.
    private static let negligible = 1e-5

    /// Estimates the prior from differences and their standard errors.
    public init(differences: [Double], standardErrors: [Double]) {
        let variances = standardErrors.map { max($0 * $0, 1e-18) }
        let spread = Self.spread(differences, variances)
        var found: [(candidate: Candidate, log: Double)] = (-1...24).map { step in
            let scale = spread * exp(Double(step - 16) / 4)
            let centre = Self.centre(differences, variances, scale: scale)
            let likelihood = Self.likelihood(differences, variances, centre: centre.value, scale: scale)
            let ratio = scale / Self.priorScale
            // The grid is even in the logarithm of the scale, and the centre is integrated out.
            let log = likelihood + 0.5 * log(max(centre.variance, 1e-300)) + log(scale / (1 + ratio * ratio))
            return (
                Candidate(scale: scale, centre: centre.value, centreVariance: centre.variance, weight: 0), log
            )
        }
        let top = found.map(\.log).max() ?? 0
        let total = found.reduce(0) { $0 + exp($1.log - top) }
        for index in found.indices { found[index].candidate.weight = exp(found[index].log - top) / total }
        let kept = found.map(\.candidate).filter { $0.weight > Self.negligible }
        let sum = kept.reduce(0) { $0 + $1.weight }
        candidates = kept.map { candidate in
            var candidate = candidate
            candidate.weight /= sum
            return candidate
        }
    }

    /// A segment's difference given its own figure and the others'.
    public func posterior(difference: Double, standardError: Double) -> Posterior {
        let variance = max(standardError * standardError, 1e-18)
        let parts = candidates.flatMap { candidate in
            Self.parts(candidate, difference, variance).filter { $0.weight > Self.negligible }
        }
        let total = parts.reduce(0) { $0 + $1.weight }
        return Posterior(
            weights: parts.map { $0.weight / total }, means: parts.map(\.mean),
            deviations: parts.map(\.deviation))
    }

    /// The normals of one scale; their weights sum to the scale's.
    private static func parts(
        _ candidate: Candidate, _ difference: Double, _ variance: Double
    ) -> [(weight: Double, mean: Double, deviation: Double)] {
        let priors = precisions.map { candidate.scale * candidate.scale / $0.value }
        let logs = zip(priors, precisions).map {
            $1.log + logDensity(difference - candidate.centre, $0 + variance)
        }
        let top = logs.max() ?? 0
        let total = logs.reduce(0) { $0 + exp($1 - top) }
        return zip(priors, logs).map { prior, log in
            let share = prior / (prior + variance)
            let unsure = (1 - share) * (1 - share) * candidate.centreVariance
            return (
                candidate.weight * exp(log - top) / total,
                candidate.centre + share * (difference - candidate.centre),
                (share * variance + unsure).squareRoot()
            )
        }
    }

    private static func spread(_ differences: [Double], _ variances: [Double]) -> Double {
        let count = Double(max(1, differences.count))
        let mean = differences.reduce(0, +) / count
        let square = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return max(square.squareRoot(), (variances.reduce(0, +) / count).squareRoot(), 1e-9)
    }

    /// The centre of greatest likelihood for a scale, by expectation and maximisation, and its variance.
    private static func centre(
        _ differences: [Double], _ variances: [Double], scale: Double
    ) -> (value: Double, variance: Double) {
        var information = 0.0
        var centre = differences.sorted()[safe: differences.count / 2] ?? 0
        for _ in 0..<60 {
            var sum = 0.0
            var total = 0.0
            for (difference, variance) in zip(differences, variances) {
                let logs = precisions.map {
                    $0.log + logDensity(difference - centre, variance + scale * scale / $0.value)
                }
                let top = logs.max() ?? 0
                let raw = logs.map { exp($0 - top) }
                let all = raw.reduce(0, +)
                for (weight, precision) in zip(raw, precisions) {
                    let share = weight / all / (variance + scale * scale / precision.value)
                    sum += share * difference
                    total += share
                }
            }
            information = total
            let next = total > 0 ? sum / total : centre
            let isSettled = abs(next - centre) <= 1e-10 * max(1, abs(centre))
            centre = next
            if isSettled { break }
        }
        return (centre, information > 0 ? 1 / information : 0)
    }

    private static func likelihood(
        _ differences: [Double], _ variances: [Double], centre: Double, scale: Double
    ) -> Double {
        zip(differences, variances).reduce(0) { sum, pair in
            let logs = precisions.map {
                $0.log + logDensity(pair.0 - centre, pair.1 + scale * scale / $0.value)
            }
            let top = logs.max() ?? 0
            return sum + top + log(logs.reduce(0) { $0 + exp($1 - top) })
        }
    }

    private static func logDensity(_ distance: Double, _ variance: Double) -> Double {
        -0.5 * (log(2 * Double.pi * variance) + distance * distance / variance)
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
