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
    ///
    /// What is usual comes first and is cheap: it is asked of each value.
    func isWritten(_ text: String, _ value: String) -> String {
        switch self {
        case .bool: "trim(\(text)) NOT IN ('0', '1')"
        // As a number is written that means nothing else: 007 is a code, and 0x10 no number.
        case .int, .wideInt: "(CAST(\(value) AS VARCHAR) = \(text) OR CAST(\(value) AS VARCHAR) = trim(\(text)) OR trim(\(text)) = '-0')"
        case .float:
            "(NOT contains(\(text), '_') AND CASE WHEN \(text) < '!' THEN \(Self.isFloat("trim(\(text))")) ELSE \(Self.isFloat(text)) END)"
        case .date: "(isfinite(\(value)) AND (CAST(\(value) AS VARCHAR) = \(text) OR regexp_full_match(trim(\(text)), '\(Self.day)')))"
        case .time: "(isfinite(\(value)) AND (CAST(\(value) AS VARCHAR) = \(text) OR regexp_full_match(trim(\(text)), '\(Self.moment)')))"
        case .instant: "regexp_full_match(trim(\(text)), '\(Self.moment)\(Self.offset)')"
        case .text: "TRUE"
        }
    }

    /// No sign of plus and no zero before a digit, by the order of texts.
    private static func isFloat(_ text: String) -> String {
        "NOT (\(text) >= '+' AND \(text) < ',' OR \(text) >= '00' AND \(text) < '0:' OR \(text) >= '-00' AND \(text) < '-0:')"
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

    /// What DuckDB makes of a text, and the name that it has until it is looked at.
    var conversion: String { "\(value) AS \(converted)" }
    var converted: String { SQLText.name("\(Misfit.mark)\(name)") }

    /// The column as SQL, under its name, with the conversion at hand.
    var sql: String {
        let column = SQLText.name(name)
        return "CASE WHEN \(converted) IS NOT NULL AND \(fits(converted)) THEN \(converted) WHEN \(column) IS NULL THEN NULL "
            + "ELSE error(\(SQLText.literal(Misfit.mark + name + Misfit.mark)) || \(column)) END AS \(column)"
    }

    /// As SQL, whether a text is of the type.
    var fits: String { "(\(value) IS NOT NULL AND \(fits(value)))" }

    private func fits(_ value: String) -> String {
        let column = SQLText.name(name)
        return isGuessed ? type.isWritten(column, value) : type.holds(column, value)
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
