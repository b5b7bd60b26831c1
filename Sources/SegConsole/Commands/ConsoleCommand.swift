import SegDiagnostics

/// What can be asked for at the prompt besides running code.
enum ConsoleCommand: Equatable {
    /// `:help`, or help on a name: `?name`.
    case help(String?)
    /// `??name`
    case source(String)
    case find(String)
    case variables
    case time(String)
    case load(String)
    /// The Python prompt, or one input of it.
    case python(String?)
    case save(String, replaces: Bool)
    case clear
    case undo
    /// The last input, or a function's source, in an editor.
    case edit(String?)
    case sql(String)
    case quit

    /// What a command takes.
    enum Argument: Equatable { case nothing, name, word, code, file }

    struct Description {
        let name: String
        let argument: Argument
        /// The argument as help writes it.
        let placeholder: String
        let summary: String
    }

    static let descriptions = [
        Description(
            name: "clear", argument: .nothing, placeholder: "",
            summary: "forget all names and inputs"),
        Description(
            name: "edit", argument: .name, placeholder: "[name]",
            summary: "the last input, or a function, in the editor of VISUAL or EDITOR; runs what comes back"),
        Description(
            name: "find", argument: .word, placeholder: "word",
            summary: "builtins whose name or purpose has a word"),
        Description(
            name: "help", argument: .name, placeholder: "[name]",
            summary: "this, or what a name is; ?name is the same"),
        Description(
            name: "load", argument: .file, placeholder: "file",
            summary: "run a notebook or a program here and keep its names"),
        Description(
            name: "py", argument: .code, placeholder: "[code]",
            summary: "a Python prompt on the same names; exit() or Ctrl-D comes back"),
        Description(
            name: "quit", argument: .nothing, placeholder: "", summary: "end; Ctrl-D is the same"),
        Description(
            name: "save", argument: .file, placeholder: "file.segnb",
            summary: "write the inputs that succeeded as a notebook; :save! replaces a file"),
        Description(
            name: "sql", argument: .code, placeholder: "query",
            summary: "run a query over the session's tables; its result is _ and q1, q2, …"),
        Description(
            name: "time", argument: .code, placeholder: "code",
            summary: "run code and say how long it took"),
        Description(
            name: "undo", argument: .nothing, placeholder: "",
            summary: "make all names what they were before the last input"),
        Description(
            name: "vars", argument: .nothing, placeholder: "",
            summary: "the names there are, with their values"),
    ]

    static func description(_ name: String) -> Description? {
        descriptions.first { $0.name == name }
    }

    /// Whether a first line is a command rather than code.
    static func isCommand(_ line: String) -> Bool { line.hasPrefix(":") || line.hasPrefix("?") }

    /// Reads a command. E620 for an unknown one or a wrong argument.
    init(_ line: String) throws(Failure) {
        let line = line.trimmed
        if line.hasPrefix("??") {
            self = .source(String(line.dropFirst(2)).trimmed)
            return
        }
        if line.hasPrefix("?") {
            let name = String(line.dropFirst()).trimmed
            self = .help(name.isEmpty ? nil : name)
            return
        }
        let word = line.dropFirst().prefix { $0 != " " }
        try self.init(word: String(word), argument: String(line.dropFirst(word.count + 1)).trimmed)
    }

    private init(word: String, argument: String) throws(Failure) {
        let replaces = word == "save!"
        let name = replaces ? "save" : word
        guard let description = Self.description(name) else {
            throw Failure(
                "E620", "there is no command \":\(word)\"",
                hint: Suggestion.nearest(to: word, among: Self.descriptions.map(\.name))
                    .map { "did you mean :\($0)?" } ?? ":help lists the commands")
        }
        let isOptional = description.argument == .nothing || ["help", "py", "edit"].contains(name)
        if argument.isEmpty, !isOptional {
            throw Failure(
                "E620", ":\(name) needs an argument", hint: ":\(name) \(description.placeholder)")
        }
        if !argument.isEmpty, description.argument == .nothing {
            throw Failure("E620", ":\(name) takes no argument", hint: "write :\(name) alone")
        }
        switch name {
        case "find": self = .find(argument)
        case "load": self = .load(argument)
        case "py": self = .python(argument.isEmpty ? nil : argument)
        case "save": self = .save(argument, replaces: replaces)
        case "time": self = .time(argument)
        case "vars": self = .variables
        case "clear": self = .clear
        case "undo": self = .undo
        case "edit": self = .edit(argument.isEmpty ? nil : argument)
        case "sql": self = .sql(argument)
        case "quit": self = .quit
        default: self = .help(argument.isEmpty ? nil : argument)
        }
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r\n", "\r"]
        var text = self[...]
        while let first = text.first, blanks.contains(first) { text.removeFirst() }
        while let last = text.last, blanks.contains(last) { text.removeLast() }
        return String(text)
    }
}
