import SegDiagnostics

extension Program {
    /// Parses a module file, a cell or an input of the REPL.
    ///
    /// - Parameters:
    ///   - range: the bytes of the file to parse; all of them when nil.
    ///   - continuesLastValue: whether a leading `|>` goes on from the name `_`, as at the prompt.
    public static func parse(
        _ file: SourceFile, range: Range<Int>? = nil, continuesLastValue: Bool = false
    ) -> Parsed<Program> {
        let (program, problems) = parseReporting(
            file, range: range, continuesLastValue: continuesLastValue)
        return Parsed(tree: program, diagnostics: problems.map(\.diagnostic))
    }

    /// The problems in order of their places.
    static func parseReporting(
        _ file: SourceFile, range: Range<Int>?, continuesLastValue: Bool
    ) -> (program: Program, problems: [Problem]) {
        let range = (range ?? 0..<file.bytes.count).clamped(to: 0..<file.bytes.count)
        var parser = Parser(file, range: range, continuesLastValue: continuesLastValue)
        let statements = parser.parseStatements(until: nil)
        let problems = parser.problems.enumerated().sorted { left, right in
            let first = left.element.place
            let second = right.element.place
            return first == second ? left.offset < right.offset : first < second
        }
        return (Program(statements: statements, span: Span(file, range)), problems.map(\.element))
    }
}

extension Problem {
    fileprivate var place: Int { diagnostic.span?.range.lowerBound ?? 0 }
}

/// Whether an input of the REPL can run.
public enum Completeness: String, Sendable {
    /// It has no syntax errors.
    case complete
    /// It ends in the middle of something: inside a bracket, after an operator, before a block.
    case incomplete
    /// More input can't mend it.
    case invalid

    /// Judges what was typed so far.
    public static func of(_ text: String) -> Completeness {
        let file = SourceFile(name: "<input>", text: text)
        let (_, problems) = Program.parseReporting(file, range: nil, continuesLastValue: true)
        guard let first = problems.first else { return .complete }
        return first.isAtEnd ? .incomplete : .invalid
    }
}

extension Parser {
    /// Statements up to a closing bracket, which is not taken, or the end.
    mutating func parseStatements(until close: Symbol?) -> [Statement] {
        var statements: [Statement] = []
        while true {
            while accept(.semicolon) {}
            if current.isEnd || (close != nil && current.symbol == close) { return statements }
            let start = index
            statementStart = start
            let (brackets, saved) = (openBrackets.count, context)
            do throws(Abort) {
                context = .statement
                let statement = try parseStatement()
                statements.append(statement)
                try expectStatementEnd(after: statement, until: close)
            } catch {
                synchronize(from: start, openBrackets: brackets)
            }
            context = saved
        }
    }

    /// A statement ends at a line's end, a `;`, or the end of its block.
    private mutating func expectStatementEnd(
        after statement: Statement, until close: Symbol?
    ) throws(Abort) {
        if current.startsLine, isNext(.pipe) { throw fail(.continuedBranch(firstWord(statement))) }
        if current.isEnd || current.startsLine || isNext(.semicolon) { return }
        if let close, isNext(close) { return }
        throw fail(misplaced(after: statement))
    }

    private func firstWord(_ statement: Statement) -> String {
        String(statement.span.text.prefix { $0.isLetter })
    }

    /// Explains a token that can't follow a whole statement on its line.
    private func misplaced(after statement: Statement) -> SyntaxError {
        if let habit = trailingHabit(after: statement) { return .foreign(habit) }
        if current.plainWord == "is", case .expression = statement.kind { return .foreign(.isTest) }
        if isNext(.fatArrow) || isNext(.arrow) { return .foreign(.arrowFunction) }
        if case .expression(let expression) = statement.kind {
            switch expression.kind {
            case .ifElse, .match, .tryCatch: return .continuedBranch(firstWord(statement))
            default: break
            }
        }
        switch current.symbol {
        case .leftParenthesis, .leftBracket:
            return .unseparated(
                found: describe(current),
                hint: "a call or an index touches its bracket: f(x), xs[0]")
        case .rightParenthesis, .rightBracket, .rightBrace:
            return .unseparated(
                found: describe(current), hint: "there is no bracket that it closes")
        case .assign:
            return .unseparated(found: "'='", hint: "to compare, write ==")
        default:
            return .unseparated(found: describe(current), hint: separationHint(after: statement))
        }
    }

    /// `fucn f` is more likely a misspelt word than two statements.
    private func separationHint(after statement: Statement) -> String {
        if current.keyword == .if { return "a choice is written if c { a } else { b }, and when(c, a, b) on columns" }
        if case .expression(let expression) = statement.kind,
            case .name(let name, version: nil) = expression.kind,
            let hint = Suggestion.hint(for: name.text, among: Self.statementWords)
        {
            return hint
        }
        return "put each statement on its own line, or ';' between two"
    }

    /// The words that open a statement.
    private static let statementWords = [
        "expect", "for", "func", "if", "let", "match", "not", "param", "return", "try", "use",
        "var",
        "while",
    ]

    private func trailingHabit(after statement: Statement) -> ForeignHabit? {
        if isNext(.question) { return .ternary }
        guard case .expression(let expression) = statement.kind else { return nil }
        if case .name(let name, version: nil) = expression.kind {
            if name.text == "lambda" { return .lambda }
            if let habit = ForeignHabit.statements[name.text] { return habit }
        }
        return nil
    }
}
