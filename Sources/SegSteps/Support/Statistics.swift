import Foundation

/// Statistics of a column's numbers; NaN is missing and skipped. Without weights each row counts 1.
struct Statistics {
    /// The numbers that are there, in the order of the rows, and their weights.
    let values: [Double]
    let weights: [Double]?

    init(_ column: [Double], weights: [Double]? = nil) {
        guard let weights else {
            values = column.contains(where: \.isNaN) ? column.filter { !$0.isNaN } : column
            self.weights = nil
            return
        }
        let present = column.indices.filter { !column[$0].isNaN && weights[$0] > 0 }
        values = present.map { column[$0] }
        self.weights = present.map { weights[$0] }
    }

    var isEmpty: Bool { values.isEmpty }

    var totalWeight: Double { weights?.reduce(0, +) ?? Double(values.count) }

    /// nil where there is no value.
    var mean: Double? {
        guard !isEmpty else { return nil }
        let rough = weights.map { weights in zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / totalWeight }
            ?? values.reduce(0, +) / Double(values.count)
        // What the sum of large numbers lost in rounding is found among their small distances.
        guard let weights else { return rough + values.reduce(0) { $0 + ($1 - rough) } / Double(values.count) }
        return rough + zip(values, weights).reduce(0) { $0 + ($1.0 - rough) * $1.1 } / totalWeight
    }

    /// The mean squared distance from the mean (divided by the weight, not by one less).
    var variance: Double? {
        guard let mean else { return nil }
        guard let weights else {
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        }
        let sum = zip(values, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
        return sum / totalWeight
    }

    var range: (low: Double, high: Double)? {
        guard let low = values.min(), let high = values.max() else { return nil }
        return (low, high)
    }

    /// Quantiles with linear interpolation between order statistics (Hyndman and Fan 1996, type 7);
    /// weights are not regarded. There must be a value; shares must be ascending.
    func quantiles(_ shares: [Double]) -> [Double] {
        let last = values.count - 1
        let positions = shares.map { min(1, max(0, $0)) * Double(last) }
        let places = positions.flatMap { [Int($0), min(Int($0) + 1, last)] }
        let ascending = places.sorted()
        let found = OrderStatistics.select(values, places: ascending)
        return positions.map { position in
            let low = Int(position)
            let below = found[ascending.firstIndex(of: low) ?? 0]
            let above = found[ascending.firstIndex(of: min(low + 1, last)) ?? 0]
            return below + (above - below) * (position - Double(low))
        }
    }

    /// The middle value: where half of the weight is on either side, the mean of both neighbours.
    var median: Double? {
        guard !isEmpty else { return nil }
        guard let weights else { return quantiles([0.5])[0] }
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        let half = totalWeight / 2
        var passed = 0.0
        for (place, row) in order.enumerated() {
            passed += weights[row]
            if passed == half, place + 1 < order.count {
                return (values[row] + values[order[place + 1]]) / 2
            }
            if passed >= half { return values[row] }
        }
        return order.last.map { values[$0] }
    }
}
