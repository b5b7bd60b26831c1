import SegDiagnostics

/// Dense linear algebra on matrices stored by columns.
///
/// Every function runs on the calling thread and gives the same bits each time. E580 where OpenBLAS
/// is not installed, E581 where a matrix is too large for it.
public enum LinearAlgebra {
    /// Loads the library now; E580 where it is absent. Other functions load it when first used.
    public static func load() throws(Failure) { _ = try OpenBLAS.load() }

    /// The file of the library that does the work; nil where it is in no usual place.
    public static var libraryFile: String? { OpenBLAS.file }

    /// `aᵀ·a`, `columns × columns`, both triangles filled.
    public static func gram(_ a: Matrix) throws(Failure) -> Matrix {
        let blas = try OpenBLAS.load()
        let rows = try integer(a.rowCount)
        let size = try integer(a.columnCount)
        var result = Matrix(rows: a.columnCount, columns: a.columnCount)
        guard rows > 0, size > 0 else { return result }
        // SAFETY: `a` holds rows × size values and `result` size × size, as the arguments say.
        a.values.withUnsafeBufferPointer { source in
            result.values.withUnsafeMutableBufferPointer { target in
                guard let source = source.baseAddress, let target = target.baseAddress else {
                    return
                }
                blas.syrk(
                    OpenBLAS.Order.columnMajor, OpenBLAS.Order.upper, OpenBLAS.Order.transposed,
                    size, rows, 1, source, rows, 0, target, size)
            }
        }
        result.mirrorUpperTriangle()
        return result
    }

    /// `a·b`, or `aᵀ·b`. The inner dimensions must agree; otherwise the result is empty.
    public static func product(
        _ a: Matrix, _ b: Matrix, transposingFirst: Bool = false
    ) throws(Failure) -> Matrix {
        let blas = try OpenBLAS.load()
        let inner = transposingFirst ? a.rowCount : a.columnCount
        guard inner == b.rowCount else { return Matrix(rows: 0, columns: 0) }
        let rows = transposingFirst ? a.columnCount : a.rowCount
        var result = Matrix(rows: rows, columns: b.columnCount)
        let shape = ProductShape(
            firstRows: try integer(a.rowCount), firstColumns: try integer(a.columnCount),
            columns: try integer(b.columnCount), isTransposed: transposingFirst)
        guard rows > 0, inner > 0, b.columnCount > 0 else { return result }
        a.values.withUnsafeBufferPointer { first in
            b.values.withUnsafeBufferPointer { second in
                result.values.withUnsafeMutableBufferPointer { target in
                    guard let first = first.baseAddress, let second = second.baseAddress,
                        let target = target.baseAddress
                    else { return }
                    blas.multiply(shape, first, second, into: target)
                }
            }
        }
        return result
    }

    /// The eigenvalues of a symmetric matrix in ascending order, and its eigenvectors as columns.
    ///
    /// Only the upper triangle is read. E582 where the iteration does not converge, as with values
    /// that are not finite.
    public static func symmetricEigen(_ a: Matrix) throws(Failure) -> (
        values: [Double], vectors: Matrix
    ) {
        let blas = try OpenBLAS.load()
        let size = try integer(a.columnCount)
        guard a.rowCount == a.columnCount, size > 0 else {
            return ([], Matrix(rows: 0, columns: 0))
        }
        var vectors = a
        var values = [Double](repeating: 0, count: a.columnCount)
        var order = size
        var info: Int32 = 0
        var query = (work: 0.0, integers: Int32(0))
        var whole: Int32 = -1
        let job = CChar(bitPattern: UInt8(ascii: "V"))
        let triangle = CChar(bitPattern: UInt8(ascii: "U"))
        // SAFETY: with a work size of -1 the routine writes the sizes that it needs and nothing
        // else; on the second call the work arrays have these sizes.
        withUnsafePointer(to: job) { job in
            withUnsafePointer(to: triangle) { triangle in
                blas.syevd(
                    job, triangle, &order, &vectors.values, &order, &values, &query.work, &whole,
                    &query.integers, &whole, &info, 1, 1)
                // A work size beyond the integers of the library is refused by its own check.
                var workSize = Int32(exactly: query.work) ?? 0
                var integerSize = query.integers
                var work = [Double](repeating: 0, count: Int(workSize))
                var integers = [Int32](repeating: 0, count: Int(integerSize))
                blas.syevd(
                    job, triangle, &order, &vectors.values, &order, &values, &work, &workSize,
                    &integers, &integerSize, &info, 1, 1)
            }
        }
        guard info == 0 else { throw diverged }
        return (values, vectors)
    }

    /// Solves `a·x = b` for a symmetric positive definite `a`; nil where it is not.
    ///
    /// Rows and columns are brought to a unit diagonal first, so that columns of unlike scale do no
    /// harm.
    public static func solvePositiveDefinite(_ a: Matrix, _ b: Matrix) throws(Failure) -> Matrix? {
        let blas = try OpenBLAS.load()
        var order = try integer(a.columnCount)
        var columns = try integer(b.columnCount)
        guard a.rowCount == a.columnCount, b.rowCount == a.rowCount, order > 0 else { return nil }
        let scales = (0..<a.columnCount).map { a[$0, $0].squareRoot() }
        guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        var scaled = a.scaled(rows: scales, columns: scales)
        var solution = b.scaled(rows: scales, columns: nil)
        var info: Int32 = 0
        let triangle = CChar(bitPattern: UInt8(ascii: "U"))
        // SAFETY: `scaled` is order × order and `solution` order × columns, as the arguments say.
        withUnsafePointer(to: triangle) { triangle in
            blas.posv(
                triangle, &order, &columns, &scaled.values, &order, &solution.values, &order, &info,
                1)
        }
        return info == 0 ? solution.scaled(rows: scales, columns: nil) : nil
    }

    private static func integer(_ count: Int) throws(Failure) -> Int32 {
        guard let value = Int32(exactly: count) else {
            throw Failure(
                "E581", "a matrix with \(count) rows or columns is too large for linear algebra",
                hint: "take fewer rows or columns")
        }
        return value
    }

    private static var diverged: Failure {
        Failure(
            "E582", "an eigenvalue decomposition did not converge",
            hint: "look for columns with values of extreme size")
    }
}

/// The shape of a product whose first factor may be transposed.
private struct ProductShape {
    let firstRows: Int32
    let firstColumns: Int32
    /// Columns of the second factor.
    let columns: Int32
    let isTransposed: Bool
}

extension OpenBLAS {
    /// Multiplies two matrices, or a matrix and a vector, for which there is a faster way.
    ///
    /// The memory holds as many values as the shape says.
    fileprivate func multiply(
        _ shape: ProductShape, _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>,
        into target: UnsafeMutablePointer<Double>
    ) {
        let operation = shape.isTransposed ? Order.transposed : Order.plain
        let rows = shape.isTransposed ? shape.firstColumns : shape.firstRows
        let inner = shape.isTransposed ? shape.firstRows : shape.firstColumns
        // SAFETY: the caller's matrices hold the values that the shape says, column after column.
        if shape.columns == 1 {
            gemv(
                Order.columnMajor, operation, shape.firstRows, shape.firstColumns, 1, first,
                shape.firstRows, second, 1, 0, target, 1)
        } else {
            gemm(
                Order.columnMajor, operation, Order.plain, rows, shape.columns, inner, 1, first,
                shape.firstRows, second, inner, 0, target, rows)
        }
    }
}
