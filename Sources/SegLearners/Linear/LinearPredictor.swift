import SegTensor

/// Adds a linear model to sums of rows.
enum LinearPredictor {
    /// Adds `features · coefficients` to the sums of one output, feature after feature.
    static func add(
        _ features: Matrix, _ coefficients: [Double], to sums: inout [Double], output: Int
    ) {
        let rows = features.rowCount
        features.values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                for (feature, coefficient) in coefficients.prefix(features.columnCount).enumerated()
                where coefficient != 0 {
                    let start = feature * rows
                    for row in 0..<rows {
                        sums[output &* rows &+ row] += coefficient * values[start &+ row]
                    }
                }
            }
        }
    }
}
