import SegDiagnostics
import SegSyntax

/// The text of the cell that an input becomes.
///
/// A notebook's `var` ends with its cell: a cell that may change one from above begins with `var k = k`, and one that leaves a changed
/// or a new one ends with `let k = k`, which cells below read, those of SQL and Python too.
struct SavedCell {
    let text: String

    /// - Parameters:
    ///   - text: what was typed, with names for `_`.
    ///   - name: what later inputs call the value shown, if they do; else it gets `fallback` where it needs one.
    init(_ record: InputRecord, text: String, name: String?, fallback: String) {
        let lets = record.kept.sorted().map { "let \($0) = \($0)" }
        let begins = record.changed.sorted().map { "var \($0) = \($0)" }
        let program = Program.parse(SourceFile(name: "", text: text), continuesLastValue: true).tree
        let body = Self.ending(text, program.statements, record, lets, name: name, fallback: fallback)
        self.text = (begins + [body]).joined(separator: "\n")
    }

    /// The text with the lets where all changes are done, and with what is shown as its last expression.
    private static func ending(
        _ text: String, _ statements: [Statement], _ record: InputRecord, _ lets: [String], name: String?, fallback: String
    ) -> String {
        // Functions that were declared again stand below what is shown.
        let place = record.isShown ? statements.lastIndex(where: \.isExpression) : nil
        guard let place = place ?? statements.indices.last, statements[place].isExpression else { return joined([text] + lets) }
        let last = statements[place]
        let isChanging = !ChangedNames.of([last]).isDisjoint(with: record.kept)
        let isLast = place == statements.count - 1
        if record.isShown, name != nil || !isLast || (isChanging && !lets.isEmpty) {
            let shown = name ?? fallback
            return joined([replacing(last, in: text, by: "let \(shown) = \(last.span.text)")] + lets + [shown])
        }
        if isLast, !isChanging { return replacing(last, in: text, by: joined(lets + [last.span.text])) }
        return joined([text] + lets)
    }

    private static func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") }

    private static func replacing(_ statement: Statement, in text: String, by new: String) -> String {
        var bytes = Array(text.utf8)
        bytes.replaceSubrange(statement.span.range, with: Array(new.utf8))
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Statement {
    /// Whether it is an expression, whose value may be shown.
    var isExpression: Bool { if case .expression = kind { true } else { false } }
}
