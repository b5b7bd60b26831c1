import SegDiagnostics

/// What DuckDB says went wrong, cut into its parts.
struct DuckDBError: Error, Hashable {
    /// DuckDB's class of errors, such as `Binder` or `Invalid Input`.
    let category: String
    /// The message without the class and the quoted query.
    let message: String
    /// The line of the query, from 1, and the column in it, from 1, where DuckDB points at one.
    let position: Position?
    /// The word of the query at that place.
    let subject: String?

    struct Position: Hashable, CustomStringConvertible {
        let line, column: Int

        var description: String {
            line == 1 ? " (at column \(column))" : " (line \(line), column \(column))"
        }
    }

    /// Takes apart `Binder Error: … \n\nLINE 1: select …\n        ^^^`.
    init(raw: String, sql: String) {
        var text = Substring(raw)
        if let range = text.range(of: " Error: "), !text[..<range.lowerBound].contains("\n") {
            category = String(text[..<range.lowerBound])
            text = text[range.upperBound...]
        } else {
            category = ""
        }
        if let range = text.range(of: "\n\nLINE ") {
            position = DuckDBError.position(in: text[range.upperBound...], of: sql)
            text = text[..<range.lowerBound]
        } else {
            position = nil
        }
        subject = position.flatMap { DuckDBError.word(at: $0, of: sql) }
        message = String(text)
    }

    /// From `1: select foo\n               ^^^`; the excerpt may start with `...` where a line is
    /// long.
    private static func position(in excerpt: Substring, of sql: String) -> Position? {
        let lines = excerpt.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, let colon = lines[0].firstIndex(of: ":"),
            let number = Int(lines[0][..<colon]), let caret = lines[1].firstIndex(of: "^")
        else { return nil }
        let shown = lines[0][colon...].dropFirst(2)
        let offset = lines[1].distance(from: lines[1].startIndex, to: caret)
        let column = offset - "LINE \(number): ".count
        guard shown.hasPrefix("...") else {
            return column < 0 ? nil : Position(line: number, column: column + 1)
        }
        return searched(shown.dropFirst(3), column: column - 3, line: number, in: sql)
    }

    /// The word, or the quoted name, that begins at a place; nil where none does.
    private static func word(at position: Position, of sql: String) -> String? {
        let lines = sql.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(position.line - 1) else { return nil }
        let rest = lines[position.line - 1].dropFirst(position.column - 1)
        if rest.first == "\"" { return rest.dropFirst().firstIndex(of: "\"").map { String(rest[...$0]) } }
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return word.isEmpty ? nil : String(word)
    }

    /// The column of a caret in an excerpt that leaves out the start of its line.
    private static func searched(
        _ excerpt: Substring, column: Int, line: Int, in sql: String
    ) -> Position? {
        let lines = sql.split(separator: "\n", omittingEmptySubsequences: false)
        let visible = excerpt.hasSuffix("...") ? excerpt.dropLast(3) : excerpt
        guard lines.indices.contains(line - 1), let range = lines[line - 1].range(of: visible)
        else {
            return nil
        }
        let start = lines[line - 1].distance(from: lines[line - 1].startIndex, to: range.lowerBound)
        return Position(line: line, column: start + column + 1)
    }

    /// The first line of the message, without advice that means nothing here.
    var firstLine: String {
        let line = message.prefix { $0 != "\n" }
        return String(line).replacing(" You might need to add explicit type casts.", with: "")
    }

    /// How the message of a column that no table of a query has begins.
    static let unknownColumn = "no table of the query has a column"

    /// The first line, in this program's words where the mistake is a frequent one.
    private var sentence: String {
        let parts = firstLine.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "Referenced column ", parts[2] == " not found in FROM clause!" else { return firstLine }
        return "\(Self.unknownColumn) '\(parts[1])'"
    }

    /// What DuckDB proposes in the lines below the first.
    private var hint: String? {
        for line in message.split(separator: "\n").dropFirst() {
            if line.hasPrefix("Did you mean ") { return "did you mean " + line.dropFirst(13) }
            if line.hasPrefix("Candidate bindings: ") {
                return "the nearest: " + line.dropFirst(20)
            }
        }
        return nil
    }

    /// The error of a query for a person: E430.
    var failure: Failure {
        let isFile = category == "Permission" && message.contains("file system")
        let fileHint = isFile ? "read the file with load(path) and query the table" : nil
        return Failure("E430", sentence + (position?.description ?? ""), hint: fileHint ?? hint, subject: subject)
    }

    /// Everything up to the first blank line, as one line.
    var firstParagraph: String {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.prefix { !$0.isEmpty }.joined(separator: "; ")
    }
}
