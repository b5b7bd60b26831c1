import SegDiagnostics
import SegDisplay
import SegLibrary
import SegNotebook
import SegVM

extension ConsoleSession {
    /// What a name is: one of the session's, else a builtin. E622 for an unknown name.
    func help(_ name: String) throws(Failure) -> Document {
        if let object = try pythonObject(name) { return HelpText.python(object, name) }
        if let value = self[name] {
            if case .function = value, let source = functions[name] {
                return Document(text: "func " + Self.signature(source))
            }
            return Document([.keyValues([.init(StyledText("kind"), StyledText(value.kindName))])])
                + ValueDocument.of(value)
        }
        if let command = ConsoleCommand.description(
            name.hasPrefix(":") ? String(name.dropFirst()) : "")
        {
            return Document(text: ":\(command.name) \(command.placeholder)\n    \(command.summary)")
        }
        if let method = PathMethod(rawValue: name) { return Document(text: method.reference) }
        guard let native = Library.registry[name] else { throw unknown(name) }
        return HelpText.builtin(native)
    }

    /// The source of a function that was declared here. E622 for any other name.
    func source(of name: String) throws(Failure) -> Document {
        if let object = try pythonObject(name) {
            guard let source = object.source else {
                throw Failure("E622", "the source of \"\(name)\" can't be read", hint: "?\(name) explains it")
            }
            return Document([.preformatted(StyledText(source.place, .dim)), .preformatted(StyledText(source.text))])
        }
        if let source = functions[name] { return Document(text: source) }
        if case .function(let function)? = self[name] { return Document(text: function.span.text) }
        if self[name] != nil {
            throw Failure(
                "E622", "\"\(name)\" is a value, not a function", hint: "?\(name) shows it")
        }
        guard Library.registry[name] != nil else { throw unknown(name) }
        throw Failure("E622", "\"\(name)\" is built in", hint: "?\(name) explains it")
    }

    /// The module or object of Python that a name, or a path such as `feats.add_features`, means; nil
    /// for names of another kind. E622 where it has no such member.
    private func pythonObject(_ name: String) throws(Failure) -> PythonObjectValue? {
        let parts = name.split(separator: ".").map(String.init)
        guard let first = parts.first else { return nil }
        let module = pythonModules.first { $0.name == first }?.module
        guard var object = module ?? self[first]?.asHost as? PythonObjectValue else { return nil }
        for part in parts.dropFirst() {
            guard let member = object.member(part) else {
                throw Failure(
                    "E622", "\"\(first)\" has no \"\(part)\"",
                    hint: Suggestion.hint(for: part, among: PythonMembers(object).all.map(\.name)))
            }
            object = member
        }
        return object
    }

    /// `f(a, b = 2) -> Float`, from a declaration.
    private static func signature(_ source: String) -> String {
        let head = source.prefix { $0 != "{" }.dropFirst("func".count)
        return String(head).trimmed
    }

    private func unknown(_ name: String) -> Failure {
        let hint = Suggestion.hint(for: name, among: names + Library.registry.names)
        return Failure(
            "E622", "there is no name \"\(name)\"",
            hint: hint ?? ":find \(name) searches the builtins")
    }

    /// The names there are, with their kinds and the start of their values.
    var variableListing: Document {
        if names.isEmpty { return Document(text: "no names yet") }
        var rows = AlignedRows([.init("name"), .init("kind"), .init("size", .trailing), .init("value")])
        let widest =
            names.map { name in
                [name, self[name]?.kindName ?? "", self[name]?.size ?? ""].reduce(0) { $0 + DisplayWidth.of($1) }
            }.max() ?? 0
        let room = min(80, max(12, screen.width - widest - 11))
        for name in names {
            guard let value = self[name] else { continue }
            let text = value.literal.split(separator: "\n").first.map(String.init) ?? ""
            rows.append([
                StyledText(name, .bold), StyledText(value.kindName), StyledText(value.size),
                StyledText(DisplayWidth.truncated(text, to: room)),
            ])
        }
        return Document([.rows(rows)])
    }
}

extension Value {
    /// How much is in it: rows and columns, items, letters; empty for what has no parts.
    fileprivate var size: String {
        switch self {
        case .list(let items): NumberText.grouped(items.count)
        case .dictionary(let entries): NumberText.grouped(entries.count)
        case .string(let text): NumberText.grouped(text.count)
        case .host(let table as TableValue):
            "\(NumberText.grouped(table.table.rowCount)) × \(table.table.columns.count)"
        case .host(let object): object.length.map { NumberText.grouped($0) } ?? ""
        default: ""
        }
    }
}
