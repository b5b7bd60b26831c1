import Foundation
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
        if call.isOfPython { return python }
        if let native = scope.builtin(call.name) { return builtin(native) }
        if !call.isMember, let function = WrittenFunction(scope.values[call.name]) { return written(function) }
        return python
    }

    private func written(_ function: WrittenFunction) -> Signature {
        let skipped = call.hasReceiver ? 1 : 0
        return Signature(
            name: call.name, parameters: Array(function.texts.dropFirst(skipped)),
            current: index(among: function.parameters.dropFirst(skipped).map(\.name)), rest: function.result)
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
        guard let signature = call.python else { return nil }
        let skipped = call.isPiped ? 1 : 0
        let shown = Array(signature.parameters.dropFirst(skipped))
        let current = index(among: shown.map(\.name)).map { shown[$0].text }
        return Signature(
            name: call.name, parameters: Array(signature.texts.dropFirst(skipped)),
            current: current.flatMap { signature.texts.dropFirst(skipped).firstIndex(of: $0) }.map { $0 - skipped },
            rest: signature.rest)
    }

    /// The parameter that is being written: by its label, else by its place.
    private func index(among names: [String]) -> Int? {
        if let label = call.currentLabel { return names.firstIndex(of: label) }
        let position = cursor.argumentStarts(of: place).count - 1
        return names.indices.contains(position) ? position : nil
    }
}

extension SignatureHint.Signature {
    /// The signature in one line of so many cells; where it is longer, whole parameters at the start and at the end
    /// give way to the one that is being written.
    func line(_ settings: TerminalSettings, width: Int) -> String {
        let shown = shownParameters(width)
        var text = StyledText(name + "(" + (shown.lowerBound > 0 ? "… " : ""), .dim)
        for index in shown {
            if index > shown.lowerBound { text += StyledText(", ", .dim) }
            text += StyledText(parameters[index], index == current ? .bold : .dim)
        }
        if shown.upperBound < parameters.count {
            text += StyledText(shown.isEmpty ? "…" : ", …", .dim)
        } else {
            text += StyledText(")" + ending(width - text.displayWidth - 1), .dim)
        }
        var narrow = settings
        narrow.width = max(narrow.width, width)
        return DocumentTerminal(narrow).render(Document([.preformatted(text.truncatedAtWord(to: width))]))
    }

    /// As much of what follows the bracket as there is room for: all, or what stands before two spaces.
    private func ending(_ room: Int) -> String {
        let first = rest.components(separatedBy: "  ").first ?? ""
        return [rest, first].first { DisplayWidth.of($0) <= room } ?? ""
    }

    /// The parameters that are to be seen, the current one among them.
    private func shownParameters(_ width: Int) -> Range<Int> {
        guard !parameters.isEmpty else { return 0..<0 }
        let widths = parameters.map { DisplayWidth.of($0) + 2 }
        let first = firstShown(width)
        var end = min(parameters.count, (current ?? first) + 1)
        // Of the last parameter its comma is left over for the bracket; of others it stands before the dots.
        var used = DisplayWidth.of(name) + (first > 0 ? 3 : 1) + widths[first..<end].reduce(0, +)
        while end < parameters.count, used + widths[end] + (end + 1 < parameters.count ? 1 : -1) <= width {
            used += widths[end]
            end += 1
        }
        return first..<end
    }

    /// The first parameter such that the current one is to be seen.
    private func firstShown(_ width: Int) -> Int {
        guard let current else { return 0 }
        let isLast = current == parameters.count - 1
        var room = width - DisplayWidth.of(name) - (isLast ? 4 : 6) - DisplayWidth.of(parameters[current])
        var first = current
        while first > 0 {
            room -= DisplayWidth.of(parameters[first - 1]) + 2
            if room < 0 { break }
            first -= 1
        }
        return first
    }
}

extension StyledText {
    /// Fitted to so many cells, with dots in place of what is cut off behind the last whole word.
    fileprivate func truncatedAtWord(to width: Int) -> StyledText {
        guard displayWidth > width else { return self }
        let plain = truncated(to: width).runs.map(\.text).joined()
        guard let space = plain.lastIndex(of: " ") else { return truncated(to: width) }
        return truncated(to: DisplayWidth.of(String(plain[..<space])) + 1)
    }
}
