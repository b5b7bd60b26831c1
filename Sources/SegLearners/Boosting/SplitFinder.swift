/// Finds the best way to part a node by one feature, from its histogram.
///
/// The gain is Friedman's second-order one: `G²/(H+λ)` of the children less that of the node.
struct SplitFinder: Sendable {
    /// Bins of a category up to which each is tried against the rest.
    static let oneAgainstRest = 4
    /// Added to the Hessian by which categories are sorted, and the rows that a category needs.
    static let categorySmoothing = 10.0
    /// Added to the penalty of splits by categories.
    static let categoryPenalty = 10.0
    /// Categories that may go to one side.
    static let maxCategories = 32

    let minRows: Int
    /// Rows that every further group of categories needs.
    let minGroupRows: Int
    let minHessian = 1e-3
    /// L2 penalty of a leaf's output.
    let penalty: Double

    /// The best split of a node with these sums, or nil where none lowers the loss.
    func best(
        _ histogram: Histogram, feature: Int, start: Int, _ mapping: BinMapping, node: GradientSums
    ) -> NodeSplit? {
        guard node.rows >= 2 * minRows else { return nil }
        let search = FeatureSearch(
            finder: self, histogram: histogram, feature: feature, start: start, mapping: mapping,
            node: node)
        return mapping.isCategory ? search.category() : search.number()
    }

    @inline(__always)
    func score(_ sums: GradientSums, _ penalty: Double) -> Double {
        sums.gradient * sums.gradient / (sums.hessian + penalty)
    }

    @inline(__always)
    func isLargeEnough(_ sums: GradientSums) -> Bool {
        sums.rows >= minRows && sums.hessian >= minHessian
    }

    /// What a leaf with these sums adds to the score of its rows.
    func output(_ sums: GradientSums, _ penalty: Double) -> Double {
        let curvature = sums.hessian + penalty
        return curvature > 0 ? -sums.gradient / curvature : 0
    }
}

/// The search over one feature of one node.
private struct FeatureSearch {
    let finder: SplitFinder
    let histogram: Histogram
    let feature: Int
    let start: Int
    let mapping: BinMapping
    let node: GradientSums

    func split(_ point: NodeSplit.Point, _ left: GradientSums, penalty: Double, gain: Double)
        -> NodeSplit
    {
        let right = node - left
        return NodeSplit(
            feature: feature, point: point, gain: gain, left: left, right: right,
            leftOutput: finder.output(left, penalty), rightOutput: finder.output(right, penalty))
    }
}

// MARK: Numbers

extension FeatureSearch {
    /// The best threshold; missing values are tried on both sides.
    func number() -> NodeSplit? {
        let missing = histogram.bin(start + mapping.missingBin)
        var best = scan(from: GradientSums(), missingGoesLeft: false)
        if missing.rows > 0, let other = scan(from: missing, missingGoesLeft: true),
            other.score > best?.score ?? -.infinity
        {
            best = other
        }
        guard let best else { return nil }
        let gain = best.score - finder.score(node, finder.penalty)
        guard gain > 1e-10 else { return nil }
        let next = (best.bin + 1..<max(best.bin + 1, mapping.presentBins)).first {
            histogram.counts[start + $0] > 0
        }
        let missingGoesLeft =
            missing.rows > 0
            ? best.missingGoesLeft : best.left.rows * 2 >= node.rows
        let point = NodeSplit.Point.number(
            bin: best.bin, next: next, missingGoesLeft: missingGoesLeft)
        return split(point, best.left, penalty: finder.penalty, gain: gain)
    }

    private struct Threshold {
        let bin: Int
        let left: GradientSums
        let score: Double
        let missingGoesLeft: Bool
    }

