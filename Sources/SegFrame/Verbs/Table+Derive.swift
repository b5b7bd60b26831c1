import SegDiagnostics

extension Table {
    /// The table with columns added or replaced, made in order: each sees those before. Aggregates
    /// are over all rows and mark the column as learned; so do ordered functions. Values that come
    /// out not finite are missing, and a note says how many. Errors as `ColumnExpression.evaluate`.
    public func derive(_ columns: [NamedExpression]) throws(Failure) -> Table {
        try deriving(columns, partition: nil)
    }

    func deriving(_ entries: [NamedExpression], partition: Partition?) throws(Failure) -> Table {
        var table = self
        table.notes = []
        for entry in entries {
            let evaluator = Evaluator(table: table, partition: partition)
            let column = try evaluator.column(entry.expression)
            let notes = table.notes + evaluator.notes(for: "derive", column: entry.name)
            table = try table.setting(entry.name, column)
            table.notes = notes
            table.mark(entry, isGrouped: partition != nil)
        }
        return table
    }

    /// Updates the marks and sources once a column has been derived: it has a mark of its own if it
    /// looks at other rows, and those of the columns that it reads.
    private mutating func mark(_ entry: NamedExpression, isGrouped: Bool) {
        let read = entry.expression.referencedColumns
        let isLagged =
            entry.expression.functionClass == .ordered && entry.expression.looksOnlyBack && entry.expression.columnsOfTheRow.isEmpty
        marks = marks.derived(entry.name, from: read)
        dormantMarks = dormantMarks.derived(entry.name, from: read).map { mark in
            // What looks only back at a summary's rows looks only back at the rows that these summarize.
            guard isLagged, mark.column.hasSameBytes(as: entry.name) else { return mark }
            return LearnedMark(
                column: mark.column, verb: mark.verb, lookback: true, order: entry.expression.orderOfWindows, place: mark.place)
        }
        sources = sources.derived(
            entry.name, from: entry.expression.columnsOfTheRow, placedBy: entry.expression.columnsThatPlaceTheRow)
        guard entry.expression.functionClass != .elementwise else { return }
        let lookback = entry.expression.looksOnlyBack
        marks.adopt([
            LearnedMark(
                column: entry.name, verb: "derive", lookback: lookback, order: lookback ? entry.expression.orderOfWindows : nil,
                groups: lookback && !isGrouped ? entry.expression.groupsOfWindow : nil)
        ])
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
