extension SyntaxError {
    /// What is wrong, in a sentence, and what to do about it.
    var text: (message: String, hint: String?) {
        switch self {
        case .invalidUTF8, .unexpectedCharacter, .unterminatedText, .unterminatedMultilineText,
            .unknownEscape, .badNumber, .integerOutOfRange, .numberOutOfRange, .textIndentation:
            lexicalText
        case .foreign(let habit):
            (habit.message, habit.hint)
        case .badHeader, .duplicateCell, .unterminatedFrontMatter:
            notebookText
        case .nestedTooDeeply, .treeTooDeep, .userModule, .placeholderOutside, .bareBlock,
            .continuedBranch, .reservedName, .misplacedJump, .nothingToContinue:
            structureText
        default:
            grammarText
        }
    }

    private var lexicalText: (String, String?) {
        switch self {
        case .invalidUTF8:
            ("the source is not valid UTF-8 from here on", "save the file as UTF-8")
        case .unexpectedCharacter(let character, let hint):
            ("unexpected character '\(character)'", hint ?? "remove it, or put it into quotes")
        case .unterminatedText:
            (
                "the text that starts here does not end on its line",
                "close it with \", or use \"\"\" for text of several lines"
            )
        case .unterminatedMultilineText:
            ("the text that starts here has no closing \"\"\"", "close it with \"\"\"")
        case .unknownEscape(let escape):
            (
                "unknown escape '\(escape)'",
                "the escapes are \\n \\r \\t \\0 \\\\ \\\" \\u{…} and \\( ); "
                    + "for backslashes as they are, write r\"…\""
            )
        case .badNumber(let number, let hint):
            ("'\(number)' is not a number", hint)
        case .integerOutOfRange(let number):
            (
                "the integer \(number) is too large for 64 bits",
                "integers go up to 9223372036854775807; write a Float, as in 1e19"
            )
        case .numberOutOfRange(let number):
            (
                "the number \(number) is out of range",
                "Floats go up to 1.8e308, durations to 292 years"
            )
        case .textIndentation:
            (
                "this line is indented less than the closing \"\"\"",
                "indent every line of the text at least as far as its closing \"\"\""
            )
        default: ("", nil)
        }
    }

    private var grammarText: (String, String?) {
        switch self {
        case .expected(let what, let found, let hint):
            ("expected \(what), found \(found)", hint)
        case .unclosed(let bracket, let found):
            ("expected '\(bracket)', found \(found)", "close the bracket with '\(bracket)'")
        case .unseparated(let found, let hint):
            ("did not expect \(found) here", hint)
        case .parenthesesNeeded(let message, let hint):
            (message, hint)
        case .spaceBeforeBracket(let bracket):
            (
                "'\(bracket)' must touch what stands before it",
                "remove the space before '\(bracket)'; `segnb fmt` does it"
            )
        case .columnMember(let message, let hint), .pipeNeedsCall(let message, let hint):
            (message, hint)
        case .positionalAfterLabelled:
            (
                "a positional argument stands after a labelled one",
                "give it its label, or move it before the labelled arguments"
            )
        case .invalidTarget:
            (
                "this can't be assigned to",
                "a target is a variable, or a field or index of one; compare with =="
            )
        default: ("", nil)
        }
    }

    private var structureText: (String, String?) {
        switch self {
        case .nestedTooDeeply(let limit):
            (
                "brackets or blocks are nested more than \(limit) deep",
                "give inner parts a name with let, or move them into a func"
            )
        case .treeTooDeep(let limit):
            (
                "an expression has more than \(limit) operators or calls in a chain",
                "split it with let, or use a list: .x in [\"a\", \"b\"], concat(…), sum(…)"
            )
        case .userModule(let word):
            (
                "'\(word)' declarations are not available in this version",
                "write a func, or bring a class in with use python"
            )
        case .placeholderOutside(let name):
            (
                "'\(name)' stands in no closure without parameters of its own",
                "use it inside { … }, or the names before 'in'"
            )
        case .bareBlock:
            (
                "no statement starts with '{'",
                "put the statements into a func, an if or a for; a closure needs a place to go to"
            )
        case .continuedBranch(let keyword):
            (
                "'\(keyword)' at the start of a statement ends at its closing brace",
                "give its value a name with let, or put it in parentheses"
            )
        case .reservedName(let word):
            (
                "'\(word)' is a reserved word and can't be a name",
                "choose another name, or write `\(word)` in back-quotes"
            )
        case .misplacedJump(let word, let place):
            ("'\(word)' stands outside of \(place)", "remove it, or move it into \(place)")
        case .nothingToContinue:
            (
                "there is nothing before this '|>'",
                "put a value before it; a line that starts with '|>' goes on from the line above"
            )
        default: ("", nil)
        }
    }

    private var notebookText: (String, String?) {
        switch self {
        case .badHeader(let message, let hint):
            (message, hint)
        case .duplicateCell(let name):
            ("two cells are called '\(name)'", "give each cell a name of its own")
        case .unterminatedFrontMatter:
            (
                "the front matter that starts here has no closing line '---'",
                "end it with a line '---'"
            )
        default: ("", nil)
        }
    }
}
