import Glibc

/// The sigmoid that makes probabilities of scores: Newton's method with halved steps on Platt's likelihood, whose targets are
/// kept off 0 and 1 by the class sizes (Platt 1999; Lin, Lin and Weng 2007).
struct SigmoidFit {
    private let scores: [Double]
    private let targets: [Double]
    private let weights: [Double]
    private static let mostSteps = 100
    private static let tolerance = 1e-10

    init(_ scores: [Double], _ positive: [Bool], _ weights: [Double]) {
        let above = zip(positive, weights).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
        let below = weights.reduce(0, +) - above
        let high = (above + 1) / (above + 2)
        let low = 1 / (below + 2)
        self.scores = scores
        self.weights = weights
        targets = positive.map { $0 ? high : low }
    }

    /// The slope of a model whose scores say nothing: its order stays, and its probabilities are nearly the share of the class.
    private static let leastSlope = 1e-3

    /// A curve that falls, as few rows may give, would turn the model's order round: then it is nearly flat.
    var curve: CalibrationCurve {
        let both = fitted()
        let kept = both.slope > Self.leastSlope && both.intercept.isFinite ? both : fitted(slope: Self.leastSlope)
        return .sigmoid(slope: kept.slope, intercept: kept.intercept)
    }

    /// - Parameter fixed: the slope that is kept; nil: the best one.
    private func fitted(slope fixed: Double? = nil) -> (slope: Double, intercept: Double) {
        var (slope, intercept) = (fixed ?? 1, 0.0)
        var current = loss(slope, intercept)
        for _ in 0..<Self.mostSteps {
            let moments = moments(slope, intercept)
            let (first, second) = fixed == nil ? moments.step : (0, moments.interceptStep)
            // Far from the best a whole step may lead farther away: of scores that are too sure, nearly all are flat.
            var length = 1.0
            var next = loss(slope + first, intercept + second)
            while !(next <= current), length > Self.tolerance {
                length /= 2
                next = loss(slope + length * first, intercept + length * second)
            }
            guard next <= current else { break }
            slope += length * first
            intercept += length * second
            current = next
            if abs(first) + abs(second) < Self.tolerance { break }
        }
        return (slope, intercept)
    }

    private func loss(_ slope: Double, _ intercept: Double) -> Double {
        scores.indices.reduce(0) { sum, row in
            let score = slope * scores[row] + intercept
            return sum + weights[row] * (max(score, 0) + log1p(exp(-abs(score))) - targets[row] * score)
        }
    }

    private func moments(_ slope: Double, _ intercept: Double) -> SigmoidMoments {
        var moments = SigmoidMoments()
        for row in scores.indices {
            let p = 1 / (1 + exp(-(slope * scores[row] + intercept)))
            moments.add(scores[row], residual: targets[row] - p, curvature: p * (1 - p), weights[row])
        }
        return moments
    }
}

/// Sums for one step of Newton's method on a logistic curve.
private struct SigmoidMoments {
    private var gradient = (slope: 0.0, intercept: 0.0)
    private var hessian = (slope: 1e-12, both: 0.0, intercept: 1e-12)

    mutating func add(_ x: Double, residual: Double, curvature: Double, _ weight: Double) {
        gradient.slope += weight * residual * x
        gradient.intercept += weight * residual
        hessian.slope += weight * curvature * x * x
        hessian.both += weight * curvature * x
        hessian.intercept += weight * curvature
    }

    /// The step of the intercept alone, no longer than 5.
    var interceptStep: Double { min(5, max(-5, gradient.intercept / hessian.intercept)) }

    /// The step, no longer than 5 so that separable data don't run away.
    var step: (Double, Double) {
        let determinant = hessian.slope * hessian.intercept - hessian.both * hessian.both
        guard determinant > 1e-300 else { return (0, 0) }
        let slope =
            (hessian.intercept * gradient.slope - hessian.both * gradient.intercept) / determinant
        let intercept =
            (hessian.slope * gradient.intercept - hessian.both * gradient.slope) / determinant
        let length = max(abs(slope), abs(intercept))
        let scale = length > 5 ? 5 / length : 1
        return (slope * scale, intercept * scale)
    }
}
