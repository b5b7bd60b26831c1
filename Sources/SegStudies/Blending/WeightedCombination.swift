import SegCore

/// Predictions of several models joined row by row with weights.
enum WeightedCombination {
    /// The weighted means; where members decide by thresholds of their own, these are joined as their probabilities are, so that
    /// what is decided follows what is predicted.
    ///
    /// - Parameter weights: those of the members for a row, in their order.
    static func join(
        _ members: [Predictions], rows: Int, _ problem: Problem, weights: (Int) -> [Double]
    ) -> Predictions {
        let outputs = problem.outputCount
        let isCut = members.contains { $0.thresholds != nil }
        var values = [Double](repeating: 0, count: rows * outputs)
        var thresholds: [Double] = []
        for row in 0..<rows {
            let weights = weights(row)
            for output in 0..<outputs {
                let place = output * rows + row
                values[place] = weights.indices.reduce(0) {
                    $0 + weights[$1] * members[$1].values[place]
                }
            }
            if isCut {
                thresholds.append(weights.indices.reduce(0) { $0 + weights[$1] * (members[$1].thresholds?[row] ?? 0.5) })
            }
        }
        return Predictions(rowCount: rows, outputCount: outputs, values: values, thresholds: isCut ? thresholds : nil)
    }
}
