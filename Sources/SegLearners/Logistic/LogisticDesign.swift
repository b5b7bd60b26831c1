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

        /// The block with its features squared.
        var squared: Block {
            var features = features
            for index in features.values.indices { features.values[index] *= features.values[index] }
            return Block(features: features, target: target, weights: weights, offset: offset)
        }
    }

    private static let maxBlocks = 16
    private static let minBlockRows = 4096

    let blocks: [Block]
    /// 1 for two classes, else one a class.
    let outputs: Int
    let means: [Double]
    /// Weighted standard deviations, 1 for a column that does not vary.
    let scales: [Double]
    /// The weighted share of each class.
    let classShares: [Double]

    var featureCount: Int { means.count }
    var parameterCount: Int { (featureCount + 1) * outputs }

    /// The chosen rows of a sample, or all.
    init(_ features: Matrix, _ rows: TrainingRows, taking chosen: [Int]? = nil) {
        let chosen = chosen ?? Array(0..<rows.rowCount)
        let outputs = rows.problem.outputCount
        let matrix = chosen.count == rows.rowCount ? features : features.taking(chosen)
        let weights = rows.weights.map { weights in chosen.map { weights[$0] } }
        let target = chosen.map { rows.target[$0] }
        let moments = (0..<matrix.columnCount).map { Self.moments(matrix.column($0), weights) }
        let size = max(Self.minBlockRows, (chosen.count + Self.maxBlocks - 1) / Self.maxBlocks)
        means = moments.map(\.mean)
        scales = moments.map(\.scale)
        self.outputs = outputs
        blocks = stride(from: 0, to: chosen.count, by: size).map { start in
            let range = start..<min(chosen.count, start + size)
            let offset = rows.offset.map { offset in
                (0..<outputs).flatMap { output in range.map { offset[output * rows.rowCount + chosen[$0]] } }
            }
            return Block(
                features: Self.scaled(matrix.rows(range), moments), target: Array(target[range]),
                weights: weights.map { Array($0[range]) }, offset: offset)
        }
        classShares = Self.shares(target, weights, classes: rows.problem.classes.count)
    }

    private static func shares(_ target: [Double], _ weights: [Double]?, classes: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: classes)
        for (row, value) in target.enumerated() { sums[Int(value)] += weights?[row] ?? 1 }
        let total = sums.reduce(0, +)
        return sums.map { $0 / total }
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

    private static func scaled(_ matrix: Matrix, _ moments: [(mean: Double, scale: Double)]) -> Matrix {
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
        var scores = featureCount == 0
            ? [Double](repeating: 0, count: block.rowCount * outputs)
            : try LinearAlgebra.product(block.features, Matrix(columns: columns, rows: featureCount)).values
        for output in 0..<outputs {
            let intercept = parameters[output * size + featureCount]
            for row in output * block.rowCount..<(output + 1) * block.rowCount { scores[row] += intercept }
        }
        if withOffset, let offset = block.offset {
            for index in scores.indices { scores[index] += offset[index] }
        }
        return scores
    }

    /// `featuresᵀ · errors`, with the sum of the errors as the intercept's part.
    func gradient(_ block: Block, _ errors: [Double]) throws -> [Double] {
        let columns = (0..<outputs).map { Array(errors[$0 * block.rowCount..<($0 + 1) * block.rowCount]) }
        let matrix = Matrix(columns: columns, rows: block.rowCount)
        let product = try LinearAlgebra.product(block.features, matrix, transposingFirst: true)
        return (0..<outputs).flatMap { output in
            product.column(output) + [columns[output].reduce(0, +)]
        }
    }

    /// Parameters without features: scores of the classes' shares.
    var start: [Double] {
        var parameters = [Double](repeating: 0, count: parameterCount)
        guard blocks.first?.offset == nil else { return parameters }
        let size = featureCount + 1
        let clamped = classShares.map { min(max($0, 1e-9), 1 - 1e-9) }
        for output in 0..<outputs {
            parameters[output * size + featureCount] = outputs == 1
                ? Link.logit(clamped[1]) : Link.logOf(clamped[output])
        }
        return parameters
    }
}
