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
