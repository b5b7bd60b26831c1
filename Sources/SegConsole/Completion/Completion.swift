import SegDiagnostics
import SegLibrary
import SegSyntax
import SegVM

/// Completes what stands before the cursor.
public enum Completion {
    /// The candidates after `before`, the text of the input up to the cursor, of all its lines.
    public static func candidates(for before: String, in scope: CompletionScope) -> Completions {
        if let command = CommandCompletion.candidates(for: before, in: scope) { return command }
        switch OpenText.state(of: before) {
        case .comment: return .none
        case .text(let start): return inText(before, from: start, scope)
        case .code(let start):
            return inCode(String(decoding: before.utf8.dropFirst(start), as: UTF8.self), scope)
        }
    }

    /// Inside quotes: the keys of what is indexed, the choices of the parameter, else paths.
    private static func inText(_ before: String, from start: Int, _ scope: CompletionScope)
        -> Completions
    {
        let typed = String(decoding: before.utf8.dropFirst(start), as: UTF8.self)
        let code = String(decoding: before.utf8.prefix(start - 1), as: UTF8.self)
        let cursor = CodeCursor(code)
        let keys = keys(of: cursor, scope)
        if !keys.isEmpty { return Completions(typed: typed, among: keys) }
        if let call = cursor.enclosingCalls.first {
            let choices = CallCompletion(call, cursor, scope).choices
            if !choices.isEmpty { return Completions(typed: typed, among: choices) }
        }
        return PathCompletion.candidates(for: typed, folder: scope.folder)
    }

    /// The columns of a table, or the keys of a dictionary, behind whose name a bracket was opened last.
    private static func keys(of cursor: CodeCursor, _ scope: CompletionScope) -> [String] {
        let place = cursor.tokens.count - 2
        guard place >= 0, cursor.tokens[place + 1].isSymbol(.leftBracket), cursor.tokens[place].closesOperand,
            cursor.tokens[place].range.upperBound == cursor.tokens[place + 1].range.lowerBound
        else { return [] }
        let known = ReceiverReader(cursor.tokens, scope).known(endingAt: place)
        return known.columns.isEmpty ? known.fields : known.columns
    }

    private static func inCode(_ before: String, _ scope: CompletionScope) -> Completions {
        let cursor = CodeCursor(before)
        let reader = ReceiverReader(cursor.tokens, scope)
        switch cursor.place {
        case .nowhere: return .none
        case .member(let end):
            let known = reader.known(endingAt: end)
            if let python = known.value?.asHost as? PythonObjectValue { return members(python, cursor) }
            return Completions(typed: cursor.typed, among: members(known, cursor, scope))
        case .column: return Completions(typed: cursor.typed, among: columns(cursor, scope))
        case .pipe(let end):
            let methods = MethodCompletion(scope).names(
                for: reader.known(endingAt: end), cursor.typed)
            return Completions(typed: cursor.typed, among: methods)
        case .operand: return operands(cursor, scope)
        }
    }

    /// What a module or object of Python offers, with signatures and purposes.
    private static func members(_ python: PythonObjectValue, _ cursor: CodeCursor) -> Completions {
        let all = PythonMembers(python).all
        let notes = all.map { member in
            (quoted(member.name), member.signature + (member.summary.isEmpty ? "" : "  " + member.summary))
        }
        return Completions(
            typed: cursor.typed, among: all.map { quoted($0.name) }, notes: Dictionary(notes) { first, _ in first })
    }

    private static func members(
        _ known: KnownValue, _ cursor: CodeCursor, _ scope: CompletionScope
    ) -> [String] {
        known.fields.map(quoted) + MethodCompletion(scope).names(for: known, cursor.typed)
    }

    /// The columns of the table that the nearest call works on; else those of all tables there are.
    private static func columns(_ cursor: CodeCursor, _ scope: CompletionScope) -> [String] {
        let reader = ReceiverReader(cursor.tokens, scope)
        for call in cursor.enclosingCalls {
            let columns = CallCompletion(call, cursor, scope).subject(reader).columns
            if !columns.isEmpty { return columns.map(quoted) }
        }
        let all = scope.names.flatMap { KnownValue(scope.values[$0]).columns }
        return Set(all).sorted().map(quoted)
    }

    /// Labels where an argument begins and names of the session; once a letter is typed that begins
    /// no label, all there is.
    private static func operands(_ cursor: CodeCursor, _ scope: CompletionScope) -> Completions {
        var words: [String] = []
        var notes: [String: String] = [:]
        if let place = cursor.enclosingCalls.first, cursor.beginsArgument(of: place) {
            let call = CallCompletion(place, cursor, scope)
            for label in call.labels + call.pythonLabels.map({ (name: $0.name, note: Optional($0.note)) }) {
                words.append(label.name + ": ")
                notes[label.name + ": "] = label.note
            }
        }
        let isLabel = words.contains { $0.hasPrefix(cursor.typed) }
        words += scope.names.map(quoted)
        if !cursor.typed.isEmpty, !isLabel {
            words += (scope.registry.names + Keyword.allCases.map(\.rawValue)).sorted()
        }
        return Completions(typed: cursor.typed, among: words, notes: notes)
    }

    /// A name as it is written: in back-quotes where it is no plain word.
    static func quoted(_ name: String) -> String {
        let isPlain = name.unicodeScalars.enumerated().allSatisfy { index, scalar in
            scalar == "_" || scalar.properties.isAlphabetic
                || (index > 0 && ("0"..."9").contains(scalar))
        }
        return isPlain && !name.isEmpty ? name : "`\(name)`"
    }
}
