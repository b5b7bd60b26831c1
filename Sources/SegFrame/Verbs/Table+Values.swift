import SegDiagnostics

extension Table {
    /// A column's values one by one; E401 for an unknown name.
    public func values(_ name: String) throws(Failure) -> [Scalar] { try column(name).scalars() }

    /// The rows followed by those of another table with the same columns, in any order of columns.
    /// Errors as `concatenated`.
    public func append(_ other: Table) throws(Failure) -> Table {
        try Table.concatenated([self, other])
    }

    /// How often each combination of values occurs, most frequent first and then by value: the
    /// columns and `count`, with `share` of all rows. E401 for an unknown name, E403 where a column
    /// has the name of one of these two.
    public func valueCounts(_ names: [String]) throws(Failure) -> Table {
        let keys = try selecting(names)
        let count = NamedExpression("count", .call("count", [], options: [:]))
        let counted = try keys.group(by: names).summarize([count])
        let total = ColumnExpression.literal(.double(Double(max(1, rowCount))))
        let share = ColumnExpression.binary(.divide, .column("count"), total)
        return try counted.derive([NamedExpression("share", share)])
            .sort([SortKey(.column("count"), descending: true)])
    }
}
