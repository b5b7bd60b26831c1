import SegDiagnostics

extension Table {
    /// The rows where the predicate is true (not where it is false or missing), in their order.
    /// E407 where it looks at other rows, else the errors of `evaluateMask`.
    public func filter(_ predicate: ColumnExpression) throws(Failure) -> Table {
        try predicate.requireElementwise(in: "filter")
        let (rows, notes) = try predicate.evaluateRowsWithNotes(on: self, for: "filter")
        var kept = rows.count == rowCount ? passingMarks(to: self) : taking(rows)
        kept.notes = notes
        return kept
    }

    /// The first rows.
    public func head(_ count: Int = 10) -> Table { slice(0..<min(max(0, count), rowCount)) }

    /// The last rows.
    public func tail(_ count: Int = 10) -> Table {
        slice(max(0, rowCount - max(0, count))..<rowCount)
    }
}
