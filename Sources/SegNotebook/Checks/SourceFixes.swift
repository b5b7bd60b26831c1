import SegDiagnostics

/// Repairs of mistakes whose message says exactly what to write: a misspelled name, a word or sign of another language.
enum SourceFixes {
    /// Bytes of a source and what should stand there.
    struct Fix: Hashable {
        let range: Range<Int>
        let replacement: String
    }

    /// Words and signs of other languages that have one counterpart.
    private static let counterparts = [
        "&&": "and", "||": "or", "&": "and", "None": "nil", "NULL": "nil", "null": "nil", "True": "true", "False": "false",
        "elif": "else if", "%>%": "|>", "%in%": "in", "<-": "=", "===": "==", "^": "**", "#": "//", "!": "not ",
    ]

    /// Repairs for what was found in a file, in order, none touching another.
    static func fixes(of diagnostics: [Diagnostic], in file: SourceFile) -> [Fix] {
        let all = diagnostics.filter { $0.span?.file == file }.compactMap(fix)
        var chosen: [Fix] = []
        for fix in Set(all).sorted(by: { ($0.range.lowerBound, $0.replacement) < ($1.range.lowerBound, $1.replacement) })
        where fix.range.lowerBound >= chosen.last?.range.upperBound ?? 0 {
            chosen.append(fix)
        }
        return chosen
    }

    /// The bytes with the repairs made.
    static func apply(_ fixes: [Fix], to bytes: [UInt8]) -> [UInt8] {
        fixes.reversed().reduce(into: bytes) { $0.replaceSubrange($1.range, with: Array($1.replacement.utf8)) }
    }

    private static func fix(of diagnostic: Diagnostic) -> Fix? {
        guard let span = diagnostic.span else { return nil }
        let text = String(span.text)
        if diagnostic.code == "E110" {
            return (counterparts[text] ?? doubleQuoted(text)).map { Fix(range: span.range, replacement: $0) }
        }
        guard let meant = meant(diagnostic.hint) else { return nil }
        // The word is what the place begins with: `.pirce`, or `sed: 1`.
        let start = text.hasPrefix(".") ? 1 : 0
        let word = text.dropFirst(start).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard Suggestion.nearest(to: String(word), among: [meant]) == meant else { return nil }
        let lower = span.range.lowerBound + start
        return Fix(range: lower..<(lower + word.utf8.count), replacement: meant)
    }

    /// A text in single quotes as one in double quotes; nil where something in it would then mean something else.
    private static func doubleQuoted(_ text: String) -> String? {
        guard text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains { "\"'\\\n".contains($0) } ? nil : "\"\(inner)\""
    }

    /// The word of a hint `did you mean 'x'?`.
    private static func meant(_ hint: String?) -> String? {
        guard let hint, hint.hasPrefix("did you mean '"), hint.hasSuffix("'?") else { return nil }
        let word = hint.dropFirst("did you mean '".count).dropLast(2)
        return word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? String(word) : nil
    }
}
