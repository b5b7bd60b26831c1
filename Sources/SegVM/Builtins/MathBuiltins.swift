import SegDiagnostics

/// Functions of numbers.
enum MathBuiltins {
    static let all =
        elementary + [absolute, round, floor, ceil, truncate, div, sign, clamp, power] + constants
        + extremes

    // MARK: One Float in, one out

    private static let elementary: [NativeDeclaration] = [
        function("sqrt", "The square root.") { $0 < 0 ? .nan : $0.squareRoot() },
        function("exp", "e to the power of x.", FloatFunctions.exponential),
        function("expm1", "exp(x) - 1, exact for small x.", FloatFunctions.exponentialMinus1),
        function("log", "The natural logarithm.", FloatFunctions.logarithm),
        function("log2", "The logarithm to base 2.", FloatFunctions.logarithm2),
        function("log10", "The logarithm to base 10.", FloatFunctions.logarithm10),
        function("log1p", "log(1 + x), exact for small x.", FloatFunctions.logarithm1p),
        function("sin", "The sine of an angle in radians.", FloatFunctions.sine),
        function("cos", "The cosine of an angle in radians.", FloatFunctions.cosine),
        function("tan", "The tangent of an angle in radians.", FloatFunctions.tangent),
        function("tanh", "The hyperbolic tangent.", FloatFunctions.hyperbolicTangent),
    ]

