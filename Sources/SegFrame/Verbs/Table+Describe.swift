import SegDiagnostics

extension Table {
    /// One row for each column: its name, type and kind, how many values are missing and how many
    /// differ, and of numbers, truth values and durations (in seconds) mean, std, min, quartiles
    /// and max; `top` is the most frequent value of the other columns.
    public func describe() throws(Failure) -> Table {
        let whole = Partition.whole(rowCount)
        var statistics: [[Double]] = []
        var tops: [String?] = []
        for (field, column) in zip(schema.fields, columns) {
            let isNumber = field.type.isNumeric || field.type == .bool || field.type == .duration
            statistics.append(isNumber ? Self.statistics(column) : [])
            let mode = Evaluator(table: try Table([("x", nil, column)]), partition: whole)
            let top = try mode.column(.call("mode", [.column("x")], options: [:]))
            tops.append(isNumber || top.count == 0 || top.isMissing(0) ? nil : top[0].description)
        }
        let counts = columns.map {
            (missing: $0.missingCount, distinct: $0.distinctCodes().rows.count)
        }
        var parts: [(name: String, kind: ColumnKind?, column: Column)] = [
            ("column", nil, Column(strings: names)),
            ("type", nil, Column(strings: schema.fields.map { $0.type.description })),
            ("kind", nil, Column(strings: schema.fields.map { $0.kind.rawValue })),
            ("missing", nil, Column(ints: counts.map { Int64($0.missing) })),
            ("distinct", nil, Column(ints: counts.map { Int64($0.distinct) })),
        ]
        for (place, name) in ["mean", "std", "min", "q25", "median", "q75", "max"].enumerated() {
            let values = statistics.map { $0.isEmpty ? Double.nan : $0[place] }
            parts.append((name, nil, Column(doubles: values)))
        }
        parts.append(("top", nil, Column(strings: tops)))
        return try Table(parts)
    }

    private static func statistics(_ column: Column) -> [Double] {
        let scale = column.type == .duration ? 1e-9 : 1
        let values = column.doubles().filter { !$0.isNaN }.map { $0 * scale }
        guard !values.isEmpty else { return [] }
        let sorted = values.sorted()
        let quantiles = [0, 0.25, 0.5, 0.75, 1].map { ExactSum.quantile(sorted, $0) }
        return [ExactSum.mean(values), ExactSum.variance(values).squareRoot()] + quantiles
    }
}
