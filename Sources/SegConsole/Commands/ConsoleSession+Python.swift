import SegDiagnostics
import SegDisplay
import SegLibrary
import SegNotebook
import SegSyntax
import SegVM

extension ConsoleSession {
    /// One input in Python, from its line; the prompt of its own needs a terminal.
    func python(_ code: String?) -> RunStatus {
        guard let code else {
            screen.report(
                Failure("E620", ":py opens a prompt, which needs a terminal", hint: ":py code runs one line of Python"))
            return .refused
        }
        guard let turn = PythonTurn(self) else { return .failed }
        guard var state = turn.state(of: code) else { return .refused }
        // An empty line ends a block that stands in one line.
        if state == .incomplete { state = turn.state(of: code + "\n", reports: false) ?? state }
        guard case .whole(let names) = state else {
            screen.report(Failure("E642", "the Python code ends too early", hint: "a block needs the prompt: :py alone"))
            return .refused
        }
        let status = turn.run(code, mentions: names)
        turn.end()
        return status
    }
}

/// One visit to the Python prompt: inputs that share names with the session.
final class PythonTurn {
    private let session: ConsoleSession
    private let code: PythonPromptCode
    /// Inputs that succeeded, and the names of the session that they were given: its cell is given these, and finds others as they left them.
    private var inputs: [String] = []
    private var reads: Set<String> = []

    /// nil after the reason was shown.
    init?(_ session: ConsoleSession) {
        self.session = session
        do { code = try PythonPromptCode(session.session.interpreter) } catch {
            session.report(error)
            return nil
        }
    }

    /// Whether a text is a whole input; nil after its error was shown.
    func state(of text: String, reports: Bool = true) -> PythonPromptCode.State? {
        do { return try code.state(of: text) } catch {
            if reports { session.report(error) }
            return nil
        }
    }

    /// Whether a text needs more lines; throws where it can't become valid.
    func isIncomplete(_ text: String) throws -> Bool { try code.state(of: text) == .incomplete }

    /// Runs an input so that Ctrl-C stops it, and shows what it gives.
    func run(_ text: String, mentions: [String]) -> RunStatus {
        let modules = session.pythonModules.filter { module in
            mentions.contains(module.name) && session[module.name] == nil
        }
        let values = mentions.compactMap { name in session[name].map { (name: name, value: $0) } }
            .filter { entry in (try? PythonPromptCode.canGive(entry.value)) ?? false }
        // What Python has since an earlier input it keeps, as cells that share names do, with what was changed in place.
        let new = values.filter { !session.hasInPython($0.name, $0.value) }
        let given = new + modules.map { ($0.name, Value.host($0.module)) }
        do {
            let shown = try session.working { Result { try code.run(text, given: given) } }.get()
            for entry in values { session.pythonValues[entry.name] = entry.value }
            session.screen.finish()
            if !shown.blocks.isEmpty { session.screen.show(shown) }
            keep(text, modules, new.map(\.name))
            return .done
        } catch {
            session.screen.finish()
            session.report(error)
            keep(code.completed, modules, new.map(\.name))
            return error is Interruption ? .interrupted : .failed
        }
    }

    /// Keeps what was carried out of an input, for the cell that is saved, which imports modules itself.
    private func keep(_ text: String, _ modules: [(name: String, path: String, module: PythonObjectValue)], _ names: [String]) {
        guard !text.isEmpty else { return }
        inputs += modules.compactMap { Self.importing($0.path, as: $0.name) } + [text]
        reads.formUnion(names)
    }

    /// Takes what was assigned into the session, and says so.
    func end() {
        do {
            let taken = try code.taken().filter { Self.isName($0.name) }
            for entry in taken {
                session.take(entry.name, entry.value)
                session.pythonValues[entry.name] = entry.value
            }
            if !taken.isEmpty {
                let list = taken.map { "\($0.name) (\($0.value.kindName))" }.joined(separator: ", ")
                session.screen.say("from Python: \(list)")
            }
            keep(writes: taken.map(\.name))
        } catch { session.report(error) }
    }

    /// Keeps the inputs as a Python cell for `:save`.
    private func keep(writes: [String]) {
        guard !inputs.isEmpty else { return }
        // As at the prompt, names go on from one to the next.
        let bound = code.names(boundBy: inputs.joined(separator: "\n"))
        let options = [("reads", reads.sorted()), ("writes", writes.filter(bound.contains))].filter { !$0.1.isEmpty }
            .map { "\($0.0): [\($0.1.joined(separator: ", "))]" } + ["shared: true"]
        let body = CellMark.escaped(inputs.joined(separator: "\n"))
        session.add(.cells("%% python \(session.nextPythonName) (\(options.joined(separator: ", ")))\n" + body))
    }

    /// How Python imports a module in use. The folder of a file is where Python looks from its `use` on, which stands above.
    private static func importing(_ path: String, as name: String) -> String? {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let module = file.hasSuffix(".py") ? String(file.dropLast(3)) : file
        guard Self.isName(module.replacing(".", with: "_")) else { return nil }
        return "import " + (module == name ? module : "\(module) as \(name)")
    }

    /// Whether a name can be one of the session.
    private static func isName(_ name: String) -> Bool {
        guard Keyword(rawValue: name) == nil, let first = name.utf8.first else { return false }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
            && name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            }
    }
}

extension ConsoleSession {
    /// Whether the Python prompt has a value under its name already.
    func hasInPython(_ name: String, _ value: Value) -> Bool {
        guard let known = pythonValues[name] else { return false }
        if let host = value.asHost { return host === known.asHost }
        let identity = value.identity
        return identity != nil && identity == known.identity
    }

    /// Shows an error of a command.
    func report(_ error: any Error) {
        switch error {
        case let failure as Failure: screen.report(failure)
        case is Interruption: screen.report(Failure("E390", "interrupted"))
        default: screen.report(Failure("E641", "\(error)"))
        }
    }
}
