import SegDiagnostics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Evaluator {
    func binary(
        _ symbol: BinaryOperator, _ left: Operand, _ right: Operand, _ expression: ColumnExpression
    ) throws(Failure) -> Operand {
        try folded([left, right]) { count throws(Failure) in
            switch symbol {
            case .and: return conjunction(left, right, count)
            case .or: return disjunction(left, right, count)
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
                return try comparison(symbol, left, right, count)
            case .coalesce:
                let type = try self.type(of: expression) ?? .float64
                return try Choice.firstPresent([left, right], count, type)
            case .add, .subtract, .multiply, .divide, .modulo, .power:
                return try arithmetic(symbol, left, right, count, expression)
            }
        }
    }

    func unary(_ symbol: UnaryOperator, _ operand: Operand) throws(Failure) -> Operand {
        try folded([operand]) { count throws(Failure) in
            if symbol == .not {
                let valid = operand.validity(count)
                return Column(bool: ~operand.truths(count), validity: valid)
            }
            let zero: Operand = .constant(operand.type == .duration ? .duration(0) : .int(0))
            return try arithmetic(.subtract, zero, operand, count, .literal(.int(0)))
        }
    }

    private func arithmetic(
        _ symbol: BinaryOperator, _ left: Operand, _ right: Operand, _ count: Int,
        _ expression: ColumnExpression
    ) throws(Failure) -> Column {
        let present = Bitmap.both(left.validity(count), right.validity(count))
        guard let a = left.type ?? right.type, let b = right.type ?? left.type else {
            return Column.missing(.float64, count: count)
        }
        guard a.isNumeric, b.isNumeric else {
            return try TimeArithmetic(count: count, present: present, expression: expression)
                .column(symbol, left, right)
        }
        if a == .int64, b == .int64, symbol != .divide, symbol != .power {
            let integers = IntegerArithmetic(count: count, present: present, expression: expression)
            let column = try integers.column(symbol, left.integers, right.integers)
            return counting(column, present: present)
        }
        let values = Self.floats(symbol, left.doubles, right.doubles, count)
        return counting(Column(float64: values, validity: present), present: present)
    }

    private static func floats(
        _ symbol: BinaryOperator, _ a: Lane<Double>, _ b: Lane<Double>, _ count: Int
    ) -> Buffer<Double> {
        switch symbol {
        case .add: Kernel.zip(a, b, count) { $0 + $1 }
        case .subtract: Kernel.zip(a, b, count) { $0 - $1 }
        case .multiply: Kernel.zip(a, b, count) { $0 * $1 }
        case .divide: Kernel.zip(a, b, count) { $0 / $1 }
        case .modulo: Kernel.zip(a, b, count, ScalarMath.modulo)
        default: Kernel.zip(a, b, count) { pow($0, $1) }
        }
    }
}

/// Arithmetic of single numbers that every evaluation shares.
enum ScalarMath {
    /// The remainder with the divisor's sign; NaN for a divisor of 0.
    static func modulo(_ a: Double, _ b: Double) -> Double {
        let remainder = fmod(a, b)
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    }

    /// The remainder with the divisor's sign; the divisor isn't 0.
    static func modulo(_ a: Int64, _ b: Int64) -> Int64 {
        if b == -1 { return 0 }
        let remainder = a % b
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
    }

    /// The quotient rounded towards minus infinity; nil where it overflows or the divisor is 0.
    static func flooredQuotient(_ a: Int64, _ b: Int64) -> Int64? {
        let (quotient, overflow) = a.dividedReportingOverflow(by: b)
        if overflow { return nil }
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
    }

    /// Rounded to a number of decimals, halves away from zero, deciding by the decimal digits that the number is written with: as
    /// the language rounds a number.
    static func round(_ value: Double, digits: Int) -> Double {
        if digits == 0 { return value.rounded(.toNearestOrAwayFromZero) }
        let scale = pow(10, Double(abs(digits)))
        let scaled = digits > 0 ? value * scale : value / scale
        guard scaled.isFinite, scaled.magnitude < 0x1p52 else { return value }
        let half = scaled.magnitude.rounded(.down) + 0.5
        let written = digits > 0 ? half / scale : half * scale
        let nearest = written == value.magnitude
            ? (value < 0 ? -(half + 0.5) : half + 0.5) : scaled.rounded(.toNearestOrAwayFromZero)
        return digits > 0 ? nearest / scale : nearest * scale
    }

    /// An integer rounded to tens, hundreds and so on, halves away from zero.
    static func round(_ value: Int64, digits: Int) -> (partialValue: Int64, overflow: Bool) {
        guard digits < 0 else { return (value, false) }
        // 10 ** 19 is beyond the range, and half of it isn't.
        guard digits >= -18 else { return (0, digits == -19 && value.magnitude >= 5_000_000_000_000_000_000) }
        let unit = (0..<(-digits)).reduce(Int64(1)) { scaled, _ in scaled * 10 }
        let rest = value % unit
        guard rest.magnitude * 2 >= unit.magnitude else { return (value - rest, false) }
        return (value - rest).addingReportingOverflow(value < 0 ? -unit : unit)
    }
}

/// Integer arithmetic, where leaving the range is an error.
struct IntegerArithmetic {
    let count: Int
    /// The rows that count; others may hold anything.
    let present: Bitmap?
    let expression: ColumnExpression

    func column(
        _ symbol: BinaryOperator, _ a: Lane<Int64>, _ b: Lane<Int64>
    ) throws(Failure) -> Column {
        switch symbol {
        case .add:
            Column(int64: try checked(a, b) { $0.addingReportingOverflow($1) }, validity: present)
        case .subtract:
            Column(
                int64: try checked(a, b) { $0.subtractingReportingOverflow($1) }, validity: present)
        case .multiply:
            Column(
                int64: try checked(a, b) { $0.multipliedReportingOverflow(by: $1) },
                validity: present)
        default: remainder(a, b)
        }
    }

    /// Results of an operation; E408 where one leaves the range in a row that counts.
    @inline(__always)
    func checked(
        _ a: Lane<Int64>, _ b: Lane<Int64>,
        _ operation: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) throws(Failure) -> Buffer<Int64> {
        var overflowed = false
        let values = Kernel.zip(a, b, count) { x, y in
            let (value, overflow) = operation(x, y)
            overflowed = overflowed || overflow
            return value
        }
        guard overflowed else { return values }
        for row in 0..<count where (present?[row] ?? true) && operation(a[row], b[row]).overflow {
            throw overflow(row)
        }
        return values
    }

    private func remainder(_ a: Lane<Int64>, _ b: Lane<Int64>) -> Column {
        let values = Kernel.zip(a, b, count) { $1 == 0 ? 0 : ScalarMath.modulo($0, $1) }
        let defined = Kernel.test(b, Lane.constant(0), count) { $0 != $1 }
        return Column(int64: values, validity: Bitmap.both(present, defined))
    }

    func overflow(_ row: Int) -> Failure {
        Failure(
            "E408", "'\(expression)' leaves the range of Int in row \(row)",
            hint: "compute with floats, as in float(.x)")
    }
}
