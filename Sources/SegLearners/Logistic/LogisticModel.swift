import Foundation

/// Coefficients and intercepts of a logistic regression, on the scale of the columns.
struct LogisticModel: Sendable {
    /// For each output one a feature.
    var coefficients: [[Double]]
    /// One an output.
    var intercepts: [Double]

    /// No coefficients; intercepts that give the classes' shares, or 0 on top of an offset.
    init(startingOn rows: LogisticRows) {
        let zeros = [Double](repeating: 0, count: rows.featureCount)
        let shares = rows.classShares.map { min(max($0, 1e-9), 1 - 1e-9) }
        coefficients = [[Double]](repeating: zeros, count: rows.outputs)
        intercepts = (0..<rows.outputs).map { output in
            guard rows.offset == nil else { return 0 }
            return rows.outputs == 1 ? Link.logit(shares[1]) : log(shares[output])
        }
    }

    init(coefficients: [[Double]], intercepts: [Double]) {
        self.coefficients = coefficients
        self.intercepts = intercepts
    }

    /// Probabilities, output after output: of the second class, or of each.
    func shares(on rows: LogisticRows) -> [Double] {
        var scores = rows.offset ?? [Double](repeating: 0, count: rows.rowCount * rows.outputs)
        for output in 0..<rows.outputs {
            for row in output * rows.rowCount..<(output + 1) * rows.rowCount {
                scores[row] += intercepts[output]
            }
            LinearPredictor.add(rows.features, coefficients[output], to: &scores, output: output)
        }
        return rows.outputs == 1
            ? scores.map { Link.logistic($0) }
            : Link.softmax(scores, rows: rows.rowCount, outputs: rows.outputs)
    }

    /// The weighted sum of the log losses.
    func loss(on rows: LogisticRows) -> Double {
        let shares = shares(on: rows)
        return (0..<rows.rowCount).reduce(0) { sum, row in
            let truth = Int(rows.target[row])
            let share =
                rows.outputs == 1
                ? (truth == 1 ? shares[row] : 1 - shares[row]) : shares[truth * rows.rowCount + row]
            return sum - rows.weight(row) * log(max(share, 1e-300))
        }
    }
}
