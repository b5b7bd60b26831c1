import SegDiagnostics

/// A table whose rows are divided by the values of some columns, until the next `summarize`.
public struct GroupedTable: Sendable {
    /// The rows, in their order.
    public let table: Table
    /// The columns to group by.
    public let keys: [String]
    /// Which rows make a group; groups are in order of their keys.
    public let partition: Partition

    /// How many groups there are.
    public var groupCount: Int { partition.groupCount }

    /// One row for each group with the keys' values.
    public func keyTable() throws(Failure) -> Table {
        guard !keys.isEmpty else { return Table(schema: Schema([]), columns: [], rowCount: 1) }
        return try table.selecting(keys).taking(partition.firstRows)
    }

    /// The rows of one group, whose number is in `0 ..< groupCount`.
    public func group(_ number: Int) -> Table { table.taking(Array(partition.rows(of: number))) }

    /// One row for each group, in order of the keys (missing last): the keys, then these columns,
    /// made in order: each sees those before. Groups' rows count in the table's order. E407 for an
    /// expression with more than one value in a group, E403 for a name that a key has.
    public func summarize(_ columns: [NamedExpression]) throws(Failure) -> Table {
        var result = try keyTable()
        var notes: [String] = []
        for entry in columns {
            guard result[entry.name] == nil else { throw FrameError.duplicateColumn(entry.name) }
            guard entry.expression.functionClass != .ordered else {
                throw Failure(
                    "E407", "'\(entry.expression)' can't stand in summarize",
                    hint: "derive the column first, then summarize it")
            }
            let evaluator = Evaluator(
                table: result, scope: .groups(rows: table), partition: partition)
            let column = try evaluator.column(entry.expression)
            notes += evaluator.notes(for: "summarize", column: entry.name)
            result = try result.setting(entry.name, column)
        }
        result.notes = notes
        result.uncheckedOrigins = table.uncheckedOrigins
        result.marks = table.marks.ofColumns(keys)
        for entry in columns {
            result.marks.adopt(table.marks.ofColumns(entry.expression.referencedColumns).map { $0.moved(to: entry.name) })
        }
        result.dormantMarks = columns.map { LearnedMark(column: $0.name, verb: "summarize") }
        result.sources = sources(of: columns)
        return result
    }

    /// What columns of a summary stand on. A name that the summary gives to something else is not meant any more.
    private func sources(of columns: [NamedExpression]) -> [ColumnSource] {
        let other = columns.filter { entry in !entry.expression.referencedColumns.contains { $0.hasSameBytes(as: entry.name) } }
        let kept = table.sources.filter { source in keys.contains { $0.hasSameBytes(as: source.column) } }
        return kept + columns.compactMap { entry in
            let read = entry.expression.referencedColumns
            let names = (read + read.flatMap(table.sources.shown)).filter { name in !other.contains { $0.name.hasSameBytes(as: name) } }
            return [ColumnSource]().made(entry.name, from: names)
        }
    }

    /// The table with columns added or replaced: aggregates are over the rows of a group. Not
    /// grouped any less: group again, or summarize.
    public func derive(_ columns: [NamedExpression]) throws(Failure) -> GroupedTable {
        let derived = try table.deriving(columns, partition: partition)
        let changesKey = columns.contains { entry in
            keys.contains { $0.hasSameBytes(as: entry.name) }
        }
        if changesKey { return try derived.group(by: keys) }
        return GroupedTable(table: derived, keys: keys, partition: partition)
    }
}

extension Table {
    /// The table divided by the values of columns; missing is a group of its own. Without names all
    /// rows are one group. E401 for an unknown name, E403 for one given twice.
    public func group(by names: [String]) throws(Failure) -> GroupedTable {
        let keys = try selecting(names).columns
        return GroupedTable(
            table: self, keys: names, partition: Partition(keys: keys, count: rowCount))
    }

    /// One row that summarizes all rows; as on a grouped table.
    public func summarize(_ columns: [NamedExpression]) throws(Failure) -> Table {
        try group(by: []).summarize(columns)
    }
}
