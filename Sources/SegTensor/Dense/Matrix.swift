/// A dense matrix of doubles, stored by columns.
public struct Matrix: Sendable, Hashable, Codable {
    public let rowCount: Int
    public let columnCount: Int
    /// `rowCount × columnCount` values, column after column.
    public var values: [Double]

    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        rowCount = rows
        columnCount = columns
        values = Array(repeating: value, count: rows * columns)
    }

    /// Columns of equal length; a shorter one is a mistake of the caller and is filled with zeros.
    public init(columns: [[Double]], rows: Int) {
        self.init(rows: rows, columns: columns.count)
        for (index, column) in columns.enumerated() {
            let length = min(rows, column.count)
            values.replaceSubrange(index * rows..<index * rows + length, with: column[0..<length])
        }
    }

    @inlinable public subscript(row: Int, column: Int) -> Double {
        get { values[column * rowCount + row] }
        set { values[column * rowCount + row] = newValue }
    }

    /// The values of one column.
    @inlinable public func column(_ index: Int) -> ArraySlice<Double> {
        values[index * rowCount..<(index + 1) * rowCount]
    }
}

extension Matrix {
    /// The rows of a range as a matrix of their own.
    public func rows(_ range: Range<Int>) -> Matrix {
        var result = Matrix(rows: range.count, columns: columnCount)
        for column in 0..<columnCount {
            let source = column * rowCount + range.lowerBound
            result.values.replaceSubrange(
                column * range.count..<(column + 1) * range.count,
                with: values[source..<source + range.count])
        }
        return result
    }

    /// The given rows in the given order.
    public func taking(_ rows: [Int]) -> Matrix {
        var result = Matrix(rows: rows.count, columns: columnCount)
        for column in 0..<columnCount {
            let (source, target) = (column * rowCount, column * rows.count)
            for (place, row) in rows.enumerated() {
                result.values[target + place] = values[source + row]
            }
        }
        return result
    }

    /// Each value divided by the scale of its row, and by that of its column.
    public func scaled(rows: [Double]?, columns: [Double]?) -> Matrix {
        var result = self
        for column in 0..<columnCount {
            let divisor = columns?[column] ?? 1
            for row in 0..<rowCount {
                result.values[column * rowCount + row] /= divisor * (rows?[row] ?? 1)
            }
        }
        return result
    }

    /// Sum of two matrices of one shape.
    public static func + (left: Matrix, right: Matrix) -> Matrix {
        var result = left
        for index in result.values.indices { result.values[index] += right.values[index] }
        return result
    }

    mutating func mirrorUpperTriangle() {
        for column in 0..<columnCount {
            for row in 0..<column { self[column, row] = self[row, column] }
        }
    }
}

extension Matrix {
    /// Rows as columns.
    public var transposed: Matrix {
        var result = Matrix(rows: columnCount, columns: rowCount)
        for column in 0..<columnCount {
            for row in 0..<rowCount {
                result.values[row * columnCount + column] = values[column * rowCount + row]
            }
        }
        return result
    }
}

extension Matrix {
    /// The matrix plus a multiple of the identity.
    public func addingToDiagonal(_ value: Double) -> Matrix {
        var result = self
        for index in 0..<min(rowCount, columnCount) { result[index, index] += value }
        return result
    }
}
