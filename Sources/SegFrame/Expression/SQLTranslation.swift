import SegDiagnostics

/// Elementwise expressions as DuckDB SQL with the results that the evaluator has.
struct SQLTranslation {
    let rules: TypeRules

    func part(_ expression: ColumnExpression) throws(Failure) -> SQLPart {
        let type = try rules.type(of: expression)
        return SQLPart(text: try text(expression, type), type: type)
    }

    private func text(
        _ expression: ColumnExpression, _ type: ColumnType?
    ) throws(Failure) -> String {
        switch expression {
        case .column(let name):
            let quoted = Self.identifier(name)
            return type == .float64 || type == .float32
                ? Self.guarded(quoted) : quoted
        case .literal(let value): return try Self.literal(value, expression)
        case .unary(let symbol, let operand):
            let operand = try part(operand)
            return symbol == .not ? "(NOT \(operand.text))" : "(-\(operand.typed))"
        case .binary(let symbol, let left, let right):
            if symbol.isComparison, try isRounded(left, [right]) { return Self.exact(symbol, try part(left), try part(right)) }
            return try binary(symbol, part(left), part(right), type, expression)
        case .membership(let operand, let values, let negated):
            if try isRounded(operand, values.map(ColumnExpression.literal)) { throw Self.untranslatable(expression) }
            return try membership(part(operand), values, negated, expression)
        case .call(let name, let arguments, let options):
            return try call(name, arguments, options, expression)
        case .window: throw Self.untranslatable(expression)
        }
    }

    /// Whether DuckDB would compare whole numbers with floats that may lie beyond 2⁵³, where it rounds the whole ones.
    private func isRounded(_ operand: ColumnExpression, _ others: [ColumnExpression]) throws(Failure) -> Bool {
        let type = try rules.type(of: operand)
        for other in others {
            let otherType = try rules.type(of: other)
            let isMixed = type == .int64 ? otherType?.isFloat ?? false : otherType == .int64 && type?.isFloat ?? false
            if isMixed, !operand.isSmallNumber, !other.isSmallNumber { return true }
        }
        return false
    }

    /// A comparison of a whole number with a float, by their exact values: floats from 2⁵³ on are whole numbers.
    private static func exact(_ symbol: BinaryOperator, _ left: SQLPart, _ right: SQLPart) -> String {
        let float = left.type == .int64 ? right.float : left.float
        let mark = symbol == .equal ? "=" : symbol == .notEqual ? "<>" : symbol.rawValue
        let whole = [left, right].map { "TRY_CAST(\($0.text) AS HUGEINT)" }
        return "(CASE WHEN abs(\(float)) < 9007199254740992 OR abs(\(float)) > 1e19 THEN \(left.float) \(mark) \(right.float) "
            + "ELSE \(whole[0]) \(mark) \(whole[1]) END)"
    }

    private func binary(
        _ symbol: BinaryOperator, _ left: SQLPart, _ right: SQLPart, _ type: ColumnType?,
        _ expression: ColumnExpression
    ) throws(Failure) -> String {
        switch symbol {
        case .and, .or: return "(\(left.text) \(symbol.rawValue.uppercased()) \(right.text))"
        case .coalesce:
            guard left.type == right.type || right.type == nil else {
                throw Self.untranslatable(expression)
            }
            return "coalesce(\(left.typed), \(right.typed))"
        case .equal, .notEqual: return equality(symbol, left, right)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return "(\(left.text) \(symbol.rawValue) \(right.text))"
        case .add, .subtract, .multiply, .divide, .modulo, .power:
            guard left.type?.isNumeric ?? true, right.type?.isNumeric ?? true else {
                throw Self.untranslatable(expression)
            }
            return try arithmetic(symbol, left, right, type, expression)
        }
    }

    private func equality(_ symbol: BinaryOperator, _ left: SQLPart, _ right: SQLPart) -> String {
        let test = symbol == .equal ? "IS NULL" : "IS NOT NULL"
        if right.type == nil { return "(\(left.text) \(test))" }
        if left.type == nil { return "(\(right.text) \(test))" }
        return "(\(left.text) \(symbol == .equal ? "=" : "<>") \(right.text))"
    }

