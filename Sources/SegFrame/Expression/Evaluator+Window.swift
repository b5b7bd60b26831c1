import SegDiagnostics

extension Evaluator {
    /// An expression within the rows that share some values, in an order.
    func window(
        _ inner: ColumnExpression, _ over: [ColumnExpression], _ order: [ColumnExpression]
    ) throws(Failure) -> Column {
        guard case .rows = scope else {
            throw Failure(
                "E407", "'over' can't stand in summarize", hint: "derive the column first")
        }
        var keys: [Column] = []
        for key in over { keys.append(try column(key)) }
        var ordering: [RowSort.Key] = []
        for key in order {
            ordering.append(RowSort.Key(column: try column(key), descending: false))
        }
        let rows = ordering.isEmpty ? nil : RowSort.order(by: ordering, count: count)
        let groups = Partition(keys: keys, count: count, order: rows)
        let nested = Evaluator(table: table, partition: groups, isOrdered: !order.isEmpty)
        noteTies(ordering, groups)
        defer { adopt(nested) }
        return try nested.column(inner)
    }

    /// Rows alike in order keep the table's, which the user should know.
    private func noteTies(_ order: [RowSort.Key], _ groups: Partition) {
        guard !order.isEmpty else { return }
        let keys = order.map { (column: $0.column, keys: $0.column.sortKeys()) }
        var ties = 0
        for group in 0..<groups.groupCount {
            let rows = groups.rows(of: group)
            for place in rows.indices.dropFirst()
            where keys.allSatisfy({ Self.areTied($0, rows[place], rows[place - 1]) }) {
                ties += 1
            }
        }
        if ties > 0 {
            note("\(ties) rows tie with another in the order given; they keep the table's order")
        }
    }

    private static func areTied(
        _ key: (column: Column, keys: [UInt64]), _ row: Int, _ other: Int
    ) -> Bool {
        let isMissing = key.column.isMissing(row)
        return isMissing == key.column.isMissing(other)
            && (isMissing || key.keys[row] == key.keys[other])
    }
}
