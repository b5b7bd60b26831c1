import SegDiagnostics

/// One key to sort rows by.
public struct SortKey: Hashable, Sendable, Codable {
    public let expression: ColumnExpression
    public let descending: Bool

    public init(_ expression: ColumnExpression, descending: Bool = false) {
        self.expression = expression
        self.descending = descending
    }
}

extension Table {
    /// The rows in order of the keys, the first deciding first: text by UTF-8 bytes, missing last
    /// either way, and rows alike as they stood. E407 where a key looks at other rows.
    public func sort(_ keys: [SortKey]) throws(Failure) -> Table {
        taking(try order(by: keys))
    }

    /// The row numbers in the order that `sort` gives.
    public func order(by keys: [SortKey]) throws(Failure) -> [Int] {
        var columns: [RowSort.Key] = []
        for key in keys {
            try key.expression.requireElementwise(in: "sort")
            let column = try key.expression.evaluate(on: self)
            columns.append(RowSort.Key(column: column, descending: key.descending))
        }
        return RowSort.order(by: columns, count: rowCount)
    }
}
