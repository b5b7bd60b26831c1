import SegDiagnostics

extension ColumnFunction {
    /// Statistics of the last rows, this one included, in the order given.
    static let rollings: [ColumnFunction] = [
        rolling("mean", "mean", ExactSum.mean),
        rolling("sum", "sum", ExactSum.sum),
        rolling("min", "least", { $0.min() ?? .nan }),
        rolling("max", "greatest", { $0.max() ?? .nan }),
        rolling("median", "median", { ExactSum.quantile($0.sorted(), 0.5) }),
        rolling("std", "sample standard deviation", { ExactSum.variance($0).squareRoot() }),
    ]

    private static func rolling(
        _ name: String, _ word: String, _ body: @escaping @Sendable ([Double]) -> Double
    ) -> ColumnFunction {
        ordered(
            "rolling_\(name)",
            [
                .column("x", .number), .constant("window", .number),
                .constant("min_count", .number, default: .null),
            ],
            "The \(word) of the last `window` rows, this one included; missing where fewer than "
                + "`min_count` (or else `window`) values are present.",
            type: .fixed(.float64)
        ) { call throws(Failure) in
            let window = try call.integer("window", in: 1...1_000_000_000)
            let least =
                call.constant("min_count").isNull
                ? window : try call.integer("min_count", in: 1...window)
            return Column(doubles: try windows(call, try call.column(0), window, least, body))
        }
    }

    private static func windows(
        _ call: FunctionCall, _ column: Column, _ window: Int, _ least: Int,
        _ body: ([Double]) -> Double
    ) throws(Failure) -> [Double] {
        let values = column.doubles()
        var work = 0
        var result = [Double](repeating: .nan, count: call.count)
        var present: [Double] = []
        for group in 0..<call.partition.groupCount {
            let rows = call.partition.rows(of: group)
            for place in rows.indices {
                present.removeAll(keepingCapacity: true)
                work += min(window, rows.count)
                if work > 1 << 20 {
                    work = 0
                    try Stopping.check()
                }
                for row in rows[max(rows.startIndex, place - window + 1)...place]
                where !values[row].isNaN {
                    present.append(values[row])
                }
                if present.count >= least { result[rows[place]] = body(present) }
            }
        }
        return result
    }
}

extension ColumnFunction {
    /// Statistics of all rows so far, this one included, in the order given.
    static let cumulations: [ColumnFunction] = [
        cumulativeSum,
        ordered(
            "cumulative_count", [.column("x", .any)], "How many values were present so far.",
            type: .fixed(.int64)
        ) { call throws(Failure) in
            let column = try call.column(0)
            var counts = [Int64](repeating: 0, count: call.count)
            for group in 0..<call.partition.groupCount {
                var count: Int64 = 0
                for row in call.partition.rows(of: group) {
                    if !column.isMissing(row) { count += 1 }
                    counts[row] = count
                }
            }
            return Column(ints: counts)
        },
        cumulative("cumulative_min", "least", <), cumulative("cumulative_max", "greatest", >),
    ]

    private static let cumulativeSum = ordered(
        "cumulative_sum", [.column("x", .number)],
        "The sum so far; missing where the value is, which the sums after it leave out.",
        type: .asFirst
    ) { call throws(Failure) in
        let column = try call.column(0)
        guard call.type == .int64 else { return cumulativeFloats(call, column) }
        let values = column.int64s() ?? []
        var sums = [Int64](repeating: 0, count: call.count)
        for group in 0..<call.partition.groupCount {
            var total: Int64 = 0
            for row in call.partition.rows(of: group) where !column.isMissing(row) {
                let (sum, overflow) = total.addingReportingOverflow(values[row])
                guard !overflow else {
                    throw Failure("E408", "'cumulative_sum' leaves the range of Int in row \(row)")
                }
                total = sum
                sums[row] = sum
            }
        }
        return Column(int64: Buffer(sums), validity: column.validity)
    }

    private static func cumulativeFloats(_ call: FunctionCall, _ column: Column) -> Column {
        let values = column.doubles()
        var sums = [Double](repeating: .nan, count: call.count)
        for group in 0..<call.partition.groupCount {
            var total = 0.0
            for row in call.partition.rows(of: group) where !values[row].isNaN {
                total += values[row]
                sums[row] = total
            }
        }
        return Column(doubles: sums)
    }

    private static func cumulative(
        _ name: String, _ word: String, _ wins: @escaping @Sendable (UInt64, UInt64) -> Bool
    ) -> ColumnFunction {
        ordered(
            name, [.column("x", .any)], "The \(word) value present so far.", type: .asFirst
        ) { call throws(Failure) in
            let column = try call.column(0)
            let keys = column.sortKeys()
            var source = [Int](repeating: -1, count: call.count)
            for group in 0..<call.partition.groupCount {
                var best = -1
                for row in call.partition.rows(of: group) {
                    if !column.isMissing(row), best < 0 || wins(keys[row], keys[best]) {
                        best = row
                    }
                    source[row] = best
                }
            }
            return column.taking(optional: source)
        }
    }
}
