import Foundation

/// A monotone map from a score to a probability.
enum CalibrationMap: Sendable, Codable {
    /// 1 / (1 + exp(slope × logit(score) + intercept)).
    case sigmoid(slope: Double, intercept: Double)
    /// Linear between points with ascending scores.
    case isotonic(scores: [Double], probabilities: [Double])

    func probability(_ score: Double) -> Double {
        switch self {
        case .sigmoid(let slope, let intercept): 1 / (1 + exp(slope * Self.logit(score) + intercept))
        case .isotonic(let scores, let probabilities): Self.interpolate(score, scores, probabilities)
        }
    }

    private static func logit(_ probability: Double) -> Double {
        let clipped = min(max(probability, 1e-12), 1 - 1e-12)
        return log(clipped / (1 - clipped))
    }

    private static func interpolate(_ score: Double, _ scores: [Double], _ values: [Double]) -> Double {
        guard let first = scores.first, let last = scores.last else { return score }
        if score <= first { return values[0] }
        if score >= last { return values[values.count - 1] }
        var low = 0
        var high = scores.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if scores[middle] <= score { low = middle } else { high = middle }
        }
        let share = (score - scores[low]) / (scores[high] - scores[low])
        return values[low] + share * (values[high] - values[low])
    }

    /// Platt's method on logits with his corrected targets, by Newton's method (Platt 1999; Lin, Lin and
    /// Weng 2007).
    static func sigmoid(_ scores: [Double], _ isMember: [Bool], weights: [Double]?) -> CalibrationMap {
        let positives = Double(isMember.count { $0 })
        let negatives = Double(isMember.count) - positives
        let targets = isMember.map { $0 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2) }
        let logits = scores.map(logit)
        var slope = -1.0
        var intercept = 0.0
        var loss = plattLoss(logits, targets, weights, slope, intercept)
        for _ in 0..<100 {
            let step = plattStep(logits, targets, weights, slope, intercept)
            var size = 1.0
            while size > 1e-10 {
                let next = plattLoss(logits, targets, weights, slope + size * step.0, intercept + size * step.1)
                if next < loss + 1e-12 {
                    slope += size * step.0
                    intercept += size * step.1
                    loss = next
                    break
                }
                size /= 2
            }
            if size <= 1e-10 || abs(step.0) + abs(step.1) < 1e-10 { break }
        }
        return .sigmoid(slope: slope, intercept: intercept)
    }

    private static func plattLoss(
        _ logits: [Double], _ targets: [Double], _ weights: [Double]?, _ slope: Double, _ intercept: Double
    ) -> Double {
        var loss = 0.0
        for (row, logit) in logits.enumerated() {
            let z = slope * logit + intercept
            let term = z >= 0 ? targets[row] * z + log1p(exp(-z)) : (targets[row] - 1) * z + log1p(exp(z))
            loss += (weights?[row] ?? 1) * term
        }
        return loss
    }

    private static func plattStep(
        _ logits: [Double], _ targets: [Double], _ weights: [Double]?, _ slope: Double, _ intercept: Double
    ) -> (Double, Double) {
        var (g0, g1, h00, h01, h11) = (0.0, 0.0, 1e-12, 0.0, 1e-12)
        for (row, logit) in logits.enumerated() {
            let weight = weights?[row] ?? 1
            let p = 1 / (1 + exp(slope * logit + intercept))
            let residual = weight * (targets[row] - p)
            let curvature = weight * p * (1 - p)
            g0 += residual * logit
            g1 += residual
            h00 += curvature * logit * logit
            h01 += curvature * logit
            h11 += curvature
        }
        let determinant = h00 * h11 - h01 * h01
        guard determinant > 1e-300 else { return (0, 0) }
        return (-(h11 * g0 - h01 * g1) / determinant, -(h00 * g1 - h01 * g0) / determinant)
    }

    /// Pool adjacent violators (Ayer et al. 1955).
    static func isotonic(_ scores: [Double], _ isMember: [Bool], weights: [Double]?) -> CalibrationMap {
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        var blocks: [(sum: Double, weight: Double, low: Double, high: Double)] = []
        for row in order {
            let weight = weights?[row] ?? 1
            blocks.append((isMember[row] ? weight : 0, weight, scores[row], scores[row]))
            while blocks.count > 1 {
                let last = blocks[blocks.count - 1]
                let before = blocks[blocks.count - 2]
                let violates = before.sum * last.weight >= last.sum * before.weight
                guard violates || before.high == last.low else { break }
                blocks.removeLast(2)
                blocks.append((before.sum + last.sum, before.weight + last.weight, before.low, last.high))
            }
        }
        var points: [(Double, Double)] = []
        for block in blocks where block.weight > 0 {
            points.append((block.low, block.sum / block.weight))
            if block.high > block.low { points.append((block.high, block.sum / block.weight)) }
        }
        return .isotonic(scores: points.map(\.0), probabilities: points.map(\.1))
    }
}
