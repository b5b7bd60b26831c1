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
    /// Work in the background: begun, listed, waited for, stopped.
    case background(String)
    case jobs
    case wait(String?)
    case stop(String?)
    case profile(String)
    /// The history, or what a filter leaves of it.
    case history(String?)
    /// The settings, or a change of one.
    case settings(String?)

    /// What a command takes.
    enum Argument: Equatable { case nothing, name, word, code, query, file, setting, job }

    struct Description {
        let name: String
        let argument: Argument
        /// The argument as help writes it.
        let placeholder: String
        let summary: String
        /// Whether it can stand alone.
        var isOptional: Bool { argument == .nothing || placeholder.hasPrefix("[") }
    }

    static let descriptions = [
        Description(
            name: "bg", argument: .code, placeholder: "code",
            summary: "run code beside the prompt; its result becomes bg1, bg2, …"),
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
            name: "history", argument: .word, placeholder: "[failed] [here] [text]",
            summary: "earlier inputs: those that failed, of this folder, with a text"),
        Description(
            name: "jobs", argument: .nothing, placeholder: "", summary: "the work in the background"),
        Description(
            name: "load", argument: .file, placeholder: "file [cell]",
            summary: "run a notebook, down to a cell where one is named, or a program here and keep its names"),
        Description(
            name: "profile", argument: .code, placeholder: "code",
            summary: "run code and show in which lines the time went"),
        Description(
            name: "py", argument: .code, placeholder: "[code]",
            summary: "a Python prompt on the same names; exit() or Ctrl-D comes back"),
        Description(
            name: "quit", argument: .nothing, placeholder: "", summary: "end; Ctrl-D is the same"),
        Description(
            name: "save", argument: .file, placeholder: "file.segnb",
            summary: "write the inputs that succeeded as a notebook; :save! replaces a file"),
        Description(
            name: "set", argument: .setting, placeholder: "[name value]",
            summary: "how things are shown; alone it lists the settings"),
        Description(
            name: "sql", argument: .query, placeholder: "query",
            summary: "run a query over the session's tables; its result is _ and q1, q2, …"),
        Description(
            name: "stop", argument: .job, placeholder: "[job]",
            summary: "stop a job in the background, or all"),
        Description(
            name: "time", argument: .code, placeholder: "code",
            summary: "run code and say how long it took"),
        Description(
            name: "undo", argument: .nothing, placeholder: "",
            summary: "make all names what they were before the last input"),
        Description(
            name: "vars", argument: .nothing, placeholder: "",
            summary: "the names there are, with their kinds, sizes and values"),
        Description(
            name: "wait", argument: .job, placeholder: "[job]",
            summary: "wait for a job in the background, or all; Ctrl-C waits no longer"),
    ]

    static func description(_ name: String) -> Description? {
        descriptions.first { $0.name == name }
    }

    /// Whether a first line is a command rather than code.
    static func isCommand(_ line: String) -> Bool { line.hasPrefix(":") || line.hasPrefix("?") }

    /// The code that a command is given; nil for a line that is none, or a command of another kind.
    static func code(in line: String) -> Substring? {
        guard line.hasPrefix(":"), let space = line.firstIndex(of: " "),
            description(String(line[..<space].dropFirst())).map { [.code, .query].contains($0.argument) } == true
        else { return nil }
        return line[space...].drop { $0 == " " }
    }

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
        // What R and Julia call it.
        let name = replaces ? "save" : word == "apropos" ? "find" : word
        guard let description = Self.description(name) else {
            throw Failure(
                "E620", "there is no command \":\(word)\"",
                hint: Suggestion.nearest(to: word, among: Self.descriptions.map(\.name))
                    .map { "did you mean :\($0)?" } ?? ":help lists the commands")
        }
        if argument.isEmpty, !description.isOptional {
            throw Failure(
                "E620", ":\(name) needs an argument", hint: ":\(name) \(description.placeholder)")
        }
        if !argument.isEmpty, description.argument == .nothing {
            throw Failure("E620", ":\(name) takes no argument", hint: "write :\(name) alone")
        }
        if description.argument == .code, Self.isCommand(argument) {
            throw Failure("E620", ":\(name) takes code of the language, not a command", hint: ":\(name) \(description.placeholder)")
        }
        let given = argument.isEmpty ? nil : argument
        switch name {
        case "bg": self = .background(argument)
        case "jobs": self = .jobs
        case "wait": self = .wait(given)
        case "stop": self = .stop(given)
        case "profile": self = .profile(argument)
        case "history": self = .history(given)
        case "set": self = .settings(given)
        case "find": self = .find(argument)
        case "load": self = .load(argument)
        case "py": self = .python(given)
        case "save":
            let (path, rest) = argument.partsAfterQuote
            self = .save(rest.isEmpty ? path : argument, replaces: replaces)
        case "time": self = .time(argument)
        case "vars": self = .variables
        case "clear": self = .clear
        case "undo": self = .undo
        case "edit": self = .edit(given)
        case "sql": self = .sql(argument)
        case "quit": self = .quit
        default: self = .help(given)
        }
    }
}

extension String {
    /// What stands in double quotes at the start, and what follows them; all of a text without them.
    var partsAfterQuote: (quoted: String, rest: String) {
        guard hasPrefix("\""), let end = dropFirst().firstIndex(of: "\"") else { return (self, "") }
        return (String(self[index(after: startIndex)..<end]), String(self[index(after: end)...]).trimmed)
    }

    /// Without white space at its ends.
    var trimmed: String {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r\n", "\r"]
        var text = self[...]
        while let first = text.first, blanks.contains(first) { text.removeFirst() }
        while let last = text.last, blanks.contains(last) { text.removeLast() }
        return String(text)
    }
}
