import SegDiagnostics

/// Arithmetic of dates, instants and durations.
struct TimeArithmetic {
    let count: Int
    /// The rows that count; others may hold anything.
    let present: Bitmap?
    let expression: ColumnExpression

    private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    func column(
        _ symbol: BinaryOperator, _ left: Operand, _ right: Operand
    ) throws(Failure) -> Column {
        switch (symbol, left.type ?? right.type, right.type ?? left.type) {
        case (.subtract, .date?, .date?): return try days(between: left.days, right.days)
        case (_, .date?, .duration?): return try shifted(left.days, right.integers, symbol)
        case (_, .duration?, .date?): return try shifted(right.days, left.integers, symbol)
        case (.subtract, .dateTime?, .dateTime?):
            return try scaled(try integers.checked(left.integers, right.integers, subtract), 1_000)
        case (_, .dateTime(let zone)?, .duration?):
            return try moved(left.integers, right.integers, symbol, zone)
        case (_, .duration?, .dateTime(let zone)?):
            return try moved(right.integers, left.integers, symbol, zone)
        default: return try durations(symbol, left, right)
        }
    }

    private var integers: IntegerArithmetic {
        IntegerArithmetic(count: count, present: present, expression: expression)
    }

    private func subtract(_ a: Int64, _ b: Int64) -> (partialValue: Int64, overflow: Bool) {
        a.subtractingReportingOverflow(b)
    }

    private func durations(
        _ symbol: BinaryOperator, _ left: Operand, _ right: Operand
    ) throws(Failure) -> Column {
        switch (symbol, left.type, right.type) {
        case (.add, _, _):
            let values = try integers.checked(left.integers, right.integers) {
                $0.addingReportingOverflow($1)
            }
            return Column(duration: values, validity: present)
        case (.subtract, _, _):
            let values = try integers.checked(left.integers, right.integers, subtract)
            return Column(duration: values, validity: present)
        case (.divide, .duration?, .duration?):
            let values = Kernel.zip(left.integers, right.integers, count) {
                Double($0) / Double($1)
            }
            return Column(float64: values, validity: present)
        case (.divide, _, _): return rounded(left, right) { $0 / $1 }
        default: return rounded(left, right) { $0 * $1 }
        }
    }

    /// A duration times or by a number, to the nearest nanosecond; missing where it can't be held.
    private func rounded(
        _ left: Operand, _ right: Operand, _ operation: (Double, Double) -> Double
    ) -> Column {
        let values = Kernel.zip(numbers(left), numbers(right), count) {
            Int64(exactly: operation($0, $1).rounded(.toNearestOrAwayFromZero)) ?? .min
        }
        let defined = Kernel.test(.values(values), Lane.constant(Int64.min), count) { $0 != $1 }
        return Column(duration: values, validity: Bitmap.both(present, defined))
    }

    private func numbers(_ operand: Operand) -> Lane<Double> {
        guard case .constant(.duration(let value)) = operand else { return operand.doubles }
        return .constant(Double(value))
    }

    private func days(between a: Lane<Int32>, _ b: Lane<Int32>) throws(Failure) -> Column {
        try scaled(Kernel.zip(a, b, count) { Int64($0) - Int64($1) }, Self.nanosecondsPerDay)
    }

    private func scaled(_ values: Buffer<Int64>, _ factor: Int64) throws(Failure) -> Column {
        let values = try integers.checked(.values(values), .constant(factor)) {
            $0.multipliedReportingOverflow(by: $1)
        }
        return Column(duration: values, validity: present)
    }

    private func shifted(
        _ days: Lane<Int32>, _ duration: Lane<Int64>, _ symbol: BinaryOperator
    ) throws(Failure) -> Column {
        let sign: Int64 = symbol == .subtract ? -1 : 1
        for row in 0..<count where present?[row] ?? true {
            if duration[row] % Self.nanosecondsPerDay != 0 {
                throw Failure(
                    "E408", "'\(expression)' moves a date by \(DurationText.text(duration[row]))",
                    hint: "a date moves by whole days; make it an instant with datetime(…)")
            }
            let moved = Int64(days[row]) + sign * (duration[row] / Self.nanosecondsPerDay)
            if Int32(exactly: moved) == nil { throw integers.overflow(row) }
        }
        let values = Kernel.zip(days, duration, count) {
            Int32(truncatingIfNeeded: Int64($0) &+ sign &* ($1 / Self.nanosecondsPerDay))
        }
        return Column(date: values, validity: present)
    }

    private func moved(
        _ instants: Lane<Int64>, _ duration: Lane<Int64>, _ symbol: BinaryOperator, _ zone: String?
    ) throws(Failure) -> Column {
        let steps = Kernel.map(duration, count) { $0.flooredQuotient(by: 1_000) }
        let values = try integers.checked(instants, .values(steps)) {
            symbol == .subtract
                ? $0.subtractingReportingOverflow($1) : $0.addingReportingOverflow($1)
        }
        return Column(dateTime: values, zone: zone, validity: present)
    }
}
