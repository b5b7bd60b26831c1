import SegCore
import SegTensor

/// The rows of a logistic regression in blocks, features centred and scaled.
struct LogisticDesign: Sendable {
    /// Rows that are worked on together.
    struct Block: Sendable {
        /// `rows × features`.
        let features: Matrix
        let target: [Double]
        let weights: [Double]?
        /// Where scores start, output after output.
        let offset: [Double]?

        var rowCount: Int { target.count }

        @inline(__always)
        func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
    }

    private static let maxBlocks = 16
    private static let minBlockRows = 4096

    let blocks: [Block]
    /// 1 for two classes, else one a class.
    let outputs: Int
    let means: [Double]
    /// Weighted standard deviations, 1 for a column that does not vary.
    let scales: [Double]

    var featureCount: Int { means.count }
    var parameterCount: Int { (featureCount + 1) * outputs }

    init(_ rows: LogisticRows) {
        let outputs = rows.outputs
        let count = rows.rowCount
        let moments = (0..<rows.featureCount).map {
            Self.moments(rows.features.column($0), rows.weights)
        }
        let size = max(Self.minBlockRows, (count + Self.maxBlocks - 1) / Self.maxBlocks)
        means = moments.map(\.mean)
        scales = moments.map(\.scale)
        self.outputs = outputs
        blocks = stride(from: 0, to: count, by: size).map { start in
            let range = start..<min(count, start + size)
            let offset = rows.offset.map { offset in
                (0..<outputs).flatMap { offset[$0 * count + start..<$0 * count + range.upperBound] }
            }
            return Block(
                features: Self.scaled(rows.features.rows(range), moments),
                target: Array(rows.target[range]), weights: rows.weights.map { Array($0[range]) },
                offset: offset)
        }
    }

    private static func moments(
        _ values: ArraySlice<Double>, _ weights: [Double]?
    ) -> (mean: Double, scale: Double) {
        var (total, sum) = (0.0, 0.0)
        for (row, value) in values.enumerated() {
            let weight = weights?[row] ?? 1
            total += weight
            sum += weight * value
        }
        let mean = sum / total
        var squares = 0.0
        for (row, value) in values.enumerated() {
            squares += (weights?[row] ?? 1) * (value - mean) * (value - mean)
        }
        let scale = (squares / total).squareRoot()
        return (mean, scale > abs(mean) * 1e-13 ? scale : 1)
    }

    private static func scaled(_ matrix: Matrix, _ moments: [(mean: Double, scale: Double)])
        -> Matrix
    {
        var result = matrix
        for (column, moment) in moments.enumerated() {
            for row in column * matrix.rowCount..<(column + 1) * matrix.rowCount {
                result.values[row] = (result.values[row] - moment.mean) / moment.scale
            }
        }
        return result
    }

    /// `features · coefficients + intercept`, output after output.
    func scores(_ block: Block, _ parameters: [Double], withOffset: Bool) throws -> [Double] {
        let size = featureCount + 1
        let columns = (0..<outputs).map { Array(parameters[$0 * size..<$0 * size + featureCount]) }
        var scores =
            featureCount == 0
            ? [Double](repeating: 0, count: block.rowCount * outputs)
            : try LinearAlgebra.product(
                block.features, Matrix(columns: columns, rows: featureCount)
            ).values
        for output in 0..<outputs {
            let intercept = parameters[output * size + featureCount]
            for row in output * block.rowCount..<(output + 1) * block.rowCount {
                scores[row] += intercept
            }
        }
        if withOffset, let offset = block.offset {
            for index in scores.indices { scores[index] += offset[index] }
        }
        return scores
    }

    /// `featuresᵀ · errors`, with the sum of the errors as the intercept's part.
    func gradient(_ block: Block, _ errors: [Double]) throws -> [Double] {
        let columns = (0..<outputs).map {
            Array(errors[$0 * block.rowCount..<($0 + 1) * block.rowCount])
        }
        let matrix = Matrix(columns: columns, rows: block.rowCount)
        let product = try LinearAlgebra.product(block.features, matrix, transposingFirst: true)
        return (0..<outputs).flatMap { output in
            product.column(output) + [columns[output].reduce(0, +)]
        }
    }

    /// The weighted sums of squared features, with the sum of the weights as the intercept's part;
    /// `weights` stand output after output.
    func curvature(_ block: Block, _ weights: [Double]) -> [Double] {
        let rows = block.rowCount
        return (0..<outputs).flatMap { output -> [Double] in
            let start = output * rows
            let sums = (0..<featureCount).map { feature in
                Self.weightedSquares(block.features, feature, weights, from: start)
            }
            return sums + [weights[start..<start + rows].reduce(0, +)]
        }
    }

    private static func weightedSquares(
        _ features: Matrix, _ feature: Int, _ weights: [Double], from start: Int
    ) -> Double {
        let rows = features.rowCount
        return features.values.withUnsafeBufferPointer { values in
            weights.withUnsafeBufferPointer { weights in
                var sum = 0.0
                for row in 0..<rows {
                    let value = values[feature &* rows &+ row]
                    sum += weights[start &+ row] * value * value
                }
                return sum
            }
        }
    }
}

// MARK: Models as parameters

extension LogisticDesign {
    /// The parameters of a model: coefficients of scaled features, and the intercept at their
    /// means.
    func parameters(_ model: LogisticModel) -> [Double] {
        zip(model.coefficients, model.intercepts).flatMap { coefficients, intercept in
            let atMeans = zip(coefficients, means).reduce(intercept) { $0 + $1.0 * $1.1 }
            return zip(coefficients, scales).map { $0 * $1 } + [atMeans]
        }
    }

    /// The model of parameters, on the scale of the columns.
    func model(_ parameters: [Double]) -> LogisticModel {
        let size = featureCount + 1
        let coefficients = (0..<outputs).map { output in
            (0..<featureCount).map { parameters[output * size + $0] / scales[$0] }
        }
        let intercepts = (0..<outputs).map { output in
            zip(coefficients[output], means).reduce(parameters[output * size + featureCount]) {
                $0 - $1.0 * $1.1
            }
        }
        return LogisticModel(coefficients: coefficients, intercepts: intercepts)
    }
}
