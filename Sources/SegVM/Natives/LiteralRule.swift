import SegDiagnostics
import SegSyntax

/// What is asked of an argument that is written out in the source, beyond its kind; known before the run.
public enum LiteralRule: Hashable, Sendable {
    case any
    /// A text is a date, `2024-01-31`.
    case date
    /// A text is a date with a time.
    case dateTime
    /// A text has no `\( )`: values are bound, never spliced.
    case noInterpolation
    /// The value of a column expression is not known yet.
    case noColumn
    /// A number is no condition; the text says what to write for it.
    case noNumber(remedy: String)

    /// What is certainly wrong with an argument, or nil.
    func failure(of expression: Expression) -> Failure? {
        switch (self, expression.kind) {
        case (.date, .literal(.string(let text))) where DateParser.date(text) == nil: Self.noDate(.string(text))
        case (.dateTime, .literal(.string(let text))) where DateParser.dateTime(text) == nil:
            Self.noDateTime(.string(text))
        case (.noInterpolation, .interpolation(let parts)): Self.spliced(parts)
        case (.noNumber(let remedy), .literal(.integer)), (.noNumber(let remedy), .literal(.float)):
            Failure("E204", "\(expression.span.text) is no condition on rows", hint: remedy.replacing("$0", with: expression.span.text))
        case (.noColumn, _) where expression.isPlainColumn: Self.noSingleValue(expression.span.text)
        default: nil
        }
    }

    private static func spliced(_ parts: [StringPart]) -> Failure {
        let names = parts.compactMap { part -> String? in
            guard case .expression(let expression) = part, case .name(let name, version: nil) = expression.kind else { return nil }
            return name.text
        }
        let name = names.first ?? "name"
        return Failure(
            "E204", "values don't go into the text of a query with \\( )",
            hint: "write $\(name) and give it beside: values: [\"\(name)\": \(name)]")
    }

    /// Of `string(.x)`, which would be the text ".x".
    static func noSingleValue(_ column: String) -> Failure {
        Failure("E204", "\"string\" makes text of one value, not of a column", hint: "write text(\(column))")
    }

    static func noDate(_ value: Value) -> Failure {
        Failure(
            "E321", "\(value.excerpt) is no date", hint: "write year, month and day: date(\"2024-01-31\")")
    }

    static func noDateTime(_ value: Value) -> Failure {
        Failure(
            "E321", "\(value.excerpt) is no date with a time", hint: "write datetime(\"2024-01-31T10:30:00\")")
    }
}
