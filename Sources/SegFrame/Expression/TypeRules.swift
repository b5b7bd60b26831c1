import SegDiagnostics

/// An expression with the type it gives; a type that is nil is the bare `nil`'s.
struct TypedExpression {
    let expression: ColumnExpression
    let type: ColumnType?

    /// Whether it is one value written in place.
    var isLiteral: Bool {
        if case .literal = expression { true } else { false }
    }

    /// For messages: the expression and its type.
    var described: String { "'\(expression)' (\(type?.description ?? "nil"))" }

    /// The date or instant that a literal text writes, as the language would write it.
    var asTime: String? {
        guard case .literal(.string(let text)) = expression else { return nil }
        if CivilDate(text) != nil { return "date(\(Scalar.quoted(text)))" }
        if DateTimeText.microseconds(text) != nil { return "datetime(\(Scalar.quoted(text)))" }
        return nil
    }
}

/// The types that expressions give, by a table's schema; everything that evaluation relies on is
/// checked here.
struct TypeRules {
    let schema: Schema
    /// What aggregates read where `schema` describes groups; nil where it describes the rows.
    var rows: Schema?

    func type(of expression: ColumnExpression) throws(Failure) -> ColumnType? {
        switch expression {
        case .column(let name): return try schema.field(name).type
        case .literal(let value): return value.type
        case .unary(let symbol, let operand): return try unary(symbol, typed(operand))
        case .binary(let symbol, let left, let right):
            return try binary(symbol, typed(left), typed(right))
        case .membership(let operand, let values, _):
            for value in values {
                let value = TypedExpression(expression: .literal(value), type: value.type)
                _ = try Self.comparison(.equal, typed(operand), value)
            }
            return .bool
        case .call(let name, let arguments, let options):
            let function = try ColumnFunction.named(name, arguments: arguments.count)
            let inner =
                function.functionClass == .elementwise ? self : TypeRules(schema: rows ?? schema)
            var types: [TypedExpression] = []
            for argument in arguments { types.append(try inner.typed(argument)) }
            return try function.resultType(types, options)
        case .window(let inner, let over, let order):
            for key in over + order { _ = try type(of: key) }
            return try type(of: inner)
        }
    }

    func typed(_ expression: ColumnExpression) throws(Failure) -> TypedExpression {
        TypedExpression(expression: expression, type: try type(of: expression))
    }

    private func unary(
        _ symbol: UnaryOperator, _ operand: TypedExpression
    ) throws(Failure) -> ColumnType? {
        switch (symbol, operand.type) {
        case (.not, .bool), (.not, nil): return .bool
        case (.negate, nil), (.negate, .int64), (.negate, .float64), (.negate, .duration):
            return operand.type
        case (.negate, .float32): return .float64
        case (.not, _): throw Self.notTruth(operand, "not")
        case (.negate, _):
            throw FrameError.types("'-' needs a number, and \(operand.described) isn't one", subject: "\(operand.expression)")
        }
    }

    private func binary(
        _ symbol: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression
    ) throws(Failure) -> ColumnType? {
        switch symbol {
        case .and, .or:
            for side in [left, right] where side.type != nil && side.type != .bool {
                throw Self.notTruth(side, symbol.rawValue)
            }
            return .bool
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return try Self.comparison(symbol, left, right)
        case .coalesce: return try Self.common([left, right])
        case .add, .subtract, .multiply, .divide, .modulo, .power:
            return try Self.arithmetic(symbol, left, right)
        }
    }

    private static func notTruth(_ side: TypedExpression, _ word: String) -> Failure {
        FrameError.types(
            "'\(word)' needs true or false, and \(side.described) is neither",
            hint: side.type?.isNumeric == true ? "compare it, as in \(side.expression) != 0" : nil,
            subject: "\(side.expression)")
    }
}

