/// Tokens in the wrong place: E111 to E120.
extension SyntaxError {
    static func expected(_ what: String, found: String, hint: String?) -> SyntaxError {
        SyntaxError(
            "E111", "expected \(what), found \(found)", hint: hint,
            asksForBlock: what == "'{'" || what == "'catch'")
    }

    static func unclosed(_ bracket: String, found: String) -> SyntaxError {
        let hint =
            switch (bracket, found) {
            case (")", "'='"): "'==' compares; an argument is labelled with ':', as in f(name: value)"
            case ("]", "':'"): "a part of a list or a text is xs[a..<b]"
            default: "close the bracket with '\(bracket)'"
            }
        return SyntaxError("E112", "expected '\(bracket)', found \(found)", hint: hint)
    }

    static func severalLoopNames(found: String) -> SyntaxError {
        SyntaxError(
            "E111", "a loop has one variable, found \(found)",
            hint: "take the value apart within: for pair in d.items() { let [key, value] = pair … }")
    }

    static var kindAfterColon: SyntaxError {
        SyntaxError("E111", "expected '->' or '{', found ':'", hint: "the kind of the result stands behind '->': func f(x) -> Int { … }")
    }

    static func hidden(_ bracket: String) -> SyntaxError {
        SyntaxError(
            "E112", "the '\(bracket)' stands in a comment, which '//' starts",
            hint: "close the bracket before it; a whole quotient is div(a, b)")
    }

    static func unseparated(found: String, hint: String) -> SyntaxError {
        SyntaxError("E113", "did not expect \(found) here", hint: hint)
    }

    static func parenthesesNeeded(_ message: String, hint: String) -> SyntaxError {
        SyntaxError("E115", message, hint: hint)
    }

    static func spaceBeforeBracket(_ bracket: String) -> SyntaxError {
        SyntaxError(
            spaceBeforeBracketCode, "'\(bracket)' must touch what stands before it",
            hint: "remove the space before '\(bracket)'; `segnb fmt` does it")
    }

    /// The one error that the formatter mends.
    static let spaceBeforeBracketCode = "E116"

    static func columnMember(_ message: String, hint: String) -> SyntaxError {
        SyntaxError("E117", message, hint: hint)
    }

    static func pipeNeedsCall(_ message: String, hint: String) -> SyntaxError {
        SyntaxError("E118", message, hint: hint)
    }

    static let positionalAfterLabelled = SyntaxError(
        "E119", "a positional argument stands after a labelled one",
        hint: "give it its label, or move it before the labelled arguments")

    static let invalidTarget = SyntaxError(
        "E120", "this can't be assigned to",
        hint: "a target is a variable, or a field or index of one; compare with ==")
}
