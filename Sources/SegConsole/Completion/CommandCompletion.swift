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
            return Completions(
                typed: before, among: ConsoleCommand.descriptions.map { ":" + $0.name })
        }
        let argument = String(before[space...].drop { $0 == " " })
        switch ConsoleCommand.description(String(before[..<space].dropFirst()))?.argument {
        case .file:
            return PathCompletion.candidates(
                for: argument, folder: scope.folder, endings: [".segnb", ".seg"])
        case .name: return Completions(typed: argument, among: names(scope))
        case .code: return Completion.candidates(for: argument, in: scope)
        case .word, .nothing, nil: return Completions.none
        }
    }

    private static func names(_ scope: CompletionScope) -> [String] {
        scope.names + scope.registry.names
    }
}
