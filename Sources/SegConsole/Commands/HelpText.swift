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
                StyledText(":" + description.name, .bold)
                    + StyledText(" " + description.placeholder),
                StyledText(description.summary))
        }
        return Document([
            .paragraph(StyledText(introduction)),
            .keyValues(keys),
            .keyValues(commands),
        ])
    }()

    private static let introduction =
        "Type code; Enter runs it once it is whole. The last value shown is _, and a line that "
        + "starts with |> goes on from it."

    private static let keys = [
        Document.KeyValue("Tab", "completes names, columns, labels and paths"),
        Document.KeyValue("Alt-Enter", "begins a new line"),
        Document.KeyValue("Ctrl-C", "drops the input, or stops the work and keeps the session"),
        Document.KeyValue("Ctrl-R", "searches the history"),
        Document.KeyValue("?name", "explains a name; ??name shows a function's source"),
    ]

    /// A builtin: its forms, what each is for, and the parameters of all of them, each once.
    static func builtin(_ native: NativeObject) -> Document {
        var document = Document()
        var summary = ""
        var parameters: [Document.KeyValue] = []
        for overload in native.overloads {
            let rest = overload.signature.dropFirst(native.name.count)
            document.append(.paragraph(StyledText(native.name, .bold) + StyledText(String(rest))))
            if overload.summary != summary {
                document.append(.paragraph(StyledText(overload.summary)))
            }
            summary = overload.summary
            for parameter in overload.parameters where !parameter.summary.isEmpty {
                let line = Document.KeyValue(
                    StyledText(parameter.name), StyledText(parameter.summary))
                if !parameters.contains(line) { parameters.append(line) }
            }
        }
        if !parameters.isEmpty { document.append(.keyValues(parameters)) }
        let examples = native.overloads.flatMap(\.examples)
        if !examples.isEmpty {
            document.append(.preformatted(StyledText(examples.joined(separator: "\n"), .dim)))
        }
        return document
    }

    /// An object of Python: its signature and documentation; of a module what it offers.
    static func python(_ object: PythonObjectValue, _ name: String) -> Document {
        let (signature, documentation) = object.explanation
        let last = name.split(separator: ".").last.map(String.init) ?? name
        var document = Document([.preformatted(StyledText(last, .bold) + StyledText(signature))])
        if !documentation.isEmpty { document.append(.preformatted(StyledText(documentation))) }
        guard signature.isEmpty else { return document }
        let members = PythonMembers(object).all.map { member in
            Document.KeyValue(StyledText(member.name, .bold) + StyledText(member.signature), StyledText(member.summary))
        }
        if !members.isEmpty { document.append(.keyValues(members)) }
        return document
    }

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
            throw Failure(
                "E622", "no builtin's name or purpose has \"\(word)\"", hint: "try a shorter word")
        }
        return Document([.keyValues(lines)])
    }
}
