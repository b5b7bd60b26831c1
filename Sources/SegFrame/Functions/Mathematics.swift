import SegDiagnostics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ColumnFunction {
    static let mathematics: [ColumnFunction] = [
        absolute, rounding, whole("floor", "The next whole number below", .down), whole("ceil", "The next whole number above", .up),
        whole("trunc", "The whole part of", .towardZero), quotient, clamped, sign, angle,
        float("sqrt", "Square root; missing for negative numbers.", sql: guarded("sqrt", ">= 0")) {
            $0.squareRoot()
        },
        float("exp", "e to the power of x.", sql: SQLForm { "exp(\($0[0].float))" }) { exp($0) },
        float("log", "Natural logarithm; missing for 0 and less.", sql: guarded("ln", "> 0")) {
            log($0)
        },
        float("log10", "Logarithm to base 10; missing for 0 and less.") { log10($0) },
        float("log2", "Logarithm to base 2; missing for 0 and less.") { log2($0) },
        float("log1p", "Natural logarithm of 1 + x, accurate near 0.") { log1p($0) },
        float("expm1", "e to the power of x, minus 1, accurate near 0.") { expm1($0) },
        float("sin", "Sine of an angle in radians.") { sin($0) },
        float("cos", "Cosine of an angle in radians.") { cos($0) },
        float("tan", "Tangent of an angle in radians.") { tan($0) },
        float("tanh", "Hyperbolic tangent.") { tanh($0) },
    ]

    /// A function of one number that gives a float; SQL only where DuckDB's has the same bits.
    private static func float(
        _ name: String, _ summary: String, sql: SQLForm? = nil,
        _ body: @escaping @Sendable (Double) -> Double
    ) -> ColumnFunction {
        elementwise(
            name, [.column("x", .number)], summary, mayBeUndefined: true,
            type: .fixed(.float64), sql: sql?.finite
        ) { call in
            let values = Kernel.map(call.arguments[0].doubles, call.count, body)
            return Column(float64: values, validity: call.validity)
        }
    }

    /// A function that DuckDB refuses outside a condition.
    private static func guarded(_ name: String, _ condition: String) -> SQLForm {
        SQLForm { "\(name)(CASE WHEN \($0[0].float) \(condition) THEN \($0[0].float) END)" }
    }

    private static let absolute = elementwise(
        "abs", [.column("x", .number)], "The number without its sign.", type: .asFirst,
        sql: SQLForm { "abs(\($0[0].typed))" }
    ) { call throws(Failure) in
        guard call.type == .int64 else {
            let values = Kernel.map(call.arguments[0].doubles, call.count) { abs($0) }
            return Column(float64: values, validity: call.validity)
        }
        let integers = IntegerArithmetic(
            count: call.count, present: call.validity, expression: call.expression)
        let values = try integers.checked(call.arguments[0].integers, .constant(0)) { value, _ in
            value < 0 ? Int64(0).subtractingReportingOverflow(value) : (value, false)
        }
        return Column(int64: values, validity: call.validity)
    }

    private static let rounding = elementwise(
        "round", [.column("x", .number), .constant("digits", .number, default: .int(0))],
        "The number rounded to so many decimals, halves away from zero.", type: .asFirst,
        sql: SQLForm { parts in
            guard parts[0].type != .int64 else { return parts.count == 1 ? parts[0].typed : nil }
            return parts.count == 1 ? "round(\(parts[0].float))" : nil
        }
    ) { call throws(Failure) in
        let digits = try call.integer("digits", in: -300...300)
        guard call.type == .int64 else {
            let values = Kernel.map(call.arguments[0].doubles, call.count) { ScalarMath.round($0, digits: digits) }
            return Column(float64: values, validity: call.validity)
        }
        if digits >= 0 { return try call.column(0) }
        let integers = IntegerArithmetic(count: call.count, present: call.validity, expression: call.expression)
        let values = try integers.checked(call.arguments[0].integers, .constant(0)) { value, _ in ScalarMath.round(value, digits: digits) }
        return Column(int64: values, validity: call.validity)
    }

    private static let sign = elementwise(
        "sign", [.column("x", .number)], "-1, 0 or 1 by the sign of a number.", type: .fixed(.int64)
    ) { call in
        let values = Kernel.map(call.arguments[0].doubles, call.count) { Int64($0 > 0 ? 1 : $0 < 0 ? -1 : 0) }
        return Column(int64: values, validity: call.validity)
    }

    private static let angle = elementwise(
        "atan2", [.column("y", .number), .column("x", .number)], "The angle of the point (x, y) in radians.", type: .fixed(.float64)
    ) { call in
        let values = Kernel.zip(call.arguments[0].doubles, call.arguments[1].doubles, call.count) { atan2($0, $1) }
        return Column(float64: values, validity: call.validity)
    }

    private static let clamped = elementwise(
        "clamp", [.column("x", .number), .column("low", .number), .column("high", .number)],
        "The nearest value between two bounds; missing where high is below low.", mayBeUndefined: true, type: .common
    ) { call in
        let (x, low, high) = (call.arguments[0], call.arguments[1], call.arguments[2])
        guard call.type == .int64 else {
            let raised = Kernel.zip(x.doubles, low.doubles, call.count) { $0 < $1 ? $1 : $0 }
            let values = Kernel.zip(.values(raised), high.doubles, call.count) { $0 > $1 ? $1 : $0 }
            let defined = Kernel.test(low.doubles, high.doubles, call.count) { !($1 < $0) }
            return Column(float64: values, validity: Bitmap.both(call.validity, defined))
        }
        let raised = Kernel.zip(x.integers, low.integers, call.count) { max($0, $1) }
        let values = Kernel.zip(.values(raised), high.integers, call.count) { min($0, $1) }
        let defined = Kernel.test(low.integers, high.integers, call.count) { $0 <= $1 }
        return Column(int64: values, validity: Bitmap.both(call.validity, defined))
    }

    private static func whole(
        _ name: String, _ summary: String, _ rule: FloatingPointRoundingRule
    ) -> ColumnFunction {
        elementwise(
            name, [.column("x", .number)],
            summary + " x, as a float where x is one.",
            type: .asFirst,
            sql: SQLForm { $0[0].type == .int64 ? $0[0].typed : "\(name)(\($0[0].float))" }
        ) { call throws(Failure) in
            if call.type == .int64 { return try call.column(0) }
            let values = Kernel.map(call.arguments[0].doubles, call.count) { $0.rounded(rule) }
            return Column(float64: values, validity: call.validity)
        }
    }

    private static let quotient = elementwise(
        "div", [.column("x", .number), .column("divisor", .number)],
        "The quotient rounded towards minus infinity; missing where the divisor is 0.",
        mayBeUndefined: true, type: .common
    ) { call throws(Failure) in
        let (a, b) = (call.arguments[0], call.arguments[1])
        guard call.type == .int64 else {
            let values = Kernel.zip(a.doubles, b.doubles, call.count) { ($0 / $1).rounded(.down) }
            return Column(float64: values, validity: call.validity)
        }
        let defined = Kernel.test(b.integers, .constant(0), call.count) { $0 != $1 }
        let integers = IntegerArithmetic(
            count: call.count, present: Bitmap.both(call.validity, defined),
            expression: call.expression)
        let values = try integers.checked(a.integers, b.integers) {
            ScalarMath.flooredQuotient($0, $1).map { ($0, false) } ?? (0, true)
        }
        return Column(int64: values, validity: integers.present)
    }
}

extension Column {
    /// Floats as integers, decimals cut off; missing where the range of `Int` is left.
    func truncatedToIntegers() -> Column {
        let values = doubles()
        let whole = values.map { Int64(exactly: $0.rounded(.towardZero)) }
        return Column(ints: whole.map { $0 ?? 0 }, missing: whole.map { $0 == nil })
    }
}
