/// What many tests say together.
public enum MultipleTesting {
    /// Which hypotheses are rejected at false discovery rate `q` (Benjamini and Hochberg 1995).
    public static func benjaminiHochberg(_ pValues: [Double], q: Double) -> [Bool] {
        let count = pValues.count
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var last = -1
        for (rank, index) in order.enumerated()
        where pValues[index] <= q * Double(rank + 1) / Double(count) {
            last = rank
        }
        var rejected = [Bool](repeating: false, count: count)
        for rank in 0..<(last + 1) { rejected[order[rank]] = true }
        return rejected
    }

    /// Cochran's Q and I²: the share of the variation between estimates that chance does not explain
    /// (Higgins and Thompson 2002). Estimates without a positive standard error are left out.
    public static func heterogeneity(_ values: [Double], standardErrors: [Double]) -> (q: Double, iSquared: Double) {
        let pairs = zip(values, standardErrors).filter { $0.1 > 0 }
        let weights = pairs.map { 1 / ($0.1 * $0.1) }
        let total = weights.reduce(0, +)
        guard pairs.count > 1, total > 0 else { return (0, 0) }
        let mean = zip(weights, pairs).reduce(0) { $0 + $1.0 * $1.1.0 } / total
        let q = zip(weights, pairs).reduce(0) { $0 + $1.0 * ($1.1.0 - mean) * ($1.1.0 - mean) }
        return (q, q > 0 ? max(0, 1 - Double(pairs.count - 1) / q) : 0)
    }
}
