import SegDiagnostics

/// What is said to those who forget the colon of a command.
enum CommandHint {
    /// The message with a hint at the command that an input begins with the name of, where that is what is wrong.
    static func added(to diagnostic: Diagnostic, _ input: String) -> Diagnostic {
        let input = input.trimmed
        let word = String(input.prefix { $0.isLetter })
        guard let command = ConsoleCommand.description(word == "apropos" ? "find" : word),
            let place = diagnostic.span?.text, !input.contains("\n")
        else { return diagnostic }
        var diagnostic = diagnostic
        switch diagnostic.code {
        // Another word behind the first one.
        case "E113" where input.dropFirst(word.count).trimmingPrefix { $0 == " " }.hasPrefix(place):
            diagnostic.hint = "write :\(input)"
        case "E201" where place == word: diagnostic.hint = "write :\(word) \(command.placeholder)".trimmed
        default: break
        }
        return diagnostic
    }
}
