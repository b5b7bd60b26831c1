/// What a model says of some rows.
public struct Predictions: Sendable, Hashable {
    public let rowCount: Int
    /// Numbers a row: 1 (a value, or the probability of the positive class), or one a class.
    public let outputCount: Int
    /// `rowCount × outputCount` values, output after output. Probabilities of a row over classes sum to 1.
    public let values: [Double]
    /// Of two classes, the probability from which on a row is taken for the positive one, one a row; nil: one half.
    public let thresholds: [Double]?

    public init(rowCount: Int, outputCount: Int = 1, values: [Double], thresholds: [Double]? = nil) {
        self.rowCount = rowCount
        self.outputCount = outputCount
        self.values = values
        self.thresholds = thresholds
    }

    /// The numbers of one output, one a row.
    public func output(_ index: Int) -> ArraySlice<Double> {
        values[index * rowCount..<(index + 1) * rowCount]
    }

    /// The decided class of each row: the most probable one, of two the positive one from the threshold on.
    public func classes(of kind: ProblemKind) -> [Int32] {
        if let thresholds { return zip(values, thresholds).map { $0 >= $1 ? 1 : 0 } }
        if kind == .binary { return values.map { $0 >= 0.5 ? 1 : 0 } }
        return (0..<rowCount).map { row in
            var best = 0
            for output in 1..<max(1, outputCount)
            where values[output * rowCount + row] > values[best * rowCount + row] {
                best = output
            }
            return Int32(best)
        }
    }

    public func taking(_ rows: [Int]) -> Predictions {
        Predictions(
            rowCount: rows.count, outputCount: outputCount,
            values: (0..<outputCount).flatMap { output in rows.map { values[output * rowCount + $0] } },
            thresholds: thresholds.map { thresholds in rows.map { thresholds[$0] } })
    }
}
