import SegDisplay
import SegLibrary

/// The Python prompt at a terminal: statements, and blocks that an empty line ends.
struct PythonPrompt {
    private let turn: PythonTurn
    private let source: LineSource

    /// nil after the reason was shown.
    init?(_ session: ConsoleSession, _ source: LineSource) {
        guard let turn = PythonTurn(session) else { return nil }
        self.turn = turn
        self.source = source
    }

    /// Takes inputs until `exit()` or Ctrl-D.
    func run() {
        defer { turn.end() }
        while true {
            switch source.read(style) {
            case .end: return
            case .cancelled: continue
            case .line(let text):
                let input = text.trimmed
                if ["exit()", "quit()", "exit", "quit"].contains(input) { return }
                guard !input.isEmpty, case .whole(let names)? = turn.state(of: text) else { continue }
                source.remember(text)
                _ = turn.run(text, mentions: names)
            }
        }
    }

    private var style: InputStyle {
        InputStyle(
            prompt: ">>> ", more: "... ", isWhole: { [turn] in $0.trimmed.isEmpty || !turn.isBeginning($0) },
            // At the start of a line Tab indents.
            complete: { before in
                let line = EditedText(before: before, after: "").lineBefore
                return Completions(PythonPromptCode.completions(for: String(line)))
            }, hint: { _, _ in nil })
    }
}

extension PythonTurn {
    /// Whether more lines have to follow; a text with an error is no beginning.
    fileprivate func isBeginning(_ text: String) -> Bool { (try? isIncomplete(text)) ?? false }
}
