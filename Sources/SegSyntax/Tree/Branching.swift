import SegDiagnostics

/// `if a { … } else if b { … } else { … }`, flat.
public struct IfExpression: Sendable {
    public struct Branch: Sendable {
        public let condition: Expression
        public let body: Block
    }

    /// In order; never empty.
    public let branches: [Branch]
    public let otherwise: Block?
}

/// `match x { 1, 2 => a; else => b }`
public struct MatchExpression: Sendable {
    public let subject: Expression
    public let arms: [MatchArm]
}

/// One arm of a `match`: it is taken when one of the patterns fits and the condition holds.
public struct MatchArm: Sendable {
    public let patterns: [Pattern]
    /// The condition after `if`.
    public let condition: Expression?
    /// `=> value` is a block of one statement.
    public let body: Block
    public let span: Span
}

/// What a value is held against in a `match`.
public struct Pattern: Sendable {
    public enum Kind: Sendable {
        /// `else`: fits all.
        case otherwise
        /// `let name`: fits all and binds.
        case binding(Name)
        /// `is Kind`
        case isKind(KindAnnotation)
        /// Compared by `==`; a range fits what it contains.
        case value(Expression)
    }

    public let kind: Kind
    public let span: Span
}

/// `try { … } catch e { … }`
public struct TryExpression: Sendable {
    public let body: Block
    /// The name that the handler gives the error.
    public let errorName: Name?
    public let handler: Block
}
