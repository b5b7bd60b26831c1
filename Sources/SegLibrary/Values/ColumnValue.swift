import SegDiagnostics
import SegFrame
import SegSyntax
import SegVM

/// A column expression: `.distance > 2000`. Operators on it build larger expressions.
public final class ColumnValue: HostObject, @unchecked Sendable {
    public let expression: ColumnExpression

    public init(_ expression: ColumnExpression) { self.expression = expression }

    public override var kindName: String { "Column" }
    public override var display: String { expression.description }
    public override var isSymbolic: Bool { true }
    public override var identity: String? { expression.description }

    /// Whether it is one value for all rows.
    var isConstant: Bool {
        if case .literal = expression { true } else { false }
    }

    /// The name when the expression is a bare column.
    public var bareName: String? {
        if case .column(let name) = expression { name } else { nil }
    }

    public override func unaryOperator(_ operation: SegVM.UnaryOperator) throws -> Value? {
        switch operation {
        case .negate: try .column(.unary(.negate, expression))
        case .not: try .column(.unary(.not, expression))
        }
    }

    public override func binaryOperator(
        _ operation: SegVM.BinaryOperator, left: Value, right: Value
    ) throws -> Value? {
        if let membership = try membership(operation, left: left, right: right) { return membership }
        guard let operation = SegFrame.BinaryOperator(operation) else { return nil }
        // Else the two would be told apart as objects, once for all rows.
        if operation == .equal || operation == .notEqual, let other = [left, right].first(where: { ColumnExpression($0) == nil }) {
            throw Self.incomparable(self, other, operation)
        }
        // A selector decides what `-` and `+` mean where it stands on the left.
        if right.asHost is SelectorValue { return nil }
        guard let left = ColumnExpression(left), let right = ColumnExpression(right) else { return nil }
        return try .column(.binary(operation, left, right))
    }

    private func membership(
        _ operation: SegVM.BinaryOperator, left: Value, right: Value
    ) throws -> Value? {
        guard operation == .contained || operation == .notContained else { return nil }
        guard let tested = ColumnExpression(left) else { return nil }
        let isNegated = operation == .notContained
        if case .range(let range) = right { return try .column(Self.membership(of: tested, range, isNegated)) }
        return try .column(.membership(tested, try Self.members(of: right, tested), negated: isNegated))
    }

    /// What stands on the right side of `in`: a list's items, a dictionary's keys, the values of a column that was taken out.
    private static func members(of container: Value, _ tested: ColumnExpression) throws(Failure) -> [Scalar] {
        // Each value once: a column may hold a few of them in a million rows.
        if let sequence = container.asHost as? SequenceValue { return sequence.column.distinctValues() }
        guard let items = container.asList?.values ?? container.asDictionary?.keys else { throw wrongContainer(container, tested) }
        let scalars = items.map { Scalar($0) }
        guard scalars.allSatisfy({ $0 != nil }) else {
            throw Failure("E411", "the list after 'in' may hold numbers, texts, dates and nil only")
        }
        return scalars.compactMap { $0 }
    }

    private static func wrongContainer(_ container: Value, _ tested: ColumnExpression) -> Failure {
        let hint =
            switch container.asHost {
            case let table as TableValue: table.table.names.first.map { "name its column: t[\"\($0)\"]" }
            case is ColumnValue: "compare columns of one row with ==; for the values of another table's column write t.name"
            default: container.asString.map { _ in "write \(tested) == \(container.literal), or contains(\(tested), \(container.literal)) for a part of the text" }
            }
        return Failure("E411", "'in' takes a list or the column of a table on its right side, not \(container.kindPhrase)", hint: hint)
    }

    private static func incomparable(_ column: ColumnValue, _ other: Value, _ operation: SegFrame.BinaryOperator) -> Failure {
        let word = operation == .equal ? "in" : "not in"
        let hint: String? =
            if other.asHost is SequenceValue {
                "a row has one value: join the tables, or write \(column.display) \(word) … for any of the column's values"
            } else if other.asList != nil || other.asDictionary != nil || other.isRange {
                "write \(column.display) \(word) \(other.isShort ? other.literal : "…")"
            } else {
                nil
            }
        return Failure(
            "E301", "\"\(operation.rawValue)\" compares the values of a column with one value, not with \(other.kindPhrase)", hint: hint)
    }

    /// `x in a...b` as two comparisons.
    private static func membership(
        of tested: ColumnExpression, _ range: RangeObject, _ isNegated: Bool
    ) throws(Failure) -> ColumnExpression {
        guard let lower = Scalar(range.lower), let upper = Scalar(range.upper) else {
            throw Failure("E411", "the range after 'in' goes between two numbers or times")
        }
        let within = ColumnExpression.binary(
            .and, .binary(.greaterOrEqual, tested, .literal(lower)),
            .binary(range.isClosed ? .lessOrEqual : .less, tested, .literal(upper)))
        return isNegated ? .unary(.not, within) : within
    }
}

extension Value {
    fileprivate var isRange: Bool { if case .range = self { true } else { false } }

    /// Whether it can stand in a message.
    fileprivate var isShort: Bool { literal.utf8.count <= 40 }

    /// A column made of others. E412 where it is larger than what can be checked and computed: a loop can
    /// build what nobody would write.
    static func column(_ expression: ColumnExpression) throws(Failure) -> Value {
        guard !expression.isTooLarge else {
            throw Failure(
                "E412", "the column expression is too large: more than \(ColumnExpression.largestDepth) steps within one another, "
                    + "or \(ColumnExpression.largestSize) in all",
                hint: "derive a part of it first, and go on from that column")
        }
        return .host(ColumnValue(expression))
    }
}

extension ColumnExpression {
    /// The expression that a value stands for: itself, or a literal; nil for other kinds.
    init?(_ value: Value) {
        if let column = value.asHost as? ColumnValue {
            self = column.expression
        } else if let scalar = Scalar(value) {
            self = .literal(scalar)
        } else {
            return nil
        }
    }
}

extension SegFrame.BinaryOperator {
    init?(_ operation: SegVM.BinaryOperator) {
        switch operation {
        case .add: self = .add
        case .subtract: self = .subtract
        case .multiply: self = .multiply
        case .divide: self = .divide
        case .remainder: self = .modulo
        case .power: self = .power
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual: self = .greaterOrEqual
        case .coalesce: self = .coalesce
        case .and: self = .and
        case .or: self = .or
        case .contained, .notContained: return nil
        }
    }
}
