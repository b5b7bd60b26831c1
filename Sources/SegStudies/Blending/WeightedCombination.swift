import SegCore

/// Predictions of several models joined row by row with weights.
enum WeightedCombination {
    /// The weighted means; where a member decides by a rule of its own, also the class with the most
    /// weight among the members' decisions.
    ///
    /// - Parameter weights: those of the members for a row, in their order.
    static func join(
        _ members: [Predictions], rows: Int, _ problem: Problem, weights: (Int) -> [Double]
    ) -> Predictions {
        let outputs = problem.outputCount
        let rules =
            members.contains { $0.decisions != nil }
            ? members.map { $0.classes(of: problem.kind) } : []
        var values = [Double](repeating: 0, count: rows * outputs)
        var decisions: [Int32] = []
        for row in 0..<rows {
            let weights = weights(row)
            for output in 0..<outputs {
                let place = output * rows + row
                values[place] = weights.indices.reduce(0) {
                    $0 + weights[$1] * members[$1].values[place]
                }
            }
            if !rules.isEmpty {
                decisions.append(vote(rules.map { $0[row] }, weights, problem.classes.count))
            }
        }
        return Predictions(
            rowCount: rows, outputCount: outputs, values: values,
            decisions: rules.isEmpty ? nil : decisions)
    }

    /// The class with the most weight; the later one of equals, so that two classes tie as at one half.
    private static func vote(_ decided: [Int32], _ weights: [Double], _ classes: Int) -> Int32 {
        var sums = [Double](repeating: 0, count: max(2, classes))
        for (one, weight) in zip(decided, weights) { sums[Int(one)] += weight }
        let best = sums.indices.max { sums[$0] <= sums[$1] } ?? 0
        return Int32(truncatingIfNeeded: best)
    }
}