extension TypeRules {
    /// The type of a sum, product and so on.
    static func arithmetic(
        _ symbol: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression
    ) throws(Failure) -> ColumnType? {
        guard let a = left.type ?? right.type, let b = right.type ?? left.type else {
            return .float64
        }
        if a.isNumeric, b.isNumeric {
            if symbol == .divide || symbol == .power { return .float64 }
            return a == .int64 && b == .int64 ? .int64 : .float64
        }
        if let type = timeArithmetic(symbol, a, b) { return type }
        throw FrameError.types(
            "'\(symbol.rawValue)' can't combine \(left.described) and \(right.described)",
            hint: arithmeticHint(symbol, left, right), subject: subject(left, right))
    }

    private static func timeArithmetic(
        _ symbol: BinaryOperator, _ a: ColumnType, _ b: ColumnType
    ) -> ColumnType? {
        switch (symbol, a, b) {
        case (.add, .duration, .date), (.add, .date, .duration): .date
        case (.subtract, .date, .duration): .date
        case (.subtract, .date, .date): .duration
        case (.add, .duration, .dateTime): b
        case (.add, .dateTime, .duration), (.subtract, .dateTime, .duration): a
        case (.subtract, .dateTime(let x), .dateTime(let y)): (x == nil) == (y == nil) ? .duration : nil
        case (.add, .duration, .duration), (.subtract, .duration, .duration): .duration
        case (.divide, .duration, .duration): .float64
        case (.multiply, .duration, _), (.divide, .duration, _): b.isNumeric ? .duration : nil
        case (.multiply, _, .duration): a.isNumeric ? .duration : nil
        default: nil
        }
    }

    private static func arithmeticHint(
        _ symbol: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression
    ) -> String? {
        if symbol == .add, left.type?.isText == true || right.type?.isText == true {
            return "join texts with concat(\(left.expression), \(right.expression))"
        }
        if let side = [left, right].first(where: { $0.type == .bool }) {
            return "count truth as a number with when(\(side.expression), 1, 0)"
        }
        if let side = [left, right].first(where: { $0.asTime != nil }), let fix = side.asTime {
            return "write \(fix)"
        }
        return nil
    }

    /// Bool, where the two sides can be compared.
    static func comparison(
        _ symbol: BinaryOperator, _ left: TypedExpression, _ right: TypedExpression
    ) throws(Failure) -> ColumnType {
        guard let a = left.type, let b = right.type else { return .bool }
        let isEquality = symbol == .equal || symbol == .notEqual
        switch (a, b) {
        case (.bool, .bool) where isEquality: return .bool
        case (.date, .date), (.duration, .duration): return .bool
        // Moments are the same on every zone's clock.
        case (.dateTime(let x), .dateTime(let y)) where (x == nil) == (y == nil): return .bool
        default: if (a.isNumeric && b.isNumeric) || (a.isText && b.isText) { return .bool }
        }
        throw FrameError.types(
            "\(left.described) can't be compared with \(right.described)",
            hint: comparisonHint(left, right), subject: subject(left, right))
    }

    /// The operand by which an operation is found in the source.
    private static func subject(_ left: TypedExpression, _ right: TypedExpression) -> String {
        "\(left.isLiteral ? right.expression : left.expression)"
    }

    private static func comparisonHint(_ left: TypedExpression, _ right: TypedExpression) -> String?
    {
        for (text, other) in [(left, right), (right, left)] {
            switch (text.type, other.type) {
            case (.string?, .date?):
                return text.asTime.map { "write \($0)" } ?? "make a date of the text first"
            case (.string?, .dateTime?):
                guard text.asTime != nil else { return "make a time of the text first" }
                return "write datetime(\(text.expression))"
            case (.string?, .int64?), (.string?, .float64?), (.string?, .float32?):
                guard case .literal(.string(let word)) = text.expression, Double(word) != nil else {
                    return nil
                }
                return "write \(word) without quotes"
            case (.date?, .dateTime?): return "compare with date(\(other.expression))"
            case (.bool?, .bool?): return "true and false have no order"
            case (.bool?, _) where other.type?.isNumeric == true:
                return "use \(text.expression) alone, or not \(text.expression)"
            default: continue
            }
        }
        return nil
    }
}
