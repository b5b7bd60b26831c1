/// A spelling of Python, R, SQL, Swift or C that people type by habit; the parser names the fix.
public enum ForeignHabit: String, CaseIterable, Sendable {
    case hashComment = "#"
    case blockComment = "/*"
    case singleQuotes = "'…'"
    case formatString = "f\"…\""
    case ampersands = "&&"
    case ampersand = "&"
    case bars = "||"
    case exclamation = "!"
    case caret = "^"
    case floorDivision = "//"
    case plusPlus = "++"
    case walrus = ":="
    case twoDots = ".."
    case strictEquality = "==="
    case rPipe = "%>%"
    case rNativeIn = "%in%"
    case leftArrow = "<-"
    case ternary = "? :"
    case elif
    case def
    case fn
    case lambda
    case `import`
    case from
    case `class`
    case const
    case `guard`
    case `switch`
    case ifLet = "if let"
    case tryCall = "try f()"
    case colonBlock = "if x:"
    case none = "None"
    case null = "NULL"
    case notAvailable = "NA"
    case notANumber = "NaN"
    case capitalTrue = "True"
    case capitalFalse = "False"
    case chainedComparison = "1 < x < 3"
    case negativeIndex = "xs[-1]"
    case tuple = "(a, b)"
    case comprehension = "[x for x in xs]"
    case braceDictionary = "{\"a\": 1}"
    case isTest = "x is nil"
    case arrowFunction = "x => x + 1"

    /// What is wrong.
    public var message: String { text.message }
    /// The fix.
    public var hint: String { text.hint }

    /// The one table: spelling, message, fix.
    private var text: (message: String, hint: String) {
        switch self {
        case .comprehension: ("there are no comprehensions", "write xs.map({ x in … }), or filter first")
        case .braceDictionary: ("a dictionary stands in brackets", "write [\"a\": 1] for {\"a\": 1}")
        case .isTest: ("'is' stands in match only", "write x == nil, x != nil, or kind(x) == \"Int\"")
        case .arrowFunction: ("'=>' and '->' make no functions", "write { x in x + 1 } or { $0 + 1 } for x => x + 1")
        case .hashComment: ("'#' starts no comment here", "write // before a comment")
        case .blockComment: ("there are no block comments", "write // before each line")
        case .singleQuotes: ("text stands in double quotes", "write \"…\" for '…'")
        case .formatString: ("text needs no 'f' before it", "write \"…\\(x)…\" for f\"…{x}…\"")
        case .ampersands: ("'&&' is not an operator", "write 'and'")
        case .ampersand: ("'&' is not an operator", "write 'and'")
        case .bars: ("'||' is not an operator", "write 'or'")
        case .exclamation: ("'!' is not an operator", "write 'not x' for '!x'")
        case .caret: ("'^' is not an operator", "write a ** b for a power")
        case .floorDivision:
            ("'//' starts a comment, so nothing is divided here", "write n.div(2) for n // 2")
        case .plusPlus: ("there is no '++', and no plus before a value", "write x += 1; an operator that goes on to the next line ends its own")
        case .walrus: ("':=' is not an operator", "write let x = … on a line of its own")
        case .twoDots: ("'..' is not an operator", "write a...b with b, a..<b without it")
        case .strictEquality: ("'===' is not an operator", "write ==, or same(a, b) for columns")
        case .rPipe: ("'%>%' is not an operator", "write |>")
        case .rNativeIn: ("'%in%' is not an operator", "write 'in'")
        case .leftArrow: ("'<-' does not assign", "write let x = …; to compare with -3, x < -3")
        case .ternary:
            ("there is no '? :'", "write if c { a } else { b }, and when(c, a, b) on columns")
        case .elif: ("'elif' is no word of the language", "write else if")
        case .def: ("'def' is no word of the language", "write func name(a, b) { … }")
        case .fn: ("this is no word of the language", "write func name(a, b) { … }")
        case .lambda: ("'lambda' is no word of the language", "write { x in x + 1 } or { $0 + 1 }")
        case .import:
            (
                "'import' is no word of the language",
                "write use \"file.seg\" or use python \"file.py\""
            )
        case .from: ("'from' is no word of the language", "write use python \"file.py\" as name")
        case .class:
            ("there are no classes", "keep values in a dictionary, [\"a\": 1], and write funcs")
        case .const: ("'const' is no word of the language", "write let name = …")
        case .guard: ("there is no 'guard'", "write if not (condition) { return … }")
        case .switch: ("there is no 'switch'", "write match x { 1 => a; else => b }")
        case .ifLet: ("there is no 'if let'", "write if x != nil { … }, or x ?? other")
        case .tryCall: ("'try' is followed by a block", "write try { f() } catch e { … }")
        case .colonBlock: ("a block stands in braces", "write { … } in place of ':' and an indent")
        case .none: ("'None' is written nil", "write nil")
        case .null: ("'NULL' is written nil", "write nil")
        case .notAvailable: ("'NA' is written nil", "write nil; test with .x == nil")
        case .notANumber:
            ("there is no 'NaN': what is no number is missing", "write nil; test with .x == nil")
        case .capitalTrue: ("'True' is written true", "write true")
        case .capitalFalse: ("'False' is written false", "write false")
        case .chainedComparison: ("comparisons can't be chained", "write 1 < x and x < 3")
        case .negativeIndex: ("indices start at 0 and are never negative", "write xs.last()")
        case .tuple: ("there are no tuples", "write a list, [a, b]")
        }
    }

    /// Words that stand for a value: an error wherever they are used as one.
    static let values: [String: ForeignHabit] = [
        "None": .none, "NULL": .null, "null": .null, "NA": .notAvailable, "NaN": .notANumber,
        "True": .capitalTrue, "TRUE": .capitalTrue, "False": .capitalFalse, "FALSE": .capitalFalse,
    ]

    /// Words that open a statement in other languages: an error before another word.
    static let statements: [String: ForeignHabit] = [
        "def": .def, "fn": .fn, "fun": .fn, "function": .fn, "import": .import, "from": .from,
        "class": .class, "struct": .class, "const": .const, "guard": .guard, "switch": .switch,
        "elif": .elif, "elsif": .elif, "elseif": .elif,
    ]
}
