/// An operator before its operand.
public enum UnaryOperator: String, Hashable, Sendable, Codable {
    case negate = "-"
    case not = "not"
}

/// An operator between two operands; the raw value is how it is written.
public enum BinaryOperator: String, Hashable, Sendable, Codable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case power = "**"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and = "and"
    case or = "or"
    case coalesce = "??"

    public var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        case .add, .subtract, .multiply, .divide, .modulo, .power, .and, .or, .coalesce: false
        }
    }
}

/// Where a column function may stand: what it needs to see of the table.
public enum FunctionClass: Int, Hashable, Sendable, Codable, Comparable {
    /// One row: it may stand anywhere.
    case elementwise
    /// All rows of a table or group at once.
    case aggregate
    /// Rows in an order, which `over` gives.
    case ordered

    public static func < (a: FunctionClass, b: FunctionClass) -> Bool { a.rawValue < b.rawValue }
}

/// A computation over columns as data: it is checked, evaluated on all rows or one, and translated
/// to SQL from this one tree.
public indirect enum ColumnExpression: Hashable, Sendable, Codable {
    /// A column by name.
    case column(String)
    /// One value for all rows.
    case literal(Scalar)
    case unary(UnaryOperator, ColumnExpression)
    case binary(BinaryOperator, ColumnExpression, ColumnExpression)
    /// Whether a value is in a list; `null` in the list tests for missing.
    case membership(ColumnExpression, [Scalar], negated: Bool)
    /// A column function of the registry, with its label-only options.
    case call(String, [ColumnExpression], options: [String: Scalar])
    /// An expression with aggregate or ordered functions, within the rows that share `over`, in the
    /// ascending order of `order`: `.lag(7).over(.store, order: .date)`.
    case window(ColumnExpression, over: [ColumnExpression], order: [ColumnExpression])
}

extension ColumnExpression {
    /// Expressions within one another, and in all: far more than is written by hand, and little enough for
    /// any thread's stack.
    public static let largestDepth = 500
    public static let largestSize = 10_000

    /// Whether it has more parts than that. Takes no longer than looking at as many.
    public var isTooLarge: Bool {
        var left = Self.largestSize
        return !fits(depth: Self.largestDepth, &left)
    }

    private func fits(depth: Int, _ left: inout Int) -> Bool {
        left -= 1
        guard depth > 0, left > 0 else { return false }
        for child in children where !child.fits(depth: depth - 1, &left) { return false }
        return true
    }

    /// The expressions directly inside.
    var children: [ColumnExpression] {
        switch self {
        case .column, .literal: []
        case .unary(_, let operand), .membership(let operand, _, _): [operand]
        case .binary(_, let left, let right): [left, right]
        case .call(_, let arguments, _): arguments
        case .window(let inner, let over, let order): [inner] + over + order
        }
    }

    /// The columns it reads, each once, in order of first mention.
    public var referencedColumns: [String] {
        var seen: Set<Utf8Key> = []
        var names: [String] = []
        collectColumns(&names, &seen)
        return names
    }

    private func collectColumns(_ names: inout [String], _ seen: inout Set<Utf8Key>) {
        if case .column(let name) = self, seen.insert(Utf8Key(name)).inserted { names.append(name) }
        for child in children { child.collectColumns(&names, &seen) }
    }
}
