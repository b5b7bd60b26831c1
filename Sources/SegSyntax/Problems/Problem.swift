import SegDiagnostics

/// A diagnostic on its way out of the lexer or parser.
struct Problem {
    var diagnostic: Diagnostic
    /// Whether more input could mend it: the source ends in the middle of something.
    let isAtEnd: Bool
}

/// Unwinds the parser to the next statement; what was wrong has been reported.
struct Abort: Error {}

/// What is wrong with a source, one case a kind of error; codes are stable.
enum SyntaxError {
    // Characters and literals
    case invalidUTF8
    case unexpectedCharacter(String, hint: String?)
    case unterminatedText
    case unterminatedMultilineText
    case unknownEscape(String)
    case badNumber(String, hint: String)
    case integerOutOfRange(String)
    case numberOutOfRange(String)
    case textIndentation
    // Habits from other languages
    case foreign(ForeignHabit)
    // Grammar
    case expected(String, found: String, hint: String?)
    case unclosed(String, found: String)
    case unseparated(found: String, hint: String)
    case parenthesesNeeded(String, hint: String)
    case spaceBeforeBracket(String)
    case columnMember(String, hint: String)
    case pipeNeedsCall(String, hint: String)
    case positionalAfterLabelled
    case invalidTarget
    case nestedTooDeeply(limit: Int)
    case treeTooDeep(limit: Int)
    case userModule(String)
    case placeholderOutside(String)
    case bareBlock
    case continuedBranch(String)
    case reservedName(String)
    case misplacedJump(String, place: String)
    case nothingToContinue
    // Notebooks
    case badHeader(String, hint: String)
    case duplicateCell(String)
    case unterminatedFrontMatter
}

extension SyntaxError {
    /// The stable code.
    var code: String {
        switch self {
        case .invalidUTF8: "E101"
        case .unexpectedCharacter: "E102"
        case .unterminatedText, .unterminatedMultilineText: "E103"
        case .unknownEscape: "E104"
        case .badNumber: "E105"
        case .integerOutOfRange: "E106"
        case .numberOutOfRange: "E107"
        case .textIndentation: "E108"
        case .foreign: "E110"
        case .expected: "E111"
        case .unclosed: "E112"
        case .unseparated: "E113"
        case .parenthesesNeeded: "E115"
        case .spaceBeforeBracket: "E116"
        case .columnMember: "E117"
        case .pipeNeedsCall: "E118"
        case .positionalAfterLabelled: "E119"
        case .invalidTarget: "E120"
        case .nestedTooDeeply: "E121"
        case .treeTooDeep: "E122"
        case .userModule: "E123"
        case .placeholderOutside: "E124"
        case .bareBlock: "E125"
        case .continuedBranch: "E126"
        case .reservedName: "E127"
        case .misplacedJump: "E128"
        case .nothingToContinue: "E129"
        case .badHeader: "E130"
        case .duplicateCell: "E131"
        case .unterminatedFrontMatter: "E132"
        }
    }

    func diagnostic(at span: Span, notes: [Diagnostic.Note] = []) -> Diagnostic {
        let (message, hint) = text
        return Diagnostic(code: code, message, at: span, hint: hint, notes: notes)
    }
}
