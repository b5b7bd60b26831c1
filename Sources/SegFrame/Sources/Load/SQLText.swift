/// Pieces of SQL with the quoting that DuckDB and SQLite need.
enum SQLText {
    /// A name between double quotes.
    static func name(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

    /// Text between single quotes.
    static func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    /// A list of text literals between square brackets.
    static func list(_ texts: [String]) -> String {
        "[" + texts.map(literal).joined(separator: ", ") + "]"
    }

    /// DuckDB's type that holds a column type.
    static func type(_ type: ColumnType) -> String {
        switch type {
        case .int64: "BIGINT"
        case .float64: "DOUBLE"
        case .float32: "FLOAT"
        case .bool: "BOOLEAN"
        case .string, .category: "VARCHAR"
        case .date: "DATE"
        case .dateTime(nil): "TIMESTAMP"
        case .dateTime: "TIMESTAMP WITH TIME ZONE"
        case .duration: "INTERVAL"
        }
    }
}