    private func scan(from first: GradientSums, missingGoesLeft: Bool) -> Threshold? {
        var left = first
        var best: (bin: Int, left: GradientSums)?
        var bestScore = -Double.infinity
        for bin in 0..<mapping.presentBins where histogram.counts[start &+ bin] > 0 {
            left = left + histogram.bin(start &+ bin)
            let right = node - left
            guard right.rows >= finder.minRows, right.hessian >= finder.minHessian else { break }
            guard finder.isLargeEnough(left) else { continue }
            let score = finder.score(left, finder.penalty) + finder.score(right, finder.penalty)
            guard score > bestScore else { continue }
            bestScore = score
            best = (bin, left)
        }
        return best.map {
            Threshold(
                bin: $0.bin, left: $0.left, score: bestScore, missingGoesLeft: missingGoesLeft)
        }
    }
}

// MARK: Categories

extension FeatureSearch {
    /// The best set of categories: one against the rest where there are few, else a run of the
    /// categories sorted by their mean gradient (Fisher 1958, as in LightGBM).
    func category() -> NodeSplit? {
        let used = (0..<mapping.binCount).filter { histogram.counts[start + $0] > 0 }
        let isFew = used.count <= SplitFinder.oneAgainstRest
        let penalty = finder.penalty + (isFew ? 0 : SplitFinder.categoryPenalty)
        guard let best = isFew ? bestSingle(used, penalty) : bestRun(used, penalty) else {
            return nil
        }
        let gain = best.score - finder.score(node, finder.penalty)
        guard gain > 1e-10 else { return nil }
        return split(
            .category(goesLeft: sides(best, used)), best.left, penalty: penalty, gain: gain)
    }

    private struct Group {
        let bins: ArraySlice<Int>
        let left: GradientSums
        let score: Double
    }

    /// Categories without a row in the node go where most rows go.
    private func sides(_ group: Group, _ used: [Int]) -> [Bool] {
        var goesLeft = [Bool](repeating: group.left.rows * 2 > node.rows, count: mapping.binCount)
        for bin in used { goesLeft[bin] = false }
        for bin in group.bins { goesLeft[bin] = true }
        return goesLeft
    }

    private func bestSingle(_ used: [Int], _ penalty: Double) -> Group? {
        var best: Group?
        for (place, bin) in used.enumerated() {
            let left = histogram.bin(start + bin)
            guard finder.isLargeEnough(left), finder.isLargeEnough(node - left) else { continue }
            let score = finder.score(left, penalty) + finder.score(node - left, penalty)
            if score > best?.score ?? -.infinity {
                best = Group(bins: used[place...place], left: left, score: score)
            }
        }
        return best
    }

    private func bestRun(_ used: [Int], _ penalty: Double) -> Group? {
        let smoothing = SplitFinder.categorySmoothing
        let ranked = used.compactMap { bin -> (bin: Int, mean: Double)? in
            let sums = histogram.bin(start + bin)
            guard Double(sums.rows) >= smoothing else { return nil }
            return (bin, sums.gradient / (sums.hessian + smoothing))
        }
        let sorted = ranked.sorted { ($0.mean, $0.bin) < ($1.mean, $1.bin) }.map(\.bin)
        let forward = bestPrefix(sorted, penalty)
        let backward = bestPrefix(sorted.reversed(), penalty)
        guard let forward, let backward else { return forward ?? backward }
        return backward.score > forward.score ? backward : forward
    }

    private func bestPrefix(_ sorted: [Int], _ penalty: Double) -> Group? {
        let longest = min(SplitFinder.maxCategories, (sorted.count + 1) / 2)
        var best: Group?
        var left = GradientSums()
        var groupRows = 0
        for (place, bin) in sorted.prefix(longest).enumerated() {
            let sums = histogram.bin(start + bin)
            left = left + sums
            groupRows += sums.rows
            guard finder.isLargeEnough(left) else { continue }
            let right = node - left
            let needed = max(finder.minRows, finder.minGroupRows)
            guard right.rows >= needed, right.hessian >= finder.minHessian else { break }
            guard groupRows >= finder.minGroupRows else { continue }
            groupRows = 0
            let score = finder.score(left, penalty) + finder.score(right, penalty)
            if score > best?.score ?? -.infinity {
                best = Group(bins: sorted[...place], left: left, score: score)
            }
        }
        return best
    }
}
