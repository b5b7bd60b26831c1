import SegDiagnostics

extension ColumnFunction {
    /// Numbers that describe the values present in a group.
    static let statistics: [ColumnFunction] = [
        statistic("mean", "The mean of the values present.", ExactSum.mean),
        statistic("variance", "The sample variance, with divisor n - 1.", ExactSum.variance),
        statistic("std", "The sample standard deviation, with divisor n - 1.") {
            ExactSum.variance($0).squareRoot()
        },
        statistic("median", "The middle value, or the mean of the two in the middle.") {
            ExactSum.quantile($0.sorted(), 0.5)
        },
        quantile,
    ]

    private static func statistic(
        _ name: String, _ summary: String, _ body: @escaping @Sendable ([Double]) -> Double
    ) -> ColumnFunction {
        aggregate(
            name, [.column("x", [.number, .truth])], summary, type: .fixed(.float64)
        ) { call throws(Failure) in
            Groups.floats(call, try call.column(0), body)
        }
    }

    private static let quantile = aggregate(
        "quantile", [.column("x", .number), .constant("q", .number)],
        "The value below which a share q of the values lie, linear between neighbours.",
        type: .fixed(.float64)
    ) { call throws(Failure) in
        guard let share = call.constant("q").number, (0...1).contains(share) else {
            throw Failure(
                "E408", "'q' of 'quantile' is \(call.constant("q").literal), and must be 0 to 1")
        }
        return Groups.floats(call, try call.column(0)) { ExactSum.quantile($0.sorted(), share) }
    }
}

extension ColumnFunction {
    /// Values taken from one row of each group.
    static let selections: [ColumnFunction] = [
        selection("min", "The least value present.", leastRow),
        selection("max", "The greatest value present.", greatestRow),
        mode,
        edge(
            "first", "The value present in the first row, by `by` or else as the table stands.", <),
        edge("last", "The value present in the last row, by `by` or else as the table stands.", >),
    ]

    /// The row to take the value from, by sort keys, among the rows given, of which there is one.
    private typealias Selection = @Sendable ([UInt64], [Int]) -> Int

    private static func selection(
        _ name: String, _ summary: String, _ select: @escaping Selection
    ) -> ColumnFunction {
        aggregate(name, [.column("x", .any)], summary, type: .asFirst) { call throws(Failure) in
            let column = try call.column(0)
            let keys = column.sortKeys()
            return column.taking(optional: rows(call, column) { select(keys, $0) })
        }
    }

    /// For each group the row that `select` takes from those with a value; -1 where there are none.
    private static func rows(
        _ call: FunctionCall, _ column: Column, _ select: ([Int]) -> Int
    ) -> [Int] {
        (0..<call.partition.groupCount).map { group in
            let present = call.partition.rows(of: group).filter { !column.isMissing($0) }
            return present.isEmpty ? -1 : select(present)
        }
    }

    @Sendable
    private static func leastRow(_ keys: [UInt64], _ rows: [Int]) -> Int {
        rows.reduce(rows[0]) { keys[$1] < keys[$0] ? $1 : $0 }
    }

    @Sendable
    private static func greatestRow(_ keys: [UInt64], _ rows: [Int]) -> Int {
        rows.reduce(rows[0]) { keys[$1] > keys[$0] ? $1 : $0 }
    }

    private static let mode = aggregate(
        "mode", [.column("x", .any)], "The most frequent value present, the least of several.",
        type: .asFirst
    ) { call throws(Failure) in
        let column = try call.column(0)
        let (codes, firsts) = column.distinctCodes()
        var counts = [Int](repeating: 0, count: firsts.count)
        let modes = (0..<call.partition.groupCount).map { group in
            modalCode(call.partition.rows(of: group), codes, &counts)
        }
        return column.taking(optional: modes.map { $0 < 0 ? -1 : firsts[$0] })
    }

    /// The most frequent code of some rows, -1 where there is none; `counts` is zero before and
    /// after.
    private static func modalCode(
        _ rows: ArraySlice<Int>, _ codes: [Int32], _ counts: inout [Int]
    ) -> Int {
        var best = -1
        for row in rows where codes[row] >= 0 { counts[Int(codes[row])] += 1 }
        for row in rows where codes[row] >= 0 {
            let code = Int(codes[row])
            if best < 0 || counts[code] > counts[best]
                || (counts[code] == counts[best] && code < best)
            {
                best = code
            }
        }
        for row in rows where codes[row] >= 0 { counts[Int(codes[row])] = 0 }
        return best
    }

    /// The value in the row whose key in another column comes first or last.
    private static func edge(
        _ name: String, _ summary: String, _ wins: @escaping @Sendable (UInt64, UInt64) -> Bool
    ) -> ColumnFunction {
        let parameters: [Parameter] = [
            .column("x", .any),
            Parameter(
                name: "by", accepts: .any, isConstant: false, defaultValue: .null, isRepeated: false
            ),
        ]
        return aggregate(name, parameters, summary, type: .asFirst) { call throws(Failure) in
            let column = try call.column(0)
            let order = call.arguments.count > 1 ? try call.column(1) : nil
            let keys = order?.sortKeys() ?? (0..<call.count).map(UInt64.init)
            let usable = order.map { order in
                column.masked(by: order.validity ?? Bitmap(count: call.count, repeating: true))
            }
            return column.taking(
                optional: rows(call, usable ?? column) { rows in
                    rows.reduce(rows[0]) { wins(keys[$1], keys[$0]) ? $1 : $0 }
                })
        }
    }
}
