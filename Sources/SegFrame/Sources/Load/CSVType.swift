/// A type that a column of a CSV file is guessed to be of, and what its texts look like.
///
/// DuckDB guesses from the first rows, and reads later ones as far as it can: it rounds fractions to whole numbers, leaves
/// the offsets of times out, and takes 1 for true. So the texts are looked at as they are converted.
enum CSVType: String {
    case bool = "BOOLEAN"
    case int = "BIGINT"
    case wideInt = "HUGEINT"
    case float = "DOUBLE"
    case date = "DATE"
    case time = "TIMESTAMP"
    case instant = "TIMESTAMP WITH TIME ZONE"
    case text = "VARCHAR"

    /// The type that reading a file gave a column.
    init?(_ type: ColumnType) {
        switch type {
        case .bool: self = .bool
        case .int64: self = .int
        case .float64: self = .float
        case .date: self = .date
        case .dateTime(nil): self = .time
        case .dateTime: self = .instant
        case .string, .category: self = .text
        case .float32, .duration: return nil
        }
    }

    /// The next type to try where a text isn't of this one; nil: all are texts.
    var wider: CSVType? {
        switch self {
        case .int: .wideInt
        case .wideInt: .float
        case .date: .time
        case .time: .instant
        case .bool, .float, .instant: .text
        case .text: nil
        }
    }

    /// As SQL, whether a text is written as guessed values of this type are; `value` is what DuckDB makes of it.
    func isWritten(_ text: String, _ value: String) -> String {
        let trimmed = "trim(\(text))"
        return switch self {
        case .bool: "\(trimmed) NOT IN ('0', '1')"
        // As a number is written that means nothing else: 007 is a code, and 0x10 no number.
        case .int, .wideInt: "(CAST(\(value) AS VARCHAR) = \(trimmed) OR \(trimmed) = '-0')"
        case .float:
            "NOT (contains(\(text), '_') OR starts_with(\(trimmed), '+') OR (\(trimmed) >= '00' AND \(trimmed) < '0:') "
                + "OR (\(trimmed) >= '-00' AND \(trimmed) < '-0:'))"
        case .date: "isfinite(\(value)) AND (CAST(\(value) AS VARCHAR) = \(text) OR regexp_full_match(\(trimmed), '\(Self.day)'))"
        case .time: "isfinite(\(value)) AND (CAST(\(value) AS VARCHAR) = \(text) OR regexp_full_match(\(trimmed), '\(Self.moment)'))"
        case .instant: "regexp_full_match(\(trimmed), '\(Self.moment)\(Self.offset)')"
        case .text: "TRUE"
        }
    }

    /// As SQL, whether nothing is lost of a text that the user says is of this type.
    func holds(_ text: String, _ value: String) -> String {
        switch self {
        case .int, .wideInt: "TRY_CAST(\(text) AS DOUBLE) = \(value)"
        case .date, .time: isWritten(text, value)
        case .bool, .float, .instant, .text: "TRUE"
        }
    }

    private static let day = "[0-9]{4,6}-[0-9]{1,2}-[0-9]{1,2}"
    private static let moment = day + "([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?"
    private static let offset = " ?([Zz]|[+-][0-9]{2}(:?[0-9]{2}){0,2})?"
}

/// A column of a CSV file that is read as text and converted by the query, which fails where a text doesn't fit.
struct CheckedColumn {
    let name: String
    let type: CSVType
    /// Whether nobody has said that it is of this type.
    let isGuessed: Bool

    /// The column as SQL, under its name.
    var sql: String {
        let column = SQLText.name(name)
        return "CASE WHEN \(column) IS NULL THEN NULL WHEN \(fits) THEN \(value) "
            + "ELSE error(\(SQLText.literal(Misfit.mark + name + Misfit.mark)) || \(column)) END AS \(column)"
    }

    /// As SQL, whether a text is of the type.
    var fits: String {
        let column = SQLText.name(name)
        let written = isGuessed ? type.isWritten(column, value) : type.holds(column, value)
        return "(\(value) IS NOT NULL AND \(written))"
    }

    private var value: String { "TRY_CAST(\(SQLText.name(name)) AS \(type.rawValue))" }
}

/// A text of a CSV file that isn't of its column's type, as a query says it.
struct Misfit {
    let column: String
    let text: String

    /// No text of a column's name holds it.
    static let mark = "\u{1}"

    /// Nil for an error of another kind.
    init?(_ error: DuckDBError) {
        let parts = error.message.split(separator: Self.mark, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty else { return nil }
        (column, text) = (String(parts[1]), String(parts[2]))
    }
}
