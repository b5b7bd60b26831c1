/// Standard errors of figures that are no mean of row losses (area under a curve, F1), by leaving blocks
/// out in turn (Quenouille 1956, Tukey 1958).
public struct Jackknife: Sendable {
    /// For each row the part with which it is left out.
    private let parts: [Int]
    private let partCount: Int

    /// How many rows all figures together look at, about.
    private static let work = 2_000_000

    /// Each block is left out by itself, where they are too many for that several at once, so that the work stays bounded.
    public init(blocks: [Int], blockCount: Int, limit: Int? = nil) {
        let limit = limit ?? max(40, Self.work / max(1, blocks.count))
        let partCount = max(1, min(limit, blockCount))
        self.partCount = partCount
        parts = blocks.map { $0 % partCount }
    }

    /// The figure with a standard error over pseudo-values; `figure` gets the rows to use.
    public func estimate(level: Double, _ figure: ([Int]) -> Double?) -> Estimate? {
        guard let whole = figure(Array(parts.indices)) else { return nil }
        var pseudo: [Double] = []
        let count = Double(partCount)
        for part in 0..<partCount where partCount > 1 {
            guard let value = figure(parts.indices.filter { parts[$0] != part }) else { continue }
            pseudo.append(count * whole - (count - 1) * value)
        }
        guard pseudo.count > 1 else {
            return Estimate(value: whole, standardError: nil, degreesOfFreedom: 0, level: level)
        }
        let n = Double(pseudo.count)
        let mean = pseudo.reduce(0, +) / n
        let variance = pseudo.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
        return Estimate(
            value: whole, standardError: (variance / n).squareRoot(), degreesOfFreedom: n - 1, level: level)
    }
}
