import SegDiagnostics

/// A diagnostic on its way out of the lexer or parser.
struct Problem {
    let diagnostic: Diagnostic
    /// Whether more input could mend it: the source ends in the middle of something.
    let isAtEnd: Bool
}

/// Unwinds the parser to the next statement; what was wrong has been reported.
struct Abort: Error {}

/// What can be wrong with a source: a stable code, a sentence, and what to do about it.
///
/// All texts stand in the extensions of this type, one member a kind of error.
struct SyntaxError {
    let code: String
    let message: String
    let hint: String?
    /// Whether a block is missing, which may still follow on the next line of the REPL.
    let asksForBlock: Bool

    init(_ code: String, _ message: String, hint: String?, asksForBlock: Bool = false) {
        self.code = code
        self.message = message
        self.hint = hint
        self.asksForBlock = asksForBlock
    }

    func diagnostic(at span: Span, notes: [Diagnostic.Note] = []) -> Diagnostic {
        Diagnostic(code: code, message, at: span, hint: hint, notes: notes)
    }
}

extension SyntaxError {
    /// A spelling of another language.
    static func foreign(_ habit: ForeignHabit) -> SyntaxError {
        SyntaxError("E110", habit.message, hint: habit.hint)
    }
}