    private func arithmetic(
        _ symbol: BinaryOperator, _ left: SQLPart, _ right: SQLPart, _ type: ColumnType?,
        _ expression: ColumnExpression
    ) throws(Failure) -> String {
        let isWhole = type == .int64
        let (a, divisor) = isWhole ? (left.typed, right.typed) : (left.float, right.float)
        // DuckDB refuses to divide by zero.
        let divides = symbol == .divide || symbol == .modulo
        let b = divides ? "nullif(\(divisor), 0)" : divisor
        switch symbol {
        case .modulo where isWhole: return "(((\(a) % \(b)) + \(b)) % \(b))"
        case .power, .modulo: throw Self.untranslatable(expression)
        default:
            let text = "(\(a) \(symbol.rawValue) \(b))"
            return isWhole ? text : SQLPart.finite(text)
        }
    }

    private func membership(
        _ operand: SQLPart, _ values: [Scalar], _ negated: Bool, _ expression: ColumnExpression
    ) throws(Failure) -> String {
        var listed: [String] = []
        for value in values where !value.isNull {
            listed.append(try Self.literal(value, expression))
        }
        let hasMissing = listed.count < values.count
        var text = "\(operand.text) IN (\(listed.joined(separator: ", ")))"
        if listed.isEmpty {
            text = hasMissing ? "FALSE" : "CASE WHEN \(operand.text) IS NOT NULL THEN FALSE END"
        }
        if hasMissing { text = "coalesce(\(text), FALSE) OR \(operand.text) IS NULL" }
        return negated ? "(NOT (\(text)))" : "(\(text))"
    }

    private func call(
        _ name: String, _ arguments: [ColumnExpression], _ options: [String: Scalar],
        _ expression: ColumnExpression
    ) throws(Failure) -> String {
        let function = try ColumnFunction.named(name, arguments: arguments.count)
        var parts: [SQLPart] = []
        for argument in arguments { parts.append(try part(argument)) }
        guard options.isEmpty, let text = function.translation?.text(parts) else {
            throw Self.untranslatable(expression)
        }
        return text
    }
}

extension SQLTranslation {
    /// A name in double quotes.
    static func identifier(_ name: String) -> String { quoted(name, with: "\"") }

    /// Text in single quotes.
    static func quoted(_ text: String) -> String { quoted(text, with: "'") }

    private static func quoted(_ text: String, with mark: Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView([mark])
        for scalar in text.unicodeScalars {
            if scalar == mark { result.append(mark) }
            result.append(scalar)
        }
        result.append(mark)
        return String(result)
    }

    /// A stored float, missing where it isn't finite.
    private static func guarded(_ column: String) -> String {
        "CASE WHEN isfinite(\(column)) THEN \(column) END"
    }

    static func literal(_ value: Scalar, _ expression: ColumnExpression) throws(Failure) -> String {
        switch value {
        case .null: return "NULL"
        case .bool(let value): return value ? "TRUE" : "FALSE"
        case .int(let value): return "CAST('\(value)' AS BIGINT)"
        case .double(let value): return "CAST('\(value)' AS DOUBLE)"
        case .string(let text):
            guard !text.unicodeScalars.contains("\0") else { throw untranslatable(expression) }
            return quoted(text)
        case .date: return "DATE '\(value)'"
        case .dateTime(let instant, let zone):
            let text = DateTimeText.text(instant, zone: zone == nil ? nil : "UTC")
            return zone == nil ? "TIMESTAMP '\(text)'" : "TIMESTAMPTZ '\(text)'"
        case .duration: throw untranslatable(expression)
        }
    }

    static func untranslatable(_ expression: ColumnExpression) -> Failure {
        Failure(
            "E410", "'\(expression)' can't be computed by DuckDB with the same results",
            hint: "collect() the rows first")
    }
}

extension ColumnExpression {
    /// Whether this is a number that is told from all others when whole numbers become floats.
    fileprivate var isSmallNumber: Bool {
        if case .literal(let value) = self, let number = value.number { number.magnitude < 0x1p53 } else { false }
    }

    /// The expression as DuckDB SQL with the same results, for columns of this schema. E410 where
    /// there is no faithful translation (the rows are then to be read and the expression evaluated
    /// here), E401 and E402 as `resultType`.
    public func sql(in schema: Schema) throws(Failure) -> String {
        try SQLTranslation(rules: TypeRules(schema: schema)).part(self).text
    }
}
