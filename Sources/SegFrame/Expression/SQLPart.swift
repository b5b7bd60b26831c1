/// A translated part of an expression: SQL text, and the type it has in our arithmetic.
struct SQLPart {
    /// SQL, in parentheses where it needs them.
    let text: String
    /// The type; nil for `NULL`.
    let type: ColumnType?

    /// The text with the type's own width: a source may store integers in fewer bits.
    var typed: String {
        switch type {
        case .int64: "CAST(\(text) AS BIGINT)"
        case .float64, .float32: float
        default: text
        }
    }

    /// As a double.
    var float: String { "CAST(\(text) AS DOUBLE)" }

    /// A date or instant as the wall clock in its zone shows it.
    var wallClock: String {
        guard case .dateTime(let zone?) = type else { return text }
        return "timezone(\(SQLTranslation.quoted(zone)), \(text))"
    }

    /// Missing where a double isn't finite.
    static func finite(_ text: String) -> String {
        "nullif(nullif(nullif(\(text), 'nan'::DOUBLE), 'inf'::DOUBLE), '-inf'::DOUBLE)"
    }
}

/// How a function is written in DuckDB's SQL, from its arguments; nil for arguments with which
/// DuckDB would give other results.
struct SQLForm: Sendable {
    let text: @Sendable ([SQLPart]) -> String?

    init(_ text: @escaping @Sendable ([SQLPart]) -> String?) { self.text = text }

    /// Missing where the result isn't finite.
    var finite: SQLForm { SQLForm { parts in text(parts).map(SQLPart.finite) } }
}
