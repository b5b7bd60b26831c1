import SegDiagnostics

/// The texts of the errors that tables raise, in one place.
public enum FrameError {
    /// E401, with the nearest name or the first of those there are.
    public static func unknownColumn(_ name: String, among names: [String]) -> Failure {
        let listed = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
        let near = parts(of: name, among: names) ?? Suggestion.hint(for: name, among: names)
        return Failure(
            "E401", "there is no column '\(name)'", hint: near ?? "columns: \(listed)", subject: written(name))
    }

    /// How the parts of a struct are written, where that is what the name means.
    private static func parts(of name: String, among names: [String]) -> String? {
        let start = name + FlatColumn.separator
        let parts = names.filter { $0.hasPrefix(start) }
        guard !parts.isEmpty else { return nil }
        let listed = parts.prefix(6).map { part in
            written(name) + part.dropFirst(start.count).split(separator: FlatColumn.separator).map { ".part(\"\($0)\")" }.joined()
        }
        return "it has parts: " + listed.joined(separator: ", ") + (parts.count > 6 ? ", …" : "")
    }

    /// A column as the language writes it.
    public static func written(_ name: String) -> String {
        let isWord = name.first?.isNumber == false && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        return isWord ? ".\(name)" : ".`\(name)`"
    }

    static func duplicateColumn(_ name: String) -> Failure {
        Failure("E403", "two columns are called '\(name)'", hint: "rename one of them")
    }

    static func lengths(_ name: String, _ count: Int, expected: Int) -> Failure {
        Failure("E404", "column '\(name)' has \(count) rows where the table has \(expected)")
    }

    static func types(_ message: String, hint: String? = nil, subject: String? = nil) -> Failure {
        Failure("E402", message, hint: hint, subject: subject)
    }
}
