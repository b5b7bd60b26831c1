import SegDiagnostics

/// A call in its normal form: `x.f(y)`, `x |> f(y)` and `f(x, y)` differ in `style` only.
///
/// In a method call or a pipe the receiver is the first argument, without a label. `feats.add(t)` is
/// a method call whose receiver is the name `feats`: whether that is a namespace, which makes `add`
/// one of its functions and the receiver no argument, is for the reader of the tree to decide.
public struct Call: Sendable {
    /// What is called.
    public enum Callee: Sendable {
        /// `f`, or `namespace.f` after a pipe; never empty.
        case path([Name])
        /// The value of an expression, as in `d["f"](x)`.
        case expression(Expression)
    }

    public enum Style: String, Sendable, CaseIterable {
        case function, method, pipe
    }

    public let callee: Callee
    /// The version pinned by `name@2(…)`.
    public let version: Int?
    /// Positional arguments first, then labelled ones.
    public let arguments: [CallArgument]
    /// A closure after the parentheses: it fills the last parameter.
    public let trailingClosure: Closure?
    public let style: Style

    public init(
        callee: Callee, version: Int?, arguments: [CallArgument], trailingClosure: Closure?, style: Style
    ) {
        self.callee = callee
        self.version = version
        self.arguments = arguments
        self.trailingClosure = trailingClosure
        self.style = style
    }

    /// The receiver of a method call or a pipe.
    public var receiver: Expression? { style == .function ? nil : arguments.first?.value }

    /// The call without its receiver: `head(3)` in `t |> filter(.x > 1) |> head(3)`.
    public func ownSpan(within span: Span) -> Span {
        guard style != .function, case .path(let names) = callee, let first = names.first,
            first.span.file == span.file, span.range.contains(first.span.range.lowerBound)
        else { return span }
        return Span(span.file, first.span.range.lowerBound..<span.range.upperBound)
    }

    /// The called name when it stands alone, as `f` in `f(x)`, `x.f()` and `x |> f()`.
    public var simpleName: Name? {
        guard case .path(let names) = callee, names.count == 1 else { return nil }
        return names[0]
    }
}

/// One argument of a call.
public struct CallArgument: Sendable {
    public let label: Name?
    public let value: Expression
    /// Label and value.
    public let span: Span

    public init(label: Name?, value: Expression, span: Span) {
        self.label = label
        self.value = value
        self.span = span
    }
}

/// `{ x in x + 1 }`, or `{ $0 + 1 }`.
public struct Closure: Sendable {
    /// The names before `in`; empty when none are declared.
    public let parameters: [Name]
    /// One more than the highest `$n` that is used in the body itself, not in closures inside it.
    public let implicitParameterCount: Int
    public let body: Block
    public let span: Span
}

/// Statements between braces; the value of a block is that of its last expression.
public struct Block: Sendable {
    public let statements: [Statement]
    public let span: Span
    /// The depth of the deepest statement, counted as in `Expression.depth`.
    public let depth: Int
}
