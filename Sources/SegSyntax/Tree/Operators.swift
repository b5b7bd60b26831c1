/// An operator before its operand.
public enum UnaryOperator: String, Sendable, CaseIterable {
    case negate = "-"
    case not
}

/// An operator between two operands. `and` and `or` evaluate their right side only when needed.
public enum BinaryOperator: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case power = "**"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contained = "in"
    case notContained = "not in"
    case coalesce = "??"
    case and
    case or
}

/// The operator of an assignment statement.
public enum AssignmentOperator: String, Sendable, CaseIterable {
    case assign = "="
    case add = "+="
    case subtract = "-="
    case multiply = "*="
    case divide = "/="

    /// The operator that combines the old value with the new; nil for plain assignment.
    public var operation: BinaryOperator? {
        switch self {
        case .assign: nil
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        }
    }
}
