import SegDiagnostics
import SegDisplay
import SegLibrary
import SegNotebook
import SegVM

/// What `:help` and `:find` show.
enum HelpText {
    /// Keys and commands.
    static let overview: Document = {
        let commands = ConsoleCommand.descriptions.map { description in
            Document.KeyValue(
                StyledText(":" + description.name, .bold) + StyledText(" " + description.placeholder),
                StyledText(description.summary))
        }
        return Document([
            .paragraph("Type code; Enter runs it once it is whole. The last value shown is _, and a line that starts with |> goes on from it."),
            .keyValues(keys),
            .keyValues(commands),
        ])
    }()

    private static let keys = [
        Document.KeyValue("Tab", "completes names, columns, labels and paths"),
        Document.KeyValue("Alt-Enter", "begins a new line"),
        Document.KeyValue("Ctrl-C", "drops the input, or stops the work and keeps the session"),
        Document.KeyValue("Ctrl-R", "searches the history"),
        Document.KeyValue("?name", "explains a name; ??name shows a function's source"),
    ]

    /// Builtins with a word in their name or summary. E622 when there are none.
    static func builtins(with word: String) throws(Failure) -> Document {
        let wanted = word.lowercased()
        var lines: [Document.KeyValue] = []
        for native in Library.registry.all where !native.name.contains("@") {
            let summaries = native.overloads.map(\.summary)
            let texts = [native.name] + summaries
            guard texts.contains(where: { $0.lowercased().contains(wanted) }) else { continue }
            lines.append(.init(StyledText(native.name, .bold), StyledText(summaries.first ?? "")))
        }
        guard !lines.isEmpty else {
            throw Failure("E622", "no builtin's name or purpose has \"\(word)\"", hint: "try a shorter word")
        }
        return Document([.keyValues(lines)])
    }
}
