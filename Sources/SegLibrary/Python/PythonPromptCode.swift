import SegDisplay
import SegPython
import SegVM

/// What runs at the Python prompt: a namespace that lives as long as the process.
public struct PythonPromptCode {
    /// What a text that was typed so far is.
    public enum State: Equatable {
        /// The beginning of an input.
        case incomplete
        /// A whole input, with the names that it mentions and that were not given yet.
        case whole(mentions: [String])
    }

    private let runtime: PythonRuntime
    private let context: NativeContext

    /// Begins a turn at the prompt: names of the session are asked for anew.
    public init(_ context: NativeContext) throws {
        runtime = try PythonRuntime.shared()
        self.context = context
        let folder = try context.library.absoluteFolder
        try PythonCall.translated {
            _ = try runtime.helper("add_folder", [.string(folder)])
            _ = try runtime.helper("prompt_open", [])
        }
    }

    /// Names who is told when code of Python asks the user for a line (true), and when it has it (false).
    public static func tellOfQuestions(_ receiver: @escaping @Sendable (_ begins: Bool) -> Void) { PythonQuestions.tell(receiver) }

    /// Whether a text is a whole input. E642 for one that can't become valid.
    public func state(of text: String) throws -> State {
        try PythonCall.translated {
            guard case .list(let names) = try runtime.helper("prompt_wants", [.string(text)]) else { return .incomplete }
            return .whole(mentions: names.compactMap(Self.text))
        }
    }

    /// Whether a value has a form in Python.
    public static func canGive(_ value: Value) throws -> Bool {
        _ = try PythonValue(value)
        return true
    }

    /// Runs an input with names of the session that it mentions; gives what it shows.
    public func run(_ text: String, given: [(name: String, value: Value)]) throws -> Document {
        let inputs = try given.map { (key: PythonValue.string($0.name), value: try PythonValue($0.value)) }
        // Where what waits can be woken by Ctrl-C.
        return try PythonThread.shared.run { try run(text, inputs) }
    }

    private func run(_ text: String, _ inputs: [(key: PythonValue, value: PythonValue)]) throws -> Document {
        try PythonCall.within(context, runtime) { isStopped in
            try runtime.refreshModules()
            let told = try runtime.helper("prompt_run", [.string(text), .dictionary(inputs)], isStopped: isStopped)
            guard case .list(let parts) = told, parts.count == 2, case .list(let pictures) = parts[1] else {
                return Document()
            }
            var document = Document(pictures.compactMap(Picture.init).map { .image($0) })
            if let shown = PythonShown.document(of: parts[0], runtime) { document.append(shown) }
            return document
        }
    }

    /// The statements of an input that failed before the one that did; empty where there are none.
    public var completed: String {
        guard case .string(let text)? = try? runtime.helper("prompt_completed", []) else { return "" }
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// The names that statements bind.
    public func names(boundBy text: String) -> Set<String> {
        guard case .list(let names)? = try? runtime.helper("prompt_bound", [.string(text)]) else { return [] }
        return Set(names.compactMap(Self.text))
    }

    /// What was assigned since the last time: values, tables and objects; no modules, functions or classes.
    public func taken() throws -> [(name: String, value: Value)] {
        try PythonCall.translated {
            guard case .list(let entries) = try runtime.helper("prompt_taken", []) else { return [] }
            return entries.compactMap { entry in
                guard case .list(let parts) = entry, parts.count == 2, let name = Self.text(parts[0]) else { return nil }
                return (name, Value(parts[1], runtime))
            }
        }
    }

    /// The word before the cursor, and what it may become.
    public static func completions(for before: String) -> (word: String, words: [String]) {
        guard let runtime = PythonRuntime.started,
            case .list(let parts)? = try? runtime.helper("prompt_completions", [.string(before)]), parts.count == 2,
            let word = text(parts[0]), case .list(let words) = parts[1]
        else { return ("", []) }
        return (word, words.compactMap(text))
    }

    private static func text(_ value: PythonValue) -> String? {
        if case .string(let text) = value { text } else { nil }
    }
}
