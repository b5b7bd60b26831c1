/// How tightly operators bind, loosest first.
enum Precedence: Int, Comparable {
    case or, and, not, comparison, coalesce, range, sum, product, negation, power, primary

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    /// The level above.
    var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .primary }
}

/// An operator between two operands.
struct InfixOperator {
    enum Meaning {
        case binary(BinaryOperator)
        case range(isClosed: Bool)
    }

    let meaning: Meaning
    let precedence: Precedence
    /// `not in` takes two.
    var tokenCount = 1

    /// The operator that a symbol is between two operands.
    static let bySymbol: [Symbol: InfixOperator] = [
        .equal: InfixOperator(.equal, .comparison),
        .notEqual: InfixOperator(.notEqual, .comparison),
        .less: InfixOperator(.less, .comparison),
        .lessOrEqual: InfixOperator(.lessOrEqual, .comparison),
        .greater: InfixOperator(.greater, .comparison),
        .greaterOrEqual: InfixOperator(.greaterOrEqual, .comparison),
        .coalesce: InfixOperator(.coalesce, .coalesce),
        .closedRange: InfixOperator(meaning: .range(isClosed: true), precedence: .range),
        .openRange: InfixOperator(meaning: .range(isClosed: false), precedence: .range),
        .plus: InfixOperator(.add, .sum), .minus: InfixOperator(.subtract, .sum),
        .star: InfixOperator(.multiply, .product), .slash: InfixOperator(.divide, .product),
        .percent: InfixOperator(.remainder, .product), .power: InfixOperator(.power, .power),
    ]

    init(meaning: Meaning, precedence: Precedence) {
        self.meaning = meaning
        self.precedence = precedence
    }

    init(_ binary: BinaryOperator, _ precedence: Precedence, tokenCount: Int = 1) {
        meaning = .binary(binary)
        self.precedence = precedence
        self.tokenCount = tokenCount
    }

    var spelling: String {
        switch meaning {
        case .binary(let operation): operation.rawValue
        case .range(let isClosed): isClosed ? "..." : "..<"
        }
    }

    /// The loosest operators that may stand in the right operand without parentheses.
    var rightMinimum: Precedence { precedence == .power ? .negation : precedence.tighter }
}
