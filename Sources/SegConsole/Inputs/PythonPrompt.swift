import SegDisplay

/// The Python prompt at a terminal: lines until they are a whole input, blocks until an empty line.
struct PythonPrompt {
    private let turn: PythonTurn
    private let source: LineSource
    private let typed: InteractivePrompt.TypedLines

    /// nil after the reason was shown.
    init?(_ session: ConsoleSession, _ source: LineSource, _ typed: InteractivePrompt.TypedLines) {
        guard let turn = PythonTurn(session) else { return nil }
        self.turn = turn
        self.source = source
        self.typed = typed
    }

    /// Takes inputs until `exit()` or Ctrl-D.
    func run() {
        typed.isPython = true
        defer {
            typed.isPython = false
            turn.end()
        }
        while let text = readInput() {
            let input = text.trimmed
            if ["exit()", "quit()", "exit", "quit"].contains(input) { return }
            guard !input.isEmpty, case .whole(let names)? = turn.state(of: text) else { continue }
            source.remember(text)
            _ = turn.run(text, mentions: names)
        }
    }

    /// A whole input, or one with an error; nil at the end.
    private func readInput() -> String? {
        var text = ""
        while true {
            switch source.read(prompt: text.isEmpty ? ">>> " : "... ") {
            case .end:
                if text.isEmpty { return nil }
                return text
            case .cancelled: return ""
            case .line(let line):
                text += text.isEmpty ? line : "\n" + line
                if text.trimmed.isEmpty { return "" }
                guard turn.isBeginning(text) else { return text }
            }
        }
    }
}

extension PythonTurn {
    /// Whether more lines have to follow; a text with an error is no beginning.
    fileprivate func isBeginning(_ text: String) -> Bool { (try? isIncomplete(text)) ?? false }
}
