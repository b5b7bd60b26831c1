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
            case .sigmoid: SigmoidFit(p.map(Self.logit), positive, weights).curve
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
