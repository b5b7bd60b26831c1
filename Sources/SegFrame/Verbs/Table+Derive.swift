import SegDiagnostics

extension Table {
    /// The table with columns added or replaced, made in order: each sees those before. Aggregates are
    /// over all rows and mark the column as learned; so do ordered functions. Values that come out not
    /// finite are missing, and a note says how many. Errors as `ColumnExpression.evaluate`.
    public func derive(_ columns: [NamedExpression]) throws(Failure) -> Table {
        try deriving(columns, partition: .whole(rowCount))
    }

    func deriving(_ entries: [NamedExpression], partition: Partition) throws(Failure) -> Table {
        var table = self
        table.notes = []
        for entry in entries {
            let evaluator = Evaluator(table: table, partition: partition)
            let column = try evaluator.column(entry.expression)
            let notes = table.notes + evaluator.notes(for: "derive", column: entry.name)
            table = try table.setting(entry.name, column)
            table.notes = notes
            table.marks = table.marks(for: entry, in: self)
        }
        return table
    }

    /// The marks after a column has been derived: its own if it looks at other rows, those of the
    /// columns it reads, and none from a column that it replaces.
    private func marks(for entry: NamedExpression, in source: Table) -> [LearnedMark] {
        let sources = entry.expression.referencedColumns.map(Utf8Key.init)
        let inherited = marks.filter { sources.contains(Utf8Key($0.column)) }.map {
            LearnedMark(column: entry.name, verb: $0.verb, lookback: $0.lookback)
        }
        var result = marks.filter { !$0.column.hasSameBytes(as: entry.name) }
        var added = inherited
        if entry.expression.functionClass != .elementwise {
            added.append(
                LearnedMark(
                    column: entry.name, verb: "derive", lookback: entry.expression.looksOnlyBack))
        }
        for mark in added where !result.contains(mark) { result.append(mark) }
        return result
    }
}

extension Evaluator {
    /// What to tell the user about a column that was made.
    func notes(for verb: String, column: String) -> [String] {
        guard notFinite > 0 else { return notes.map { "\(verb): '\(column)': \($0)" } }
        let values = notFinite == 1 ? "1 value has" : "\(notFinite) values have"
        let lost = "\(verb): '\(column)': \(values) no finite result and became missing"
        return [lost] + notes.map { "\(verb): '\(column)': \($0)" }
    }
}
