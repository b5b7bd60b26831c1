import SegDiagnostics

extension Table {
    /// One row for each combination of the `rows` columns and one column for each value of
    /// `columns`, holding the aggregate of the cell's rows (or missing where it has none). Rows and
    /// columns are in order of their values; a column for missing is called `nil`. The aggregate is
    /// an expression such as `mean(.sales)`. E407 where it isn't an aggregate, E403 where names
    /// clash.
    public func pivot(
        rows: [String], columns name: String, values aggregate: ColumnExpression
    ) throws(Failure) -> Table {
        guard aggregate.functionClass == .aggregate else {
            throw Failure(
                "E407", "'\(aggregate)' is no aggregate, and each cell of a pivot takes one value",
                hint: "aggregate it, as in mean(\(aggregate)) or sum(\(aggregate))")
        }
        let across = try group(by: [name])
        let values = try across.keyTable().column(name)
        let cells = try group(by: rows + [name]).summarize([NamedExpression("", aggregate)])
        let down = try group(by: rows)
        var result = try down.keyTable()
        let places = try cellPlaces(cells, rows, name, down, values)
        for head in 0..<values.count {
            let column = cells.columns[cells.columns.count - 1].taking(optional: places[head])
            let title = values.isMissing(head) ? "nil" : values[head].description
            guard result[title] == nil else { throw FrameError.duplicateColumn(title) }
            result = try result.setting(title, column)
        }
        result.uncheckedOrigins = uncheckedOrigins
        let heads = result.names.dropFirst(rows.count)
        result.dormantMarks = heads.map { LearnedMark(column: $0, verb: "pivot") }
        result.marks = marks.ofColumns(rows)
        let read = aggregate.referencedColumns + [name]
        for head in heads { result.marks.adopt(marks.ofColumns(read).map { $0.moved(to: head) }) }
        return result
    }

    /// For each head and row of the result the row of `cells` that it shows, -1 where there is
    /// none.
    private func cellPlaces(
        _ cells: Table, _ rows: [String], _ name: String, _ down: GroupedTable, _ heads: Column
    ) throws(Failure) -> [[Int]] {
        let first = try group(by: rows + [name]).partition.firstRows
        let across = try group(by: [name]).partition.codes
        var places = [[Int]](
            repeating: [Int](repeating: -1, count: down.groupCount), count: heads.count)
        for (cell, row) in first.enumerated() {
            places[Int(across[row])][Int(down.partition.codes[row])] = cell
        }
        return places
    }

    /// One row for each cell of some columns: the other columns, the column's name and its value,
    /// row after row. The columns must have types that one column can hold. E401 for an unknown
    /// name, E402 for types that differ, E403 where a new name is taken, E408 without columns.
    public func unpivot(
        _ names: [String], nameColumn: String = "name", valueColumn: String = "value"
    ) throws(Failure) -> Table {
        let melted = try selecting(names)
        guard !names.isEmpty else {
            throw Failure("E408", "unpivot needs at least one column")
        }
        let width = names.count
        let source = (0..<rowCount * width).map { $0 / width }
        let stacked = try Column.concatenated(melted.columns)
        let values = stacked.taking(
            (0..<rowCount * width).map { $0 % width * rowCount + $0 / width })
        let codes = (0..<rowCount * width).map { Int32($0 % width) }
        let kept = dropping(names).taking(source)
        var parts = zip(kept.schema.fields, kept.columns).map {
            (name: $0.name, kind: Optional($0.kind), column: $1)
        }
        parts.append((nameColumn, nil, Column(codes: codes, levels: names)))
        parts.append((valueColumn, nil, values))
        var table = passingMarks(to: try Table(parts))
        table.marks.adopt(melted.marks.map { $0.moved(to: valueColumn) })
        table.dormantMarks.adopt(melted.dormantMarks.map { $0.moved(to: valueColumn) })
        table.sources = table.sources.derived(valueColumn, from: []) + [sources.made(valueColumn, from: names)].compactMap { $0 }
        return table
    }
}
