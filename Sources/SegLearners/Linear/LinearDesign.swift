import SegCore
import SegTensor

/// A least-squares problem: features, target and weights, with the weighted means to be taken off.
struct LinearDesign: Sendable {
    /// Blocks that rows are cut into for sums of products.
    private static let maxBlocks = 16
    private static let minBlockRows = 4096

    let features: Matrix
    let target: [Double]
    let weights: [Double]?
    /// The sum of the weights.
    let totalWeight: Double
    /// What is taken off each feature, and off the target: weighted means, or 0 without an
    /// intercept.
    let means: [Double]
    let targetMean: Double
    let hasIntercept: Bool

    init(_ features: Matrix, target: [Double], weights: [Double]?, hasIntercept: Bool) {
        self.features = features
        self.target = target
        self.weights = weights
        self.hasIntercept = hasIntercept
        let total = weights?.reduce(0, +) ?? Double(target.count)
        totalWeight = total
        func mean(_ values: ArraySlice<Double>) -> Double {
            guard let weights else { return values.reduce(0, +) / total }
            return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        }
        means =
            hasIntercept
            ? (0..<features.columnCount).map { mean(features.column($0)) }
            : [Double](repeating: 0, count: features.columnCount)
        targetMean = hasIntercept ? mean(target[...]) : 0
    }

    /// The problem of an estimator's training rows, less their offset.
    init(_ matrix: FeatureMatrix, _ rows: TrainingRows, hasIntercept: Bool = true) {
        let target = rows.offset.map { offset in zip(rows.target, offset).map { $0 - $1 } }
        self.init(
            matrix.values, target: target ?? rows.target, weights: rows.weights,
            hasIntercept: hasIntercept)
    }

    var rowCount: Int { target.count }
    var featureCount: Int { features.columnCount }
    /// Whether there are fewer rows than features, so that products of rows are the smaller matrix.
    var isWide: Bool { featureCount > rowCount }

    /// The problem on some of its rows, with means of its own.
    func taking(_ rows: [Int]) -> LinearDesign {
        LinearDesign(
            features.taking(rows), target: rows.map { target[$0] },
            weights: weights.map { weights in rows.map { weights[$0] } }, hasIntercept: hasIntercept
        )
    }

    /// The blocks that rows are worked on in: by the number of rows only.
    var blocks: [Range<Int>] {
        let size = max(Self.minBlockRows, (rowCount + Self.maxBlocks - 1) / Self.maxBlocks)
        return stride(from: 0, to: rowCount, by: size).map { $0..<min(rowCount, $0 + size) }
    }

    /// Rows of a range without their means and times the root of their weight; the target is the
    /// last column where it is wanted.
    func centred(_ range: Range<Int>, withTarget: Bool) -> Matrix {
        let roots = weights.map { weights in range.map { weights[$0].squareRoot() } }
        var columns: [[Double]] = []
        for feature in 0..<featureCount {
            let column = features.column(feature)
            let values = column[
                column.startIndex + range.lowerBound..<column.startIndex + range.upperBound]
            columns.append(Self.centred(values, means[feature], roots))
        }
        if withTarget { columns.append(Self.centred(target[range], targetMean, roots)) }
        return Matrix(columns: columns, rows: range.count)
    }

    private static func centred(
        _ values: ArraySlice<Double>, _ mean: Double, _ roots: [Double]?
    ) -> [Double] {
        guard let roots else { return values.map { $0 - mean } }
        return zip(values, roots).map { ($0 - mean) * $1 }
    }

    /// Sums of weighted products of features and target, over blocks in order.
    func moments(_ pool: WorkerPool) throws -> Moments {
        let blocks = blocks
        let parts = try pool.map(blocks.count) { index in
            try LinearAlgebra.gram(centred(blocks[index], withTarget: true))
        }
        let size = featureCount + 1
        return Moments(
            parts.dropFirst().reduce(parts.first ?? Matrix(rows: size, columns: size), +))
    }

    /// The intercept that goes with coefficients.
    func intercept(_ coefficients: [Double]) -> Double {
        targetMean - zip(coefficients, means).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The weighted sum of squared errors of each column of coefficients on the rows of another
    /// problem.
    func squaredErrors(_ coefficients: Matrix, on other: LinearDesign) throws -> [Double] {
        let fitted = try LinearAlgebra.product(other.features, coefficients)
        return (0..<coefficients.columnCount).map { column in
            let intercept = intercept(Array(coefficients.column(column)))
            var sum = 0.0
            for (row, value) in fitted.column(column).enumerated() {
                let error = other.target[row] - value - intercept
                sum += error * error * (other.weights?[row] ?? 1)
            }
            return sum
        }
    }
}

/// Weighted sums of products about the means: all that least squares needs of the rows.
struct Moments: Sendable {
    /// `features × features`.
    let gram: Matrix
    /// Feature by target.
    let cross: [Double]
    let targetSquares: Double

    /// From sums of products whose last column is the target's.
    init(_ products: Matrix) {
        let count = products.columnCount - 1
        var gram = Matrix(rows: count, columns: count)
        for column in 0..<count {
            for row in 0..<count { gram[row, column] = products[row, column] }
        }
        self.gram = gram
        cross = (0..<count).map { products[$0, count] }
        targetSquares = products[count, count]
    }

    /// The sum of squares of each feature, which is that of a constant one up to rounding where it
    /// is 0.
    var squares: [Double] { (0..<gram.columnCount).map { gram[$0, $0] } }
}
