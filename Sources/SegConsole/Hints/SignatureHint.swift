import SegDisplay
import SegLibrary
import SegSyntax
import SegVM

/// The signature of the call that is being typed, from declarations alone: nothing is run.
struct SignatureHint {
    /// The parts of a signature, with the parameter that the cursor is in.
    struct Signature: Equatable {
        let name: String
        var parameters: [String]
        var current: Int?
        /// What follows the closing bracket.
        var rest: String
    }

    private let call: CallCompletion
    private let cursor: CodeCursor
    private let place: CodeCursor.OpenCall
    private let scope: CompletionScope

    /// nil where no call is open before the cursor, or nothing is known of it.
    static func of(_ before: String, in scope: @autoclosure () -> CompletionScope) -> Signature? {
        guard let before = ConsoleCommand.isCommand(before) ? ConsoleCommand.code(in: before).map(String.init) : before
        else { return nil }
        let code: String
        switch OpenText.state(of: before) {
        case .comment: return nil
        case .text(let start): code = String(decoding: before.utf8.prefix(max(0, start - 1)), as: UTF8.self)
        case .code(let start): code = String(decoding: before.utf8.dropFirst(start), as: UTF8.self)
        }
        let cursor = CodeCursor(code)
        guard let place = cursor.enclosingCalls.first else { return nil }
        let scope = scope()
        return SignatureHint(
            call: CallCompletion(place, cursor, scope), cursor: cursor, place: place, scope: scope).signature
    }

    private init(call: CallCompletion, cursor: CodeCursor, place: CodeCursor.OpenCall, scope: CompletionScope) {
        self.call = call
        self.cursor = cursor
        self.place = place
        self.scope = scope
    }

    private var signature: Signature? {
        if let native = scope.builtin(call.name) { return builtin(native) }
        if let names = scope.parameters[call.name], !call.isMember { return function(names) }
        return python
    }

    private func function(_ names: [String]) -> Signature {
        let shown = Array(names.dropFirst(call.hasReceiver ? 1 : 0))
        return Signature(name: call.name, parameters: shown, current: index(among: shown), rest: "")
    }

    /// The form that fits what is written and asks for least; how many others there are is said.
    private func builtin(_ native: NativeObject) -> Signature? {
        let overloads = call.fittingOverloads(of: native)
        let labels = call.writtenLabels
        let fitting = overloads.filter { overload in
            labels.allSatisfy { label in overload.parameters.contains { $0.name == label } }
        }
        let best = fitting.enumerated().min { first, second in
            let asked = (Self.asked(first.element), Self.asked(second.element))
            return asked.0 == asked.1 ? first.offset < second.offset : asked.0 < asked.1
        }?.element
        guard let best = best ?? overloads.first else { return nil }
        let parameters = best.parameters.dropFirst(call.hasReceiver ? 1 : 0)
        var texts = parameters.map { parameter in
            let start = "\(parameter.name): \(parameter.kind.name)"
            return parameter.default.text.map { "\(start) = \($0)" } ?? start
        }
        let position = index(among: parameters.map(\.name)) ?? (best.isVariadic && !texts.isEmpty ? texts.count - 1 : nil)
        if best.isVariadic, let last = texts.popLast() { texts.append(last + "…") }
        if let kind = best.openLabels { texts.append("…: \(kind.name)") }
        let others = overloads.count - 1
        let more = others > 0 ? "  (\(others) more form\(others == 1 ? "" : "s"))" : ""
        return Signature(name: native.name, parameters: texts, current: position, rest: " -> \(best.result)" + more)
    }

    /// How many arguments a form needs.
    private static func asked(_ overload: NativeDeclaration) -> Int { overload.parameters.count { $0.isRequired } }

    /// A function of a module or object of Python that the session knows.
    private var python: Signature? {
        let receiver = ReceiverReader(cursor.tokens, scope).receiver(ofNameAt: place.name)
        guard let object = receiver?.value?.asHost as? PythonObjectValue,
            let member = PythonMembers(object).all.first(where: { $0.name == call.name }),
            member.signature.hasPrefix("("), let end = member.signature.lastIndex(of: ")")
        else { return nil }
        let inside = member.signature[member.signature.index(after: member.signature.startIndex)..<end]
        let parameters = Self.parts(of: inside)
        let names = parameters.map { String($0.prefix { $0 != ":" && $0 != "=" && $0 != " " }) }
        return Signature(
            name: call.name, parameters: parameters, current: index(among: names),
            rest: String(member.signature[member.signature.index(after: end)...]))
    }

    /// Parameters between commas that stand in no bracket of their own.
    private static func parts(of text: Substring) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// The parameter that is being written: by its label, else by its place.
    private func index(among names: [String]) -> Int? {
        if let label = call.currentLabel { return names.firstIndex(of: label) }
        let position = cursor.argumentStarts(of: place).count - 1
        return names.indices.contains(position) ? position : nil
    }
}

extension SignatureHint.Signature {
    /// The signature in one line of so many cells; where it is longer, the start gives way to the parameter
    /// that is being written.
    func line(_ settings: TerminalSettings, width: Int) -> String {
        var text = StyledText("")
        let first = firstShown(width)
        text += StyledText(name + "(" + (first > 0 ? "… " : ""), .dim)
        for (index, parameter) in parameters.enumerated().dropFirst(first) {
            if index > first { text += StyledText(", ", .dim) }
            text += StyledText(parameter, index == current ? .bold : .dim)
        }
        text += StyledText(")" + rest, .dim)
        var narrow = settings
        narrow.width = max(narrow.width, width)
        return DocumentTerminal(narrow).render(Document([.preformatted(text.truncated(to: width))]))
    }

    /// The first parameter such that the current one is to be seen.
    private func firstShown(_ width: Int) -> Int {
        guard let current else { return 0 }
        var room = width - DisplayWidth.of(name) - 4 - DisplayWidth.of(parameters[current])
        var first = current
        while first > 0 {
            room -= DisplayWidth.of(parameters[first - 1]) + 2
            if room < 0 { break }
            first -= 1
        }
        return first
    }
}
