import SegDiagnostics

extension ColumnFunction {
    /// Values of other rows in the order given.
    static let shifts: [ColumnFunction] = [
        shift("lag", "The value so many rows earlier.", step: -1),
        shift("lead", "The value so many rows later.", step: 1),
        difference, forwardFill, rowNumber, rank,
    ]

    private static func shift(_ name: String, _ summary: String, step: Int) -> ColumnFunction {
        ordered(
            name, [.column("x", .any), .constant("n", .number, default: .int(1))], summary,
            looksOnlyBack: step < 0, type: .asFirst
        ) { call throws(Failure) in
            let distance = try call.integer("n", in: 1...1_000_000_000)
            return try call.column(0).taking(optional: shifted(call.partition, step * distance))
        }
    }

    /// For each row the one so many places on in its group; -1 outside.
    private static func shifted(_ partition: Partition, _ distance: Int) -> [Int] {
        var result = [Int](repeating: -1, count: partition.rows.count)
        for group in 0..<partition.groupCount {
            let rows = partition.rows(of: group)
            for place in rows.indices where rows.indices.contains(place + distance) {
                result[rows[place]] = rows[place + distance]
            }
        }
        return result
    }

    private static let difference = ordered(
        "difference",
        [
            .column("x", [.number, .date, .instant, .duration]),
            .constant("n", .number, default: .int(1)),
        ],
        "The value minus the one so many rows earlier.",
        type: .computed { arguments in
            switch TypeRules.asFirst(arguments) {
            case .date, .dateTime: .duration
            default: TypeRules.asFirst(arguments)
            }
        }
    ) { call throws(Failure) in
        let distance = try call.integer("n", in: 1...1_000_000_000)
        let column = try call.column(0)
        let earlier = column.taking(optional: shifted(call.partition, -distance))
        let table = try Table([("x", nil, column), ("earlier", nil, earlier)])
        return try Evaluator(table: table).column(
            .binary(.subtract, .column("x"), .column("earlier")))
    }

    private static let forwardFill = ordered(
        "forward_fill", [.column("x", .any)],
        "The value, or where it is missing the last one before.",
        type: .asFirst
    ) { call throws(Failure) in
        let column = try call.column(0)
        var source = [Int](repeating: -1, count: call.count)
        for group in 0..<call.partition.groupCount {
            var last = -1
            for row in call.partition.rows(of: group) {
                if !column.isMissing(row) { last = row }
                source[row] = last
            }
        }
        return column.taking(optional: source)
    }

    private static let rowNumber = ordered(
        "row_number", [], "The place of the row in its group, from 1.", type: .fixed(.int64)
    ) { call in
        var numbers = [Int64](repeating: 0, count: call.count)
        for group in 0..<call.partition.groupCount {
            for (place, row) in call.partition.rows(of: group).enumerated() {
                numbers[row] = Int64(place + 1)
            }
        }
        return Column(ints: numbers)
    }

    private static let rank = ordered(
        "rank", [.column("x", .any)],
        "The place of the value among those of its group, from 1 for the least; "
            + "equal values share the first.",
        looksOnlyBack: false, needsOrder: false, type: .fixed(.int64)
    ) { call throws(Failure) in
        let column = try call.column(0)
        let keys = column.sortKeys()
        var ranks = [Int64](repeating: 0, count: call.count)
        for group in 0..<call.partition.groupCount {
            let present = call.partition.rows(of: group).filter { !column.isMissing($0) }
            let sorted = RowSort.ordered(present, by: keys)
            for (place, row) in sorted.enumerated() {
                let isTied = place > 0 && keys[sorted[place - 1]] == keys[row]
                ranks[row] = isTied ? ranks[sorted[place - 1]] : Int64(place + 1)
            }
        }
        return Column(int64: Buffer(ranks), validity: column.validity)
    }
}
