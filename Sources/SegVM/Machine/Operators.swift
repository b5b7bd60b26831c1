import SegDiagnostics

/// The operators where the loop's own cases don't apply: other kinds, mixed kinds, errors.
enum Operators {
    // MARK: Arithmetic

    static func arithmetic(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws
        -> Value
    {
        switch (left, right) {
        case (.int(let x), .int(let y)): return try integers(operation, x, y)
        case (.int(let x), .double(let y)): return try floats(operation, Double(x), y)
        case (.double(let x), .int(let y)): return try floats(operation, x, Double(y))
        case (.double(let x), .double(let y)): return try floats(operation, x, y)
        case (.host, _), (_, .host):
            if let value = try host(operation, left, right) { return value }
        case (.string(let a), .string(let b)) where operation == .add: return try join(a, b)
        case (.list(let a), .list(let b)) where operation == .add:
            guard a.count + b.count <= Sequences.longest else {
                throw Failure("E315", "the list would have more than \(Sequences.longest) items")
            }
            let sum = a.copied(extra: b.count)
            sum.append(contentsOf: b)
            return .list(sum)
        default:
            if let value = try TimeArithmetic.compute(operation, left, right) { return value }
        }
        throw unsupported(operation, left, right)
    }

    private static func integers(_ operation: BinaryOperator, _ x: Int, _ y: Int) throws -> Value {
        let outcome: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: outcome = x.addingReportingOverflow(y)
        case .subtract: outcome = x.subtractingReportingOverflow(y)
        case .multiply: outcome = x.multipliedReportingOverflow(by: y)
        case .remainder:
            if y == 0 { throw division }
            if y == -1 { return .int(0) }
            let rest = x % y
            return .int(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest)
        default: return try floats(operation, Double(x), Double(y))
        }
        if outcome.overflow {
            throw Failure(
                "E302", "\(x) \(operation.rawValue) \(y) is too large for an Int",
                hint: "compute with Floats: float(x)")
        }
        return .int(outcome.partialValue)
    }

    private static func floats(_ operation: BinaryOperator, _ x: Double, _ y: Double) throws
        -> Value
    {
        let result: Double
        switch operation {
        case .add: result = x + y
        case .subtract: result = x - y
        case .multiply: result = x * y
        case .divide:
            if y == 0 { throw division }
            result = x / y
        case .remainder:
            if y == 0 { throw division }
            let rest = x.truncatingRemainder(dividingBy: y)
            result = rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
        case .power: result = FloatFunctions.power(x, y)
        default: result = .nan
        }
        guard result.isFinite else {
            throw Failure("E303", "\(x) \(operation.rawValue) \(y) is no finite number")
        }
        return .double(result)
    }

    private static var division: Failure { Failure("E303", "division by zero") }

    private static func join(_ left: StringObject, _ right: StringObject) throws -> Value {
        try TextLimits.check(left.byteCount + right.byteCount)
        let sum = StringObject(uninitialized: left.byteCount + right.byteCount)
        sum.append(left)
        sum.append(right)
        return .string(sum)
    }

