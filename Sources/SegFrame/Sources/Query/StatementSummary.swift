import SegDiagnostics

/// What DuckDB's parser says of a text: whether it is one reading query, and which parameters it
/// has.
struct StatementSummary {
    let parameters: [String]

    init(_ text: String, _ connection: DuckDBConnection) throws(Failure) {
        let row = try Self.parsed(text, connection)
        if row["error"] == .string("true") { throw Self.failure(row, text) }
        guard case .int(let count)? = row["statements"], count > 0 else {
            throw Failure("E431", "the SQL text holds no query", hint: "write a select")
        }
        if count > 1 {
            throw Failure(
                "E431", "there are \(count) SQL statements where one query is expected",
                hint: "give each query its own cell or call")
        }
        let names = row["parameters"]?.text?.split(separator: "\n").map(String.init) ?? []
        parameters = names.sorted { $0.precedesByBytes($1) }
    }

    /// The parts of DuckDB's syntax tree that matter here, taken out by DuckDB itself.
    private static func parsed(
        _ text: String, _ connection: DuckDBConnection
    ) throws(Failure) -> [String: Scalar] {
        let sql = """
            SELECT tree->>'error' AS error, tree->>'error_type' AS category,
                tree->>'error_message' AS message, CAST(tree->>'position' AS BIGINT) AS position,
                json_array_length(tree, '$.statements') AS statements,
                array_to_string(
                    json_extract_string(tree, '$.statements[*].named_param_map[*].key'), chr(10)
                ) AS parameters
            FROM (SELECT json_serialize_sql(CAST($text AS VARCHAR)) AS tree)
            """
        let table = try connection.query(sql, parameters: ["text": .string(text)])
        guard table.rowCount == 1 else { return [:] }
        return Dictionary(table.row(0).map { ($0.name, $0.value) }) { first, _ in first }
    }

    private static func failure(_ row: [String: Scalar], _ text: String) -> Failure {
        let message = row["message"]?.text ?? "the query can't be parsed"
        guard row["category"]?.text == "parser" else { return refused(text, message) }
        guard case .int(let offset)? = row["position"] else { return Failure("E430", message) }
        return Failure("E430", message + DuckDBError.place(offset: offset, in: text))
    }

    /// A statement that does more than read.
    private static func refused(_ text: String, _ message: String) -> Failure {
        let word = firstWord(of: text)
        if let instead = remedies[word] {
            return Failure("E431", "`\(word)` isn't allowed in SQL here", hint: instead)
        }
        guard message.contains("Only SELECT") else { return Failure("E431", message) }
        if ["select", "from", "with"].contains(word) {
            return Failure(
                "E431", "the query holds a part that does more than read",
                hint: "in a pivot, list the values: pivot t on x in ('a', 'b') using …")
        }
        return Failure("E431", "`\(word)` isn't a query that reads", hint: "write a select")
    }

    private static let remedies = [
        "copy": "write files with save(table, path), read them with load(path)",
        "export": "write files with save(table, path)",
        "attach": "read a database file with load(path)",
        "detach": "read a database file with load(path)",
        "install": "only what DuckDB has built in can be used",
        "load": "read files with load(path)",
        "create": "a query's result gets a name: let name = sql(…)",
        "insert": "tables don't change: make a new one",
        "update": "tables don't change: use derive",
        "delete": "tables don't change: use filter", "drop": "tables go away by themselves",
        "alter": "tables don't change: use rename or derive",
        "set": "settings are fixed, so that results can be repeated",
        "pragma": "settings are fixed, so that results can be repeated",
        "pivot": "list the values: pivot t on x in ('a', 'b') using …, or use the verb pivot",
    ]

    /// The first word in lower case, comments left out.
    private static func firstWord(of text: String) -> String {
        var rest = Substring(text)
        while true {
            rest = rest.drop(while: \.isWhitespace)
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                guard let end = rest.firstRange(of: "*/") else { return "" }
                rest = rest[end.upperBound...]
            } else {
                return String(rest.prefix { $0.isLetter || $0 == "_" }).lowercased()
            }
        }
    }
}

extension DuckDBError {
    /// ` (at column 8)` or ` (line 2, column 1)` for a place in the UTF-8 of a query.
    static func place(offset: Int, in sql: String) -> String {
        let before = sql.utf8.prefix(max(0, offset))
        let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        let start =
            before.lastIndex(of: UInt8(ascii: "\n")).map { sql.utf8.index(after: $0) }
            ?? sql.startIndex
        return Position(line: line, column: sql[start..<before.endIndex].count + 1).description
    }
}
