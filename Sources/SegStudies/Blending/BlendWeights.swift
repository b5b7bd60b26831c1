import SegCore

/// Convex weights over the members of a blend, for each segment and for all together.
public struct BlendWeights: Hashable, Sendable, Codable {
    /// Weights where a segment has none of its own.
    public let common: [Double]
    /// Weights by node; empty where the node has none of its own.
    public let byNode: [[Double]]

    public init(common: [Double], byNode: [[Double]] = []) {
        self.common = common
        self.byNode = byNode
    }

    /// Whether each segment weighs the same members.
    var isSound: Bool { byNode.allSatisfy { $0.isEmpty || $0.count == common.count } }

    /// The weights of a row that reaches a node.
    public func weights(of node: Int) -> [Double] {
        node < byNode.count && !byNode[node].isEmpty ? byNode[node] : common
    }
}

/// Finds the weights of a blend from out-of-fold predictions.
///
/// The weights of a segment minimise the squared error over its own rows and over a number of rows
/// of all segments' mean moments: few own rows leave it near the common weights, many free it. How
/// many common rows is itself chosen by what fits held-out folds. The weights are those of
/// convex stacking (Breiman 1996) with partial pooling over cells (after Yao and others 2022).
struct BlendSolver {
    /// Moments by source (a fold) and segment; sources in order.
    private let moments: [[Int: MemberMoments]]
    private let memberCount: Int
    private let nodeCount: Int
    private let isTemporal: Bool

    /// Never few: the out-of-fold predictions of other folds come from models that knew the rows of the fold which the weights
    /// are for. A few rows of a segment would tell its weights whether their classes or values are unlike the others', and noise
    /// would predict.
    private static let strengths: [Double] = [1000, 3000, 10_000, 30_000, .infinity]
    private static let defaultStrength = 10_000.0

    init(moments: [[Int: MemberMoments]], memberCount: Int, nodeCount: Int, isTemporal: Bool) {
        self.moments = moments
        self.memberCount = memberCount
        self.nodeCount = nodeCount
        self.isTemporal = isTemporal
    }

    func solve(bySegment: Bool) -> BlendWeights {
        let all = total(moments.indices.map { $0 })
        guard bySegment else { return BlendWeights(common: common(all).convexWeights()) }
        return weights(all, strength: strength())
    }

    private func total(_ sources: [Int]) -> [Int: MemberMoments] {
        var sum: [Int: MemberMoments] = [:]
        for source in sources {
            for node in 0..<nodeCount {
                guard let part = moments[source][node] else { continue }
                sum[node, default: MemberMoments(memberCount: memberCount)].add(part)
            }
        }
        return sum
    }

    private func common(_ parts: [Int: MemberMoments]) -> MemberMoments {
        var sum = MemberMoments(memberCount: memberCount)
        for node in 0..<nodeCount { if let part = parts[node] { sum.add(part) } }
        return sum
    }

    private func weights(_ parts: [Int: MemberMoments], strength: Double) -> BlendWeights {
        let common = common(parts)
        let shared = common.convexWeights()
        guard common.weight > 0, strength.isFinite else { return BlendWeights(common: shared) }
        let byNode = (0..<nodeCount).map { node -> [Double] in
            guard var own = parts[node] else { return [] }
            own.add(common, scale: strength / common.weight)
            return own.convexWeights()
        }
        return BlendWeights(common: shared, byNode: byNode)
    }

    /// How many common rows to add: the most that fit as well as the best, within one standard error over the sources, each of
    /// which is scored with the weights of the others, of earlier ones only where sources follow time.
    private func strength() -> Double {
        var losses: [[Double]] = []
        for source in moments.indices {
            let others = moments.indices.filter { isTemporal ? $0 < source : $0 != source }
            let parts = total(others)
            guard !parts.isEmpty, !moments[source].isEmpty else { continue }
            losses.append(Self.strengths.map { loss(of: weights(parts, strength: $0), on: source) })
        }
        let sums = Self.strengths.indices.map { place in losses.reduce(0) { $0 + $1[place] } }
        guard !losses.isEmpty, let best = sums.indices.reversed().min(by: { sums[$0] < sums[$1] }) else { return Self.defaultStrength }
        let chosen = sums.indices.reversed().first { place in
            let differences = losses.map { $0[place] - $0[best] }
            let (count, sum) = (Double(differences.count), differences.reduce(0, +))
            guard count > 1 else { return place == best }
            let squares = differences.reduce(0) { $0 + ($1 - sum / count) * ($1 - sum / count) }
            // Of the sum over the sources.
            return sum <= (count * squares / (count - 1)).squareRoot()
        }
        return Self.strengths[chosen ?? best]
    }

    private func loss(of weights: BlendWeights, on source: Int) -> Double {
        (0..<nodeCount).reduce(0) { sum, node in
            sum + (moments[source][node]?.loss(weights.weights(of: node)) ?? 0)
        }
    }
}
