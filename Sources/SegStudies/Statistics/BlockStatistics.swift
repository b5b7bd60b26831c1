import SegTensor

/// Figures of merit over rows that are independent only between blocks.
///
/// A difference is paired row by row, summed by block, and its standard error is taken over blocks: rows
/// that share a day share its weather, so they are fewer witnesses than rows.
public struct BlockStatistics: Sendable {
    /// For each row the number of its block, 0 ..< blockCount.
    public let blocks: [Int]
    public let blockCount: Int
    /// Weight of each row; nil: all 1.
    public let weights: [Double]?
    /// From the mean loss to the figure: the square root for a root mean square.
    public let finish: @Sendable (Double) -> Double

    /// `blocks` may be any numbers; they are renumbered in order of first appearance.
    public init(blocks: [Int32], weights: [Double]?, finish: @escaping @Sendable (Double) -> Double) {
        var numbers: [Int32: Int] = [:]
        self.blocks = blocks.map { block in
            if let number = numbers[block] { return number }
            let number = numbers.count
            numbers[block] = number
            return number
        }
        blockCount = numbers.count
        self.weights = weights
        self.finish = finish
    }

    private func weight(_ row: Int) -> Double { weights?[row] ?? 1 }

    /// The weighted mean of row losses; nil without weight.
    public func mean(_ losses: [Double]) -> Double? {
        var sum = 0.0
        var total = 0.0
        for (row, loss) in losses.enumerated() {
            sum += weight(row) * loss
            total += weight(row)
        }
        return total > 0 ? sum / total : nil
    }

    /// The figure with the percentile interval of a bootstrap over blocks (Efron 1979).
    public func score(
        _ losses: [Double], level: Double, resamples: Int = 1000, random: RandomStream
    ) -> Estimate? {
        guard let mean = mean(losses) else { return nil }
        let value = finish(mean)
        guard blockCount > 1 else {
            return Estimate(value: value, standardError: nil, degreesOfFreedom: 0, lower: nil, upper: nil)
        }
        let draws = bootstrap(losses, resamples: resamples, random: random).sorted()
        let middle = draws.reduce(0, +) / Double(draws.count)
        let variance = draws.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(draws.count - 1)
        return Estimate(
            value: value, standardError: variance.squareRoot(), degreesOfFreedom: Double(blockCount - 1),
            lower: Self.quantile(draws, (1 - level) / 2), upper: Self.quantile(draws, (1 + level) / 2))
    }

    /// More blocks than these are drawn together in so many bundles: with 4096 the width of an interval is known to about one part in
    /// ninety, which is less than what 1000 draws leave open.
    private static let mostBlocks = 4096

    private func bootstrap(_ losses: [Double], resamples: Int, random: RandomStream) -> [Double] {
        var random = random
        let bundle = bundles(&random)
        let count = min(blockCount, Self.mostBlocks)
        var sums = [Double](repeating: 0, count: count)
        var totals = [Double](repeating: 0, count: count)
        for (row, block) in blocks.enumerated() {
            sums[bundle[block]] += weight(row) * losses[row]
            totals[bundle[block]] += weight(row)
        }
        return (0..<resamples).compactMap { _ in
            var sum = 0.0
            var total = 0.0
            for _ in 0..<count {
                let block = random.nextInt(below: count)
                sum += sums[block]
                total += totals[block]
            }
            return total > 0 ? finish(sum / total) : nil
        }
    }

    /// The bundle of each block: its own where there are few, else bundles of equal size drawn at random.
    private func bundles(_ random: inout RandomStream) -> [Int] {
        var bundle = Array(0..<blockCount)
        guard blockCount > Self.mostBlocks else { return bundle }
        for place in bundle.indices.reversed() where place > 0 { bundle.swapAt(place, random.nextInt(below: place + 1)) }
        return bundle.map { $0 % Self.mostBlocks }
    }

    /// How much larger the figure of `losses` is than that of `reference`, as a share of the latter.
    ///
    /// The standard error is that of the linearised ratio, summed by block.
    public func relativeDifference(_ losses: [Double], reference: [Double], level: Double) -> Estimate? {
        guard let meanLoss = mean(losses), let meanReference = mean(reference) else { return nil }
        let base = finish(meanReference)
        guard base != 0, base.isFinite else { return nil }
        let value = (finish(meanLoss) - base) / abs(base)
        guard blockCount > 1 else {
            return Estimate(value: value, standardError: nil, degreesOfFreedom: 0, level: level)
        }
        let slope = derivative(meanLoss) / abs(base)
        let slopeReference = derivative(meanReference) * finish(meanLoss) / (base * abs(base))
        var influences = [Double](repeating: 0, count: blockCount)
        var total = 0.0
        for (row, block) in blocks.enumerated() {
            let part = slope * (losses[row] - meanLoss) - slopeReference * (reference[row] - meanReference)
            influences[block] += weight(row) * part
            total += weight(row)
        }
        let squares = influences.reduce(0) { $0 + $1 * $1 } / (total * total)
        let count = Double(blockCount)
        return Estimate(
            value: value, standardError: (squares * count / (count - 1)).squareRoot(),
            degreesOfFreedom: count - 1, level: level)
    }

    private func derivative(_ x: Double) -> Double {
        let step = max(abs(x), 1e-8) * 1e-5
        return (finish(x + step) - finish(max(0, x - step))) / (x + step - max(0, x - step))
    }

    /// The quantile of sorted values by linear interpolation.
    static func quantile(_ sorted: [Double], _ p: Double) -> Double? {
        guard let last = sorted.last else { return nil }
        let position = p * Double(sorted.count - 1)
        let below = Int(position)
        guard below + 1 < sorted.count else { return last }
        return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
    }
}
