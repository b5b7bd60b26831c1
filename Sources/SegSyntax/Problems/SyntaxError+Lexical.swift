/// Characters, numbers and texts: E101 to E108.
extension SyntaxError {
    static let invalidUTF8 = SyntaxError(
        "E101", "the source is not valid UTF-8 from here on", hint: "save the file as UTF-8")

    static func unexpectedCharacter(_ character: String, hint: String?) -> SyntaxError {
        SyntaxError(
            "E102", "unexpected character '\(character)'",
            hint: hint ?? "remove it, or put it into quotes")
    }

    static let unterminatedText = SyntaxError(
        "E103", "the text that starts here does not end on its line",
        hint: "close it with \", or use \"\"\" for text of several lines")

    static let unterminatedMultilineText = SyntaxError(
        "E103", "the text that starts here has no closing \"\"\"", hint: "close it with \"\"\"")

    static func unknownEscape(_ escape: String) -> SyntaxError {
        SyntaxError(
            "E104", "unknown escape '\(escape)'",
            hint: "the escapes are \\n \\r \\t \\0 \\\\ \\\" \\u{…} and \\( ); "
                + "for backslashes as they are, write r\"…\"")
    }

    static func noCharacter(_ digits: String) -> SyntaxError {
        SyntaxError(
            "E104", "'\\u{\(digits)}' is no character",
            hint: "between the braces stands its number in hexadecimal: 0 to D7FF, or E000 to 10FFFF")
    }

    static func badNumber(_ number: String, hint: String) -> SyntaxError {
        SyntaxError("E105", "'\(number)' is not a number", hint: hint)
    }

    /// A number of very many digits is told by its first ones.
    private static func start(of number: String) -> String { number.count > 60 ? number.prefix(60) + "…" : number }

    static func integerOutOfRange(_ number: String) -> SyntaxError {
        SyntaxError(
            "E106", "the integer \(start(of: number)) is too large for 64 bits",
            hint: "integers go up to 9223372036854775807; write a Float, as in 1e19")
    }

    static func numberOutOfRange(_ number: String) -> SyntaxError {
        SyntaxError(
            "E107", "the number \(start(of: number)) is out of range",
            hint: "Floats go up to 1.8e308, durations from 1ns to 292 years")
    }

    static let textIndentation = SyntaxError(
        "E108", "this line is indented less than the closing \"\"\"",
        hint: "indent every line of the text at least as far as its closing \"\"\"")
}