    private static func function(
        _ name: String, _ summary: String, _ compute: @escaping @Sendable (Double) -> Double
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "math", summary, parameters: [NativeParameter("x", .number, "A number.")],
            result: "Float"
        ) { arguments, _ in
            let x = try arguments.double(0)
            let result = compute(x)
            guard result.isFinite else {
                throw ArgumentFailure(
                    0, "E303", "\(name)(\(arguments[0].literal)) is no finite number")
            }
            return .double(result)
        }
    }

    private static let power = NativeDeclaration(
        "atan2", group: "math", "The angle of the point (x, y) in radians.",
        parameters: [
            NativeParameter("y", .number, "The height."),
            NativeParameter("x", .number, "The width."),
        ],
        result: "Float"
    ) { arguments, _ in
        .double(FloatFunctions.arcTangent(try arguments.double(0), try arguments.double(1)))
    }

    private static let constants: [NativeDeclaration] = [
        NativeDeclaration("pi", group: "math", "The number π.", result: "Float") { _, _ in
            .double(.pi)
        }
    ]

    // MARK: Signs

    private static let absolute = NativeDeclaration(
        "abs", group: "math", "The value without its sign.",
        parameters: [
            NativeParameter("x", .either([.number, .duration]), "A number or a Duration.")
        ],
        result: "Number", examples: ["abs(-3)"]
    ) { arguments, _ in
        switch arguments[0] {
        case .double(let number): .double(number.magnitude)
        case .int(let number) where number < 0: try Operators.negate(.int(number))
        case .duration(let span) where span < 0: try Operators.negate(.duration(span))
        default: arguments[0]
        }
    }

    private static let sign = NativeDeclaration(
        "sign", group: "math", "-1, 0 or 1.",
        parameters: [NativeParameter("x", .number, "A number.")], result: "Int"
    ) { arguments, _ in
        let x = try arguments.double(0)
        return .int(x > 0 ? 1 : x < 0 ? -1 : 0)
    }

    // MARK: Rounding

    private static let round = NativeDeclaration(
        "round", group: "math", "Rounds to some digits after the point, halves away from zero.",
        parameters: [
            NativeParameter("x", .number, "A number."),
            NativeParameter(
                "digits", .int, default: .int(0), "How many; negative for tens and hundreds."),
        ], result: "Number", examples: ["round(2.345, 2)    // gives 2.35"]
    ) { arguments, _ in
        let digits = try arguments.int(1)
        guard (-300...300).contains(digits) else {
            throw ArgumentFailure(1, "E304", "digits go from -300 to 300")
        }
        if case .int(let number) = arguments[0] { return .int(try rounded(number, digits)) }
        return .double(rounded(try arguments.double(0), digits))
    }

    /// Halves away from zero, deciding by the decimal digits that the number is written with.
    private static func rounded(_ x: Double, _ digits: Int) -> Double {
        if digits == 0 { return x.rounded(.toNearestOrAwayFromZero) }
        let scale = FloatFunctions.power(10, Double(abs(digits)))
        let scaled = digits > 0 ? x * scale : x / scale
        guard scaled.isFinite, scaled.magnitude < 0x1p52 else { return x }
        var nearest = scaled.rounded(.toNearestOrAwayFromZero)
        let half = scaled.magnitude.rounded(.down) + 0.5
        let written = digits > 0 ? half / scale : half * scale
        if written == x.magnitude { nearest = x < 0 ? -(half + 0.5) : half + 0.5 }
        return digits > 0 ? nearest / scale : nearest * scale
    }

    private static func rounded(_ number: Int, _ digits: Int) throws -> Int {
        guard digits < 0 else { return number }
        guard digits >= -18 else {
            // 10 ** 19 is no Int, and half of it is below the largest.
            guard digits == -19, number.magnitude >= 5_000_000_000_000_000_000 else { return 0 }
            throw Failure("E302", "the rounded number is too large for an Int")
        }
        let unit = (0..<(-digits)).reduce(1) { scaled, _ in scaled * 10 }
        let rest = number % unit
        let whole = number - rest
        guard rest.magnitude * 2 >= UInt(unit) else { return whole }
        let (sum, overflow) = whole.addingReportingOverflow(number < 0 ? -unit : unit)
        if overflow { throw Failure("E302", "the rounded number is too large for an Int") }
        return sum
    }

    private static let floor = rounding("floor", "The greatest whole number not above x.", .down)
    private static let ceil = rounding("ceil", "The least whole number not below x.", .up)
    private static let truncate = rounding("trunc", "The whole part of x.", .towardZero)

    private static func rounding(
        _ name: String, _ summary: String, _ rule: FloatingPointRoundingRule
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "math", summary, parameters: [NativeParameter("x", .number, "A number.")],
            result: "Number"
        ) { arguments, _ in
            guard case .double(let number) = arguments[0] else { return arguments[0] }
            return .double(number.rounded(rule))
        }
    }

    // MARK: Two numbers

    private static let div = NativeDeclaration(
        "div", group: "math", "Division rounded down to a whole number.",
        parameters: [
            NativeParameter("x", .number, "The dividend."),
            NativeParameter("y", .number, "The divisor."),
        ], result: "Number", examples: ["div(7, 2)    // gives 3", "div(-7, 2)    // gives -4"]
    ) { arguments, _ in
        if case .int(let x) = arguments[0], case .int(let y) = arguments[1] {
            if y == 0 { throw ArgumentFailure(1, "E303", "division by zero") }
            let (quotient, overflow) = x.dividedReportingOverflow(by: y)
            if overflow { throw Failure("E302", "\(x) divided by \(y) is too large for an Int") }
            return .int(x % y != 0 && (x < 0) != (y < 0) ? quotient - 1 : quotient)
        }
        let y = try arguments.double(1)
        if y == 0 { throw ArgumentFailure(1, "E303", "division by zero") }
        return .double((try arguments.double(0) / y).rounded(.down))
    }

    private static let clamp = NativeDeclaration(
        "clamp", group: "math", "The nearest value between two bounds.",
        parameters: [
            NativeParameter("x", .number, "A number."),
            NativeParameter("low", .number, "The least result."),
            NativeParameter("high", .number, "The greatest result."),
        ], result: "Number", examples: ["clamp(12, 0, 10)    // gives 10"]
    ) { arguments, _ in
        let (x, low, high) = (arguments[0], arguments[1], arguments[2])
        if high.order(to: low) == -1 { throw ArgumentFailure(2, "E304", "high is below low") }
        if x.order(to: low) == -1 { return low }
        return x.order(to: high) == 1 ? high : x
    }

    // MARK: min and max

    private static let extremes = [
        extreme("min", "least", -1), extreme("max", "greatest", 1),
    ]

    private static func extreme(_ name: String, _ word: String, _ sign: Int) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "math",
            "The \(word) of a list's items or of several values; nil of an empty list.",
            parameters: [
                NativeParameter("values", .any, "A list, or the first of several values.")
            ],
            isVariadic: true, examples: ["\(name)([3, 1, 2])", "\(name)(3, 1)"]
        ) { arguments, _ in
            let items =
                arguments.count == 1 ? try Sequences.items(of: arguments[0], 0) : arguments.values
            var best: Value?
            for item in items where !item.isNull {
                guard let current = best else {
                    best = item
                    continue
                }
                guard let order = item.order(to: current) else {
                    throw Operators.unsupported(sign < 0 ? .less : .greater, current, item)
                }
                if order == sign { best = item }
            }
            return best ?? .null
        }
    }
}
