import SegDiagnostics

extension Table {
    /// So many rows drawn without replacement, in the table's order; all rows where there are
    /// fewer. E408 for a negative number.
    public func sample(_ count: Int, key: UInt64) throws(Failure) -> Table {
        guard count >= 0 else {
            throw Failure(
                "E408", "a sample can't have \(count) rows", hint: "give a number of 0 or more")
        }
        return taking(Self.drawn(count, of: rowCount, key: key))
    }

    /// A share of the rows, 0 to 1, drawn without replacement, in the table's order; the number of
    /// rows is rounded. E408 for another share.
    public func sample(share: Double, key: UInt64) throws(Failure) -> Table {
        guard (0...1).contains(share) else {
            throw Failure("E408", "a share of rows is between 0 and 1, not \(share)")
        }
        let count = (share * Double(rowCount)).rounded(.toNearestOrAwayFromZero)
        return taking(Self.drawn(Int(count), of: rowCount, key: key))
    }

    /// The rows with the least random numbers: each row's is a function of the key and its place.
    private static func drawn(_ count: Int, of rowCount: Int, key: UInt64) -> [Int] {
        let rows = Array(0..<rowCount)
        guard count < rowCount else { return rows }
        let random = CounterRandom(key: key)
        let keys = rows.map { random.bits(UInt64($0)) }
        return RowSort.ordered(rows, by: keys).prefix(count).sorted()
    }
}
