import Foundation
import SegDiagnostics
import SegFrame
import SegLibrary
import SegNotebook
import SegVM

extension ConsoleSession {
    func undoLast() throws(Failure) {
        guard let input = undo() else { throw Failure("E620", "there is no input to undo") }
        screen.say("\(input) is undone; what it wrote to files stays")
    }

    /// Opens an editor with the last input or a function's source, and runs what comes back if it was changed.
    func edit(_ name: String?) throws(Failure) -> RunStatus {
        let before = try name.map { name throws(Failure) in try sourceText(of: name) } ?? lastInput ?? ""
        let environment = ProcessInfo.processInfo.environment
        guard let editor = environment["VISUAL"] ?? environment["EDITOR"], !editor.isEmpty else {
            throw Failure("E620", "no editor is named", hint: "set VISUAL or EDITOR, for example EDITOR=nano")
        }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("segnb-\(UUID().uuidString).seg").path
        try AtomicFile.write(Data((before + "\n").utf8), to: path)
        defer { unlink(path) }
        // By way of the shell, so that the editor has the terminal and may have arguments.
        guard system("\(editor) '\(path)'") == 0 else { throw Failure("E620", "\(editor) ended with an error") }
        let after = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let text = after.trimmingCharacters(in: .newlines)
        guard text != before, !text.isEmpty else {
            screen.say("nothing was changed")
            return .done
        }
        screen.say(text)
        editedInput = text
        return submit(text)
    }

    private func sourceText(of name: String) throws(Failure) -> String {
        guard let source = functions[name] else {
            throw Failure("E622", "\"\(name)\" is no function of this session", hint: ":edit alone takes the last input")
        }
        return source
    }

    /// Runs a query over the tables of the session, and shows its result, which becomes `_`.
    func run(query text: String) throws(Failure) {
        let query = try SQLQuery(text)
        var tables: [String: Table] = [:]
        for name in query.tablesRead {
            guard let table = (self[name]?.asHost as? TableValue)?.table else {
                throw Failure(
                    "E430", "the session has no table \"\(name)\"",
                    hint: Suggestion.hint(for: name, among: names.filter { self[$0]?.asHost is TableValue }))
            }
            tables[name] = table
        }
        var values: [String: Scalar] = [:]
        for name in query.parameters {
            guard let value = self[name].flatMap({ Scalar($0) }) else {
                throw Failure("E431", "$\(name) must be a single value of the session: a number, text, Bool, date, time, duration or nil")
            }
            values[name] = value
        }
        let result = Value.host(TableValue(try run(query, on: tables, values)))
        let name = (1...).lazy.map { "q\($0)" }.first { self[$0] == nil } ?? "q"
        screen.display(result, cell: nextName)
        screen.say("its name is \(name)")
        set(name, to: result)
        setLastValue(result)
        add(.cells("%% sql \(name)\n\(text)\n", lastValue: name))
    }

    /// Runs a query so that Ctrl-C stops it. E390 when it did.
    func run(
        _ query: SQLQuery, on tables: [String: Table], _ values: [String: Scalar]
    ) throws(Failure) -> Table {
        let (stop, seed) = (state.stop, session.seed)
        return try working { () -> Result<Table, Failure> in
            do throws(Failure) {
                return .success(
                    try query.run(on: tables, parameters: values, seed: seed, isStopped: { stop.reason != nil }))
            } catch {
                return .failure(stop.reason == nil ? error : Failure("E390", "interrupted"))
            }
        }.get()
    }
}
