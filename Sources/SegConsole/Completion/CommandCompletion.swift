import SegVM

/// Completes `:commands` and `?names`.
enum CommandCompletion {
    /// Nil for text that is no command, or whose argument is code.
    static func candidates(for before: String, in scope: CompletionScope) -> Completions? {
        if before.hasPrefix("?"), before.contains(".") {
            return Completion.candidates(for: String(before.drop { $0 == "?" }), in: scope)
        }
        if before.hasPrefix("?") {
            return Completions(typed: String(before.drop { $0 == "?" }), among: names(scope))
        }
        guard before.hasPrefix(":"), !before.contains("\n") else { return nil }
        guard let space = before.firstIndex(of: " ") else {
            return command(before)
        }
        let argument = String(before[space...].drop { $0 == " " })
        let command = ConsoleCommand.description(String(before[..<space].dropFirst()))
        switch command?.argument {
        case .file:
            return PathCompletion.candidates(
                // A path may stand in quotes.
                for: String(argument.drop { $0 == "\"" }), folder: scope.folder, endings: [".segnb", ".seg"])
        case .name:
            // Of builtins there is no source to edit.
            let functions = scope.names.filter { scope.values[$0]?.isCallable ?? false }
            return Completions(typed: argument, among: command?.name == "edit" ? functions : names(scope))
        case .code: return Completion.candidates(for: argument, in: scope)
        case .query: return QueryCompletion.candidates(for: argument, in: scope)
        case .setting: return setting(argument)
        case .job: return Completions(typed: argument, among: scope.jobs)
        case .word, .nothing, nil: return Completions.none
        }
    }

    /// The name of a command; of the only one with the blank before its argument.
    private static func command(_ before: String) -> Completions {
        let found = Completions(typed: before, among: ConsoleCommand.descriptions.map { ":" + $0.name })
        guard found.words.count == 1, let name = found.words.first?.dropFirst(),
            ConsoleCommand.description(String(name))?.argument != .nothing
        else { return found }
        return Completions(replaced: found.replaced, words: [":\(name) "])
    }

    /// The name of a setting, then the words that it may be.
    private static func setting(_ argument: String) -> Completions {
        guard let space = argument.firstIndex(of: " ") else {
            return Completions(typed: argument, among: ConsoleOption.all.map(\.name))
        }
        let option = ConsoleOption.all.first { $0.name == argument[..<space] }
        return Completions(typed: String(argument[space...]).trimmed, among: option?.words ?? [])
    }

    private static func names(_ scope: CompletionScope) -> [String] {
        scope.names + scope.registry.names
    }
}
