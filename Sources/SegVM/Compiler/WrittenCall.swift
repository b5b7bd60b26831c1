import SegDiagnostics
import SegSyntax

/// A call with its trailing closure among the arguments.
struct WrittenCall {
    /// One argument: an expression, or the closure after the parentheses.
    struct Argument {
        enum Content {
            case expression(Expression)
            case closure(Closure)
        }

        let label: String?
        let content: Content
        let span: Span

        var expression: Expression? {
            if case .expression(let expression) = content { expression } else { nil }
        }
    }

    let arguments: [Argument]
    let shape: ArgumentShape
    let style: Call.Style
    let version: Int?
    let span: Span
    /// Whether nothing looks at the result.
    var isUnused = false

    init(_ call: Call, at span: Span) {
        var arguments = call.arguments.map {
            Argument(label: $0.label?.text, content: .expression($0.value), span: $0.span)
        }
        if let closure = call.trailingClosure {
            arguments.append(Argument(label: nil, content: .closure(closure), span: closure.span))
        }
        self.init(
            arguments, hasTrailingClosure: call.trailingClosure != nil, style: call.style,
            version: call.version, span: span)
    }

    private init(
        _ arguments: [Argument], hasTrailingClosure: Bool, style: Call.Style, version: Int?,
        span: Span
    ) {
        self.arguments = arguments
        shape = ArgumentShape(
            labels: arguments.map(\.label), hasTrailingClosure: hasTrailingClosure)
        self.style = style
        self.version = version
        self.span = span
    }

    /// The receiver when it is a mere name.
    var receiverName: Name? {
        guard case .name(let name, version: nil)? = arguments.first?.expression?.kind else {
            return nil
        }
        return name
    }

    /// The call without its first argument, which was a namespace.
    var withoutReceiver: WrittenCall {
        WrittenCall(
            Array(arguments.dropFirst()), hasTrailingClosure: shape.hasTrailingClosure,
            style: .function, version: version, span: span)
    }

    var places: [Range<Int32>] { arguments.map { place(of: $0.span) } }

    func place(of span: Span) -> Range<Int32> {
        Int32(clamping: span.range.lowerBound)..<Int32(clamping: span.range.upperBound)
    }
}