    /// Asks the host's objects among the operands, the left one first.
    static func host(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value? {
        if case .host(let object) = left,
            let value = try object.binaryOperator(operation, left: left, right: right)
        {
            return value
        }
        if case .host(let object) = right {
            return try object.binaryOperator(operation, left: left, right: right)
        }
        return nil
    }

    static func unsupported(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> Failure {
        let symbol = operation.rawValue
        if left.isNull || right.isNull {
            return Failure(
                "E308", "\"\(symbol)\" can't compute with nil",
                hint: "test with == nil, or give a value for nil with ??")
        }
        var hint: String?
        switch (left, right) {
        case (.list, _), (_, .list): hint = "lists are sequences: use map, or a column in derive"
        case (.string, _), (_, .string):
            hint = operation == .add ? "put values into text with \"\\(value)\"" : nil
        default: break
        }
        if case .dateTime(let first) = left, case .dateTime(let second) = right, (first.zone == nil) != (second.zone == nil) {
            hint = "one has a time zone and the other has none: datetime(\"…\", zone: \"UTC\") gives it one"
        }
        if case .date = left, case .string = right { hint = "write date(\"2024-01-31\")" }
        if case .host(let object) = left { hint = object.remedy(for: operation) ?? hint }
        if case .host(let object) = right { hint = hint ?? object.remedy(for: operation) }
        if [left, right].contains(where: { $0.asHost is MonthsObject }), [left, right].contains(where: { $0.asHost?.isSymbolic ?? false }) {
            hint = "months are added to a column by add_months(.day, 1), subtracted by add_months(.day, -1)"
        }
        return Failure(
            "E301", "\"\(symbol)\" can't take \(left.kindPhrase) and \(right.kindPhrase)",
            hint: hint)
    }

    // MARK: Signs

    static func negate(_ value: Value) throws -> Value {
        switch value {
        case .int(let number):
            let (negative, overflow) = Int(0).subtractingReportingOverflow(number)
            if overflow { throw Failure("E302", "-(\(number)) is too large for an Int") }
            return .int(negative)
        case .double(let number): return .double(-number)
        case .duration(let nanoseconds):
            let (negative, overflow) = Int(0).subtractingReportingOverflow(nanoseconds)
            if overflow { throw Failure("E302", "the Duration is too large") }
            return .duration(negative)
        case .host(let object):
            if let result = try object.unaryOperator(.negate) { return result }
        default: break
        }
        throw Failure("E301", "\"-\" can't take \(value.kindPhrase)")
    }

    static func not(_ value: Value) throws -> Value {
        switch value {
        case .bool(let flag): return .bool(!flag)
        case .host(let object):
            if let result = try object.unaryOperator(.not) { return result }
        default: break
        }
        throw Failure("E307", "\"not\" takes a Bool, not \(value.kindPhrase)")
    }

    // MARK: Comparison

    static func equal(_ left: Value, _ right: Value, _ operation: BinaryOperator) throws -> Value {
        switch (left, right) {
        case (.host, _), (_, .host):
            if let value = try host(operation, left, right) { return value }
        default: break
        }
        return .bool(left.isEqual(to: right) == (operation == .equal))
    }

    static func ordered(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value
    {
        if let order = left.order(to: right), left.isOrdered {
            switch operation {
            case .less: return .bool(order < 0)
            case .lessOrEqual: return .bool(order <= 0)
            case .greater: return .bool(order > 0)
            default: return .bool(order >= 0)
            }
        }
        if let value = try host(operation, left, right) { return value }
        throw unsupported(operation, left, right)
    }

    static func contained(_ item: Value, _ container: Value, _ operation: BinaryOperator) throws
        -> Value
    {
        let found: Bool
        switch container {
        case .list(let list):
            if case .host(let object) = item,
                let value = try object.binaryOperator(operation, left: item, right: container)
            {
                return value
            }
            found = list.buffer.contains { $0.isEqual(to: item) }
        case .dictionary(let dictionary):
            if case .host = item, let value = try host(operation, item, container) { return value }
            found = dictionary.contains(item)
        case .range(let range):
            if case .host = item, let value = try host(operation, item, container) { return value }
            found = range.contains(item)
        case .string:
            if case .host = item, let value = try host(operation, item, container) { return value }
            throw Failure(
                "E301", "\"in\" doesn't look into text", hint: "write contains(text, part)")
        default:
            if let value = try host(operation, item, container) { return value }
            throw Failure("E301", "\"in\" can't look into \(container.kindPhrase)")
        }
        return .bool(found == (operation == .contained))
    }

    /// Whether a pattern fits: a range contains the value, anything else equals it.
    static func fits(_ value: Value, pattern: Value) throws -> Value {
        if case .range(let range) = pattern {
            if case .range = value { return .bool(value.isEqual(to: pattern)) }
            return .bool(range.contains(value))
        }
        let outcome = try equal(value, pattern, .equal)
        guard case .bool = outcome else {
            throw Failure(
                "E320", "match can't compare a column expression",
                hint: "write when(condition, value, otherwise)")
        }
        return outcome
    }

    // MARK: and, or, ??

    /// Whether the left side alone decides.
    static func isDecided(_ code: Opcode, _ left: Value) throws -> Bool {
        switch (code, left) {
        case (.decideCoalesce, .null), (.decideCoalesce, .absent): return false
        case (.decideCoalesce, .host(let object)): return !object.isSymbolic
        case (.decideCoalesce, _): return true
        case (.decideAnd, .bool(let flag)): return !flag
        case (.decideOr, .bool(let flag)): return flag
        case (_, .host(let object)) where object.isSymbolic: return false
        default: throw logical(code == .decideAnd ? .and : .or, left)
        }
    }

    /// The result when the left side didn't decide.
    static func combine(_ operation: BinaryOperator, _ left: Value, _ right: Value) throws -> Value
    {
        switch (left, right) {
        case (.host, _), (_, .host):
            if let value = try host(operation, left, right) { return value }
        default: break
        }
        guard case .bool = right else { throw logical(operation, right) }
        return right
    }

    static func coalesce(_ left: Value, _ right: Value) throws -> Value {
        if case .host = left, let value = try host(.coalesce, left, right) { return value }
        return right
    }

    private static func logical(_ operation: BinaryOperator, _ value: Value) -> Failure {
        Failure("E307", "\"\(operation.rawValue)\" takes Bools, not \(value.kindPhrase)")
    }

    static func range(_ lower: Value, _ upper: Value, isClosed: Bool) throws -> Value {
        guard lower.isOrdered, lower.order(to: upper) != nil else {
            throw Failure(
                "E301",
                "a range goes between two numbers or dates, not \(lower.kindPhrase) and \(upper.kindPhrase)"
            )
        }
        return .range(RangeObject(lower, upper, isClosed: isClosed))
    }
}

extension Value {
    /// Whether `<` and its like apply.
    var isOrdered: Bool {
        switch self {
        case .int, .double, .string, .date, .dateTime, .duration: true
        default: false
        }
    }
}

/// The longest text.
enum TextLimits {
    static let bytes = 1 << 30

    static func check(_ count: Int) throws {
        if count > bytes { throw Failure("E315", "the text grows beyond 1 GiB") }
    }
}
