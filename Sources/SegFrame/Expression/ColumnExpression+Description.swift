extension ColumnExpression: CustomStringConvertible {
    /// As the user would write it: `.distance > 2000 and .origin in ["JFK"]`.
    public var description: String {
        switch self {
        case .column(let name): ".\(Self.word(name))"
        case .literal(let value): value.literal
        case .unary(.negate, let operand): "-\(wrapped(operand))"
        case .unary(.not, let operand): "not \(wrapped(operand))"
        case .binary(let symbol, let left, let right):
            "\(wrapped(left)) \(symbol.rawValue) \(wrapped(right, isRight: true))"
        case .membership(let operand, let values, let negated):
            "\(wrapped(operand)) \(negated ? "not in" : "in") [\(Self.list(values))]"
        case .call(let name, let arguments, let options):
            "\(name)(\(Self.arguments(arguments, options)))"
        case .window(let inner, let over, let order):
            "\(windowed(inner)).over(\(Self.arguments(over, order)))"
        }
    }

    /// A name after a dot: in back-quotes where it isn't a word.
    private static func word(_ name: String) -> String {
        let scalars = name.unicodeScalars
        let isWord = scalars.allSatisfy {
            $0 == "_" || $0.properties.isAlphabetic || ("0"..."9") ~= $0
        }
        let startsWell = scalars.first.map { !("0"..."9" ~= $0) } ?? false
        return isWord && startsWell ? name : "`\(name)`"
    }

    private static func list(_ values: [Scalar]) -> String {
        values.map(\.literal).joined(separator: ", ")
    }

    private static func arguments(
        _ arguments: [ColumnExpression], _ options: [String: Scalar]
    ) -> String {
        let labelled = options.sorted { $0.key.precedesByBytes($1.key) }
        let parts = arguments.map(\.description) + labelled.map { "\($0.key): \($0.value.literal)" }
        return parts.joined(separator: ", ")
    }

    private static func arguments(_ over: [ColumnExpression], _ order: [ColumnExpression]) -> String
    {
        let orders = order.map(\.description)
        let parts = over.map(\.description)
        switch orders.count {
        case 0: return parts.joined(separator: ", ")
        case 1: return (parts + ["order: \(orders[0])"]).joined(separator: ", ")
        default:
            return (parts + ["order: [\(orders.joined(separator: ", "))]"]).joined(separator: ", ")
        }
    }

    /// An operand of this expression, in parentheses where it binds less tightly.
    private func wrapped(_ operand: ColumnExpression, isRight: Bool = false) -> String {
        let needs =
            operand.tightness < tightness
            || (operand.tightness == tightness && isRight != isRightAssociative && !isPrefix)
        return needs ? "(\(operand))" : operand.description
    }

    private func windowed(_ inner: ColumnExpression) -> String {
        inner.tightness < 10 ? "(\(inner))" : inner.description
    }

    private var isPrefix: Bool {
        if case .unary = self { true } else { false }
    }

    private var isRightAssociative: Bool {
        if case .binary(.power, _, _) = self { true } else { false }
    }

    /// How tightly the outermost operator binds; more is tighter.
    private var tightness: Int {
        switch self {
        case .literal(.int(let value)) where value < 0: 8
        case .literal(.double(let value)) where value < 0: 8
        case .column, .literal, .call, .window: 10
        case .unary(.negate, _): 8
        case .unary(.not, _): 3
        case .membership: 4
        case .binary(let symbol, _, _): symbol.tightness
        }
    }
}

extension BinaryOperator {
    fileprivate var tightness: Int {
        switch self {
        case .power: 9
        case .multiply, .divide, .modulo: 7
        case .add, .subtract: 6
        case .coalesce: 5
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 4
        case .and: 2
        case .or: 1
        }
    }
}
