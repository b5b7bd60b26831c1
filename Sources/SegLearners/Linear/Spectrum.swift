import SegTensor

/// The singular values of centred, weighted features, with what ridge regression needs of them for
/// any penalty at once.
struct Spectrum: Sendable {
    /// Squared singular values that are above rounding, ascending.
    let squares: [Double]
    /// Right singular vectors, `features × rank`; nil where there are fewer rows than features.
    private let right: Matrix?
    /// Left singular vectors, `rows × rank`, where there are fewer rows than features.
    private let left: Matrix?
    /// For each singular value the product of its left vector and the target, times the singular
    /// value.
    private let cross: [Double]
    private let design: LinearDesign

    /// Decomposes products of features, or products of rows where these are fewer.
    init(_ design: LinearDesign, _ pool: WorkerPool) throws {
        self.design = design
        if design.isWide {
            let rows = design.centred(0..<design.rowCount, withTarget: true)
            let features = Self.withoutLastColumn(rows)
            let products = try LinearAlgebra.gram(features.transposed)
            let (values, vectors) = Self.significant(try LinearAlgebra.symmetricEigen(products))
            squares = values
            left = vectors
            right = nil
            let target = Matrix(
                columns: [Array(rows.column(design.featureCount))], rows: design.rowCount)
            let projected = try LinearAlgebra.product(vectors, target, transposingFirst: true)
            cross = zip(projected.values, values).map { $0 * $1.squareRoot() }
        } else {
            let moments = try design.moments(pool)
            let (values, vectors) = Self.significant(try LinearAlgebra.symmetricEigen(moments.gram))
            squares = values
            right = vectors
            left = nil
            cross = try LinearAlgebra.product(
                vectors, Matrix(columns: [moments.cross], rows: design.featureCount),
                transposingFirst: true
            ).values
        }
    }

    /// Coefficients for each penalty, `features × penalties`.
    func coefficients(_ penalties: [Double]) throws -> Matrix {
        let scores = filtered(penalties)
        if let right { return try LinearAlgebra.product(right, scores) }
        guard let left else { return Matrix(rows: design.featureCount, columns: penalties.count) }
        // V = Xᵀ·U / s, so that b = Xᵀ·(U · scores / s).
        let rows = try LinearAlgebra.product(
            left, scores.scaled(rows: squares.map { $0.squareRoot() }, columns: nil))
        let features = design.centred(0..<design.rowCount, withTarget: false)
        return try LinearAlgebra.product(features, rows, transposingFirst: true)
    }

    /// The sum of squared leave-one-out errors for each penalty, in closed form: the error of a row
    /// is its residual by 1 less its leverage (Allen 1974).
    func leaveOneOutErrors(_ penalties: [Double], _ pool: WorkerPool) throws -> [Double] {
        let scores = filtered(penalties)
        let shrinkage = Matrix(
            columns: penalties.map { penalty in squares.map { 1 / ($0 + penalty) } },
            rows: squares.count)
        let blocks = design.blocks
        let parts = try pool.map(blocks.count) { index in
            try leaveOneOutErrors(blocks[index], scores, shrinkage)
        }
        return penalties.indices.map { penalty in parts.reduce(0) { $0 + $1[penalty] } }
    }

    private func leaveOneOutErrors(
        _ range: Range<Int>, _ scores: Matrix, _ shrinkage: Matrix
    ) throws -> [Double] {
        let rows = design.centred(range, withTarget: true)
        var projected = try projection(range, rows)
        let fitted = try LinearAlgebra.product(projected, scores)
        for index in projected.values.indices { projected.values[index] *= projected.values[index] }
        let leverages = try LinearAlgebra.product(projected, shrinkage)
        let target = Array(rows.column(design.featureCount))
        return (0..<scores.columnCount).map { penalty in
            var sum = 0.0
            for row in 0..<range.count {
                let share = (design.weights?[range.lowerBound + row] ?? 1) / design.totalWeight
                let free = max(1 - leverages[row, penalty] - share, 1e-12)
                let error = (target[row] - fitted[row, penalty]) / free
                sum += error * error
            }
            return sum
        }
    }

    /// Rows on the singular directions: `U · s`, which is `X · V`.
    private func projection(_ range: Range<Int>, _ rows: Matrix) throws -> Matrix {
        if let right { return try LinearAlgebra.product(Self.withoutLastColumn(rows), right) }
        guard let left else { return Matrix(rows: range.count, columns: 0) }
        return left.rows(range).scaled(rows: nil, columns: squares.map { 1 / $0.squareRoot() })
    }

    private func filtered(_ penalties: [Double]) -> Matrix {
        Matrix(
            columns: penalties.map { penalty in zip(cross, squares).map { $0 / ($1 + penalty) } },
            rows: squares.count)
    }

    /// The eigenvalues that are more than rounding of the greatest one.
    private static func significant(
        _ eigen: (values: [Double], vectors: Matrix)
    ) -> (values: [Double], vectors: Matrix) {
        let greatest = eigen.values.last ?? 0
        let least = greatest * Double(eigen.values.count) * 1e-15
        let first = eigen.values.firstIndex { $0 > least } ?? eigen.values.count
        let kept = eigen.values.count - first
        var vectors = Matrix(rows: eigen.vectors.rowCount, columns: kept)
        vectors.values = Array(eigen.vectors.values[(first * eigen.vectors.rowCount)...])
        return (Array(eigen.values[first...]), vectors)
    }

    private static func withoutLastColumn(_ matrix: Matrix) -> Matrix {
        var result = Matrix(rows: matrix.rowCount, columns: matrix.columnCount - 1)
        result.values = Array(matrix.values[0..<result.values.count])
        return result
    }
}
