import SegDiagnostics

/// An expression and its place.
///
/// Parentheses leave no node: the tree's shape says what they said. The depth of a tree is bounded
/// by `ParserLimits.depth`, so that walking it by recursion is safe.
public struct Expression: Sendable {
    public let kind: Kind
    public let span: Span
    /// The number of expressions on the longest way from here to a leaf, blocks included.
    public let depth: Int

    /// An expression that no source was parsed for.
    public init(kind: Kind, span: Span, depth: Int) {
        self.kind = kind
        self.span = span
        self.depth = depth
    }

    /// What an expression may be.
    public indirect enum Kind: Sendable {
        /// A number, duration, plain text, `true`, `false` or `nil`.
        case literal(Literal)
        /// Text with expressions in it: `"n = \(n)"`.
        case interpolation([StringPart])
        /// A column, written without the dot here: `.distance`.
        case column(String)
        /// A name, with a version where one is pinned: `impute@2`. Also `$0`, `$1`, … in closures.
        case name(Name, version: Int?)
        /// `f(x)`, `x.f()`, `x |> f()`: one call in three styles.
        case call(Call)
        /// A member without parentheses: `study.weights`.
        case field(Expression, Name)
        /// `x[i]`
        case index(Expression, Expression)
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        /// `a...b` or `a..<b`
        case range(Expression, Expression, isClosed: Bool)
        case list([Expression])
        case dictionary([DictionaryEntry])
        case closure(Closure)
        case ifElse(IfExpression)
        case match(MatchExpression)
        case tryCatch(TryExpression)
    }
}

/// A constant.
public enum Literal: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
    /// In nanoseconds.
    case duration(Int)
}

/// A piece of text with expressions in it.
public enum StringPart: Sendable {
    case text(String)
    case expression(Expression)
}

/// `key: value` in a dictionary. Keys are expressions: `[a: 1]` has the value of `a` as its key.
public struct DictionaryEntry: Sendable {
    public let key: Expression
    public let value: Expression
}

/// A word with its place; the back-quotes of a quoted name are left out.
public struct Name: Sendable {
    public let text: String
    public let span: Span

    public init(_ text: String, at span: Span) {
        self.text = text
        self.span = span
    }
}
