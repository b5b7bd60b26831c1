/// Statements and blocks: E121 to E129; notebooks: E130 to E132.
extension SyntaxError {
    static func nestedTooDeeply(limit: Int) -> SyntaxError {
        SyntaxError(
            "E121", "brackets or blocks are nested more than \(limit) deep",
            hint: "give inner parts a name with let, or move them into a func")
    }

    static func treeTooDeep(limit: Int) -> SyntaxError {
        SyntaxError(
            "E122", "an expression has more than \(limit) operators or calls in a chain",
            hint: "split it with let, or use a list: .x in [\"a\", \"b\"], concat(…), sum(…)")
    }

    static func userModule(_ word: String) -> SyntaxError {
        SyntaxError(
            "E123", "'\(word)' declarations are not available in this version",
            hint: "write a func, or bring a class in with use python")
    }

    static func placeholderOutside(_ name: String) -> SyntaxError {
        SyntaxError(
            "E124", "'\(name)' stands in no closure without parameters of its own",
            hint: "use it inside { … }, or the names before 'in'")
    }

    static let bareBlock = SyntaxError(
        "E125", "no statement starts with '{'",
        hint: "a block belongs to a func, if or for; a closure as a value stands in ({ … })")

    static func continuedBranch(_ keyword: String) -> SyntaxError {
        SyntaxError(
            "E126", "'\(keyword)' at the start of a statement ends at its closing brace",
            hint: "give its value a name with let, or put it in parentheses")
    }

    static let closureInHead = SyntaxError(
        "E126", "the first { … } is the block of this statement, and another follows it",
        hint: "a closure before a block needs parentheses: if (xs.any { $0 > 1 }) { … }")

    static func reservedName(_ word: String) -> SyntaxError {
        SyntaxError(
            "E127", "'\(word)' is a reserved word and can't be a name",
            hint: "choose another name, or write `\(word)` in back-quotes")
    }

    static func misplacedJump(_ word: String, place: String) -> SyntaxError {
        SyntaxError(
            "E128", "'\(word)' stands outside of \(place)",
            hint: "remove it, or move it into \(place)")
    }

    static let nothingToContinue = SyntaxError(
        "E129", "there is nothing before this '|>'",
        hint: "put a value before it; a line that starts with '|>' goes on from the line above")

    // MARK: Notebooks

    static func badHeader(_ message: String, hint: String) -> SyntaxError {
        SyntaxError("E130", message, hint: hint)
    }

    static func duplicateCell(_ name: String) -> SyntaxError {
        SyntaxError(
            "E131", "two cells are called '\(name)'", hint: "give each cell a name of its own")
    }

    static let unterminatedFrontMatter = SyntaxError(
        "E132", "the front matter that starts here has no closing line '---'",
        hint: "end it with a line '---'")
}
