/// What DuckDB says of a line of a CSV file, in our words.
struct CSVComplaint {
    let number: Int
    let problem: String
    let hint: String?
    /// The file, where several are read at once.
    let file: String?

    /// Nil for an error that isn't about a line.
    init?(_ error: DuckDBError) {
        let lines = error.message.split(separator: "\n", omittingEmptySubsequences: true).map(
            String.init)
        guard let first = lines.first,
            let number = Self.number(after: "CSV Error on Line: ", in: first)
        else {
            return nil
        }
        self.number = number
        let details = lines.dropFirst().drop { $0.hasPrefix("Original Line: ") }
        (problem, hint) = Self.explanation(details, lines)
        file = lines.first { $0.hasPrefix("  file = ") }.map { String($0.dropFirst(9)) }
    }

    private static func number(after prefix: String, in line: String) -> Int? {
        line.hasPrefix(prefix) ? Int(line.dropFirst(prefix.count)) : nil
    }

    private static func explanation(
        _ details: ArraySlice<String>, _ lines: [String]
    ) -> (problem: String, hint: String?) {
        if let found = details.first(where: { $0.hasPrefix("Expected Number of Columns: ") }) {
            return columnCount(found)
        }
        if lines.contains(where: { $0.contains("unterminated quote") }) {
            return (
                "a quote is opened and not closed, or text follows it",
                "double a quote inside a field: \"\""
            )
        }
        if lines.contains(where: { $0.contains("not utf-8 encoded") }) {
            return ("it isn't valid UTF-8", "convert the file with iconv -f LATIN1 -t UTF-8")
        }
        if let conversion = details.first(where: { $0.hasPrefix("Error when converting column") }) {
            return Self.conversion(conversion, details)
        }
        return (details.first ?? "it can't be read", nil)
    }

    /// From `Expected Number of Columns: 2 Found: 3`.
    private static func columnCount(_ line: String) -> (problem: String, hint: String?) {
        let words = line.split(separator: " ")
        guard words.count >= 7 else { return (line, nil) }
        let plural = words[6] == "1" ? "" : "s"
        return (
            "it has \(words[6]) field\(plural) where \(words[4]) are expected",
            "quote fields that hold the delimiter, or give delimiter:"
        )
    }

    /// From `Error when converting column "b". Could not convert string "x" to 'BIGINT'`.
    private static func conversion(
        _ line: String, _ details: ArraySlice<String>
    ) -> (problem: String, hint: String?) {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        let column = parts.count > 1 ? String(parts[1]) : ""
        let rest = details.first { $0.hasPrefix("Could not convert") } ?? line
        let value = rest.range(of: "convert string ").map {
            rest[$0.upperBound...].prefix { $0 != "\n" }
        }
        return (
            "in column '\(column)', \(value.map(refusal) ?? "\(rest) can't be read")",
            typeHint
        )
    }

    /// From `"x" to 'BIGINT'`.
    private static func refusal(_ text: Substring) -> String {
        guard let middle = text.range(of: " to '") else { return "\(text) can't be read" }
        let type = text[middle.upperBound...].prefix { $0 != "'" }
        return "\(text[..<middle.lowerBound]) can't be read as \(typeNames[String(type)] ?? String(type))"
    }

    /// `"x" can't be read as an Int`, for a type of DuckDB.
    static func refusal(_ text: String, _ type: String) -> String { "\"\(text)\" can't be read as \(typeNames[type] ?? type)" }

    static let typeHint = "give the column's type in types:, or its text in missing:"

    private static let typeNames = [
        "BIGINT": "an Int", "HUGEINT": "an Int", "DOUBLE": "a Float", "BOOLEAN": "a Bool", "DATE": "a date", "TIMESTAMP": "a date with time",
        "TIMESTAMP WITH TIME ZONE": "a date with time",
    ]
}
