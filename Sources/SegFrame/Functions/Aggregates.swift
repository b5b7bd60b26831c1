import SegDiagnostics

extension ColumnFunction {
    static let aggregates: [ColumnFunction] = [
        counting, countingPresent, summing, distinctCount,
        truth("any", "Whether any value is true; missing where no value is.") { $0.contains(true) },
        truth("all", "Whether all values are true; missing where no value is.") {
            !$0.contains(false)
        },
    ]

    private static let counting = aggregate(
        "count", [], "How many rows there are.", type: .fixed(.int64)
    ) { call in
        Column(
            ints: (0..<call.partition.groupCount).map { Int64(call.partition.rows(of: $0).count) })
    }

    private static let countingPresent = aggregate(
        "count", [.column("x", .any)], "How many values are present.", type: .fixed(.int64)
    ) { call throws(Failure) in
        let column = try call.column(0)
        return Column(
            ints: (0..<call.partition.groupCount).map { group in
                Int64(call.partition.rows(of: group).count { !column.isMissing($0) })
            })
    }

    private static let summing = aggregate(
        "sum", [.column("x", [.number, .truth, .duration])],
        "The sum of the values present, of truth values the number that are true; "
            + "missing if none is.",
        type: .computed { arguments in
            arguments[0].type == .bool ? .int64 : TypeRules.asFirst(arguments)
        }
    ) { call throws(Failure) in
        let column = try call.column(0)
        guard call.type != .float64 else { return Groups.floats(call, column, ExactSum.sum) }
        let values = column.int64s() ?? []
        var sums: [Int64] = []
        var missing: [Bool] = []
        for group in 0..<call.partition.groupCount {
            let (sum, present) = try Groups.integerSum(
                call.partition.rows(of: group), column, values)
            sums.append(sum)
            missing.append(!present)
        }
        return call.type == .duration
            ? Column(nanoseconds: sums, missing: missing) : Column(ints: sums, missing: missing)
    }

    private static let distinctCount = aggregate(
        "n_distinct", [.column("x", .any)], "How many different values are present.",
        type: .fixed(.int64)
    ) { call throws(Failure) in
        let (codes, firsts) = try call.column(0).distinctCodes()
        var lastGroup = [Int](repeating: -1, count: firsts.count)
        return Column(
            ints: (0..<call.partition.groupCount).map { group in
                var distinct: Int64 = 0
                for row in call.partition.rows(of: group) where codes[row] >= 0 {
                    if lastGroup[Int(codes[row])] != group { distinct += 1 }
                    lastGroup[Int(codes[row])] = group
                }
                return distinct
            })
    }

    private static func truth(
        _ name: String, _ summary: String, _ body: @escaping @Sendable ([Bool]) -> Bool
    ) -> ColumnFunction {
        aggregate(name, [.column("x", .truth)], summary, type: .fixed(.bool)) {
            call throws(Failure) in
            let column = try call.column(0)
            let bits = call.arguments[0].truths(call.count)
            return Column(
                bools: (0..<call.partition.groupCount).map { group in
                    let present = call.partition.rows(of: group).filter { !column.isMissing($0) }
                    return present.isEmpty ? nil : body(present.map { bits[$0] })
                })
        }
    }
}

/// Loops over the groups of a call.
enum Groups {
    /// A float for each group from its values present, in order; NaN where there are none.
    static func floats(
        _ call: FunctionCall, _ column: Column, _ body: ([Double]) -> Double
    ) -> Column {
        let values = column.doubles()
        var present: [Double] = []
        return Column(
            doubles: (0..<call.partition.groupCount).map { group in
                present.removeAll(keepingCapacity: true)
                for row in call.partition.rows(of: group) where !values[row].isNaN {
                    present.append(values[row])
                }
                return present.isEmpty ? .nan : body(present)
            })
    }

    /// The sum of integers, E408 where it leaves their range, and whether there was any.
    static func integerSum(
        _ rows: ArraySlice<Int>, _ column: Column, _ values: [Int64]
    ) throws(Failure) -> (sum: Int64, present: Bool) {
        var total: Int64 = 0
        var present = false
        for row in rows where !column.isMissing(row) {
            let (sum, overflow) = total.addingReportingOverflow(values[row])
            guard !overflow else {
                throw Failure(
                    "E408", "a sum of integers leaves the range of Int",
                    hint: "sum floats, as in sum(float(.x))")
            }
            total = sum
            present = true
        }
        return (total, present)
    }
}

/// Sums of floats in a fixed order with the rounding errors carried along: Neumaier,
/// "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
enum ExactSum {
    static func sum(_ values: [Double]) -> Double {
        var sum = 0.0
        var carried = 0.0
        for value in values {
            let next = sum + value
            carried += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
            sum = next
        }
        return carried.isFinite ? sum + carried : sum
    }

    static func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }

    /// The variance with divisor n - 1; NaN for fewer than two values.
    static func variance(_ values: [Double]) -> Double {
        guard values.count > 1 else { return .nan }
        let centre = mean(values)
        return sum(values.map { ($0 - centre) * ($0 - centre) }) / Double(values.count - 1)
    }

    /// The quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan, 1996).
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        guard let last = sorted.last else { return .nan }
        let place = share * Double(sorted.count - 1)
        let below = Int(place.rounded(.down))
        guard below + 1 < sorted.count else { return last }
        let weight = place - Double(below)
        return sorted[below] + weight * (sorted[below + 1] - sorted[below])
    }
}
