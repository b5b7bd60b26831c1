/// The median of weighted numbers.
enum WeightedMedian {
    /// The middle number, or the mean of the two middle ones; 0 for none.
    ///
    /// With weights: the number at which the sum of the weights of smaller ones reaches half of
    /// all, or the mean of it and the next where half is met exactly; a weight of 2 counts as two
    /// numbers.
    static func of(_ values: [Double], weights: [Double]?) -> Double {
        guard let weights else { return unweighted(values.sorted()) }
        let order = values.indices.filter { weights[$0] > 0 }.sorted { values[$0] < values[$1] }
        let half = order.reduce(0) { $0 + weights[$1] } / 2
        var sum = 0.0
        for (place, index) in order.enumerated() {
            sum += weights[index]
            if sum == half, place + 1 < order.count {
                return (values[index] + values[order[place + 1]]) / 2
            }
            if sum >= half { return values[index] }
        }
        return 0
    }

    private static func unweighted(_ sorted: [Double]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
