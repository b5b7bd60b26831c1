import Glibc

/// A rising curve from predicted to calibrated probability.
enum CalibrationCurve: Hashable, Sendable, Codable {
    /// 1 / (1 + exp(-(slope × logit + intercept))).
    case sigmoid(slope: Double, intercept: Double)
    /// Linear between points of rising `x`; flat outside them.
    case isotonic(x: [Double], y: [Double])

    init(_ method: Calibrate.Method, _ p: [Double], _ positive: [Bool], _ weights: [Double]) {
        self =
            switch method {
            case .sigmoid: Self.fitSigmoid(p.map(Self.logit), positive, weights)
            case .isotonic: Self.fitIsotonic(p, positive, weights)
            }
    }

    var isSound: Bool {
        switch self {
        case .sigmoid: true
        case .isotonic(let x, let y): x.count == y.count
        }
    }

    func apply(_ p: Double) -> Double {
        switch self {
        case .sigmoid(let slope, let intercept):
            1 / (1 + exp(-(slope * Self.logit(p) + intercept)))
        case .isotonic(let x, let y): Self.interpolate(p, x, y)
        }
    }

    private static func logit(_ p: Double) -> Double {
        let kept = min(max(p, 1e-7), 1 - 1e-7)
        return log(kept / (1 - kept))
    }

    /// Newton's method with halved steps on Platt's likelihood, whose targets are kept off 0 and 1 by the class sizes
    /// (Platt 1999; Lin, Lin and Weng 2007).
    private static func fitSigmoid(
        _ x: [Double], _ positive: [Bool], _ weights: [Double]
    ) -> CalibrationCurve {
        let above = zip(positive, weights).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
        let below = weights.reduce(0, +) - above
        let high = (above + 1) / (above + 2)
        let low = 1 / (below + 2)
        func loss(_ slope: Double, _ intercept: Double) -> Double {
            x.indices.reduce(0) { sum, row in
                let score = slope * x[row] + intercept
                let target = positive[row] ? high : low
                return sum + weights[row] * (max(score, 0) + log1p(exp(-abs(score))) - target * score)
            }
        }
        func fit(bothParts: Bool) -> (slope: Double, intercept: Double) {
            var (slope, intercept) = (1.0, 0.0)
            var current = loss(slope, intercept)
            for _ in 0..<100 {
                var moments = SigmoidMoments()
                for row in x.indices {
                    let p = 1 / (1 + exp(-(slope * x[row] + intercept)))
                    moments.add(
                        x[row], residual: (positive[row] ? high : low) - p, curvature: p * (1 - p),
                        weights[row])
                }
                let (first, second) = bothParts ? moments.step : (0, moments.interceptStep)
                // Far from the best a whole step may lead farther away: of scores that are too sure, nearly all are flat.
                var length = 1.0
                var next = loss(slope + first, intercept + second)
                while !(next <= current), length > 1e-10 {
                    length /= 2
                    next = loss(slope + length * first, intercept + length * second)
                }
                guard next <= current else { break }
                slope += length * first
                intercept += length * second
                current = next
                if abs(first) + abs(second) < 1e-10 { break }
            }
            return (slope, intercept)
        }
        let both = fit(bothParts: true)
        // A curve that falls, as few rows may give, would turn the model's order round: then only the level moves.
        let kept = both.slope > 0 && both.intercept.isFinite ? both : fit(bothParts: false)
        return .sigmoid(slope: kept.slope, intercept: kept.intercept)
    }

    /// Pools neighbours until the means rise (Ayer and others 1955).
    private static func fitIsotonic(
        _ p: [Double], _ positive: [Bool], _ weights: [Double]
    ) -> CalibrationCurve {
        var blocks: [IsotonicBlock] = []
        for row in p.indices.sorted(by: { p[$0] == p[$1] ? $0 < $1 : p[$0] < p[$1] }) {
            let block = IsotonicBlock(
                first: p[row], last: p[row], sum: positive[row] ? weights[row] : 0,
                weight: weights[row])
            if let last = blocks.last, last.last == p[row] {
                blocks[blocks.count - 1].take(block)
            } else {
                blocks.append(block)
            }
            while blocks.count > 1, blocks[blocks.count - 2].mean >= blocks[blocks.count - 1].mean {
                let last = blocks.removeLast()
                blocks[blocks.count - 1].take(last)
            }
        }
        let points = blocks.flatMap { block in
            block.first == block.last
                ? [(block.first, block.mean)]
                : [(block.first, block.mean), (block.last, block.mean)]
        }
        return .isotonic(x: points.map(\.0), y: points.map(\.1))
    }

    private static func interpolate(_ p: Double, _ x: [Double], _ y: [Double]) -> Double {
        guard let firstX = x.first, let lastX = x.last, let firstY = y.first, let lastY = y.last
        else { return p }
        if p <= firstX { return firstY }
        if p >= lastX { return lastY }
        var (low, high) = (0, x.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if x[middle] <= p { low = middle } else { high = middle }
        }
        let width = x[high] - x[low]
        return width > 0 ? y[low] + (y[high] - y[low]) * (p - x[low]) / width : y[high]
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

/// Neighbouring predictions with one calibrated value.
private struct IsotonicBlock {
    let first: Double
    var last: Double
    var sum: Double
    var weight: Double

    var mean: Double { weight > 0 ? sum / weight : 0 }

    mutating func take(_ other: IsotonicBlock) {
        last = other.last
        sum += other.sum
        weight += other.weight
    }
}
