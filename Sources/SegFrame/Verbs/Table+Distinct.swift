import SegDiagnostics

extension Table {
    /// The first row of each combination of values in these columns, or in all where none are
    /// given, in the table's order; missing equals missing. E401 for an unknown name.
    public func distinct(on names: [String] = []) throws(Failure) -> Table {
        let keys = names.isEmpty ? columns : try selecting(names).columns
        guard rowCount > 0, !keys.isEmpty else { return self }
        return taking(Partition(keys: keys, count: rowCount).firstRows.sorted())
    }
}
