import SegDiagnostics
import SegSyntax

/// A session as a notebook that runs: each input as a cell of its own, in the order typed and under its name, from which its random
/// numbers come; `_` with a name.
public struct SessionNotebook {
    private let pieces: [SavedPiece]
    /// What its random numbers start from.
    private let seed: UInt64

    public init(_ pieces: [SavedPiece], seed: UInt64 = 0) {
        self.pieces = pieces
        self.seed = seed
    }

    /// The notebook's text.
    public var text: String {
        let named = LastValueNames(pieces)
        var modules = UsedModules()
        let cells = pieces.enumerated().map { index, piece in
            switch piece {
            case .cells(let text, _, _): return text.trimmed
            case .input(let record):
                let cell = SavedCell(
                    record, text: named.rewritten(record, at: index), name: named.name(at: index), fallback: named.fallback(record))
                return "%% \(record.name)\n" + CellMark.escaped(modules.completed(cell.text))
            }
        }
        let settings = seed == 0 ? "" : "---\nseed: \(Int64(bitPattern: seed))\n---\n"
        return "#!/usr/bin/env -S segnb run\n" + settings + cells.map { "\n" + $0 + "\n" }.joined()
    }
}

/// Repeats `use` in cells that need a module which an earlier cell used.
private struct UsedModules {
    private var lines: [(namespace: String, line: String)] = []

    mutating func completed(_ body: String) -> String {
        let program = Program.parse(SourceFile(name: "", text: body)).tree
        var own: [(namespace: String, line: String)] = []
        for statement in program.statements {
            if case .use(let use) = statement.kind {
                own.append((use.namespace, statement.span.text))
            }
        }
        let words = MentionedNames.of(body)
        let missing = lines.filter { line in
            words.contains(line.namespace) && !own.contains { $0.namespace == line.namespace }
        }
        for use in own {
            lines.removeAll { $0.namespace == use.namespace }
            lines.append(use)
        }
        return (missing.map(\.line) + [body]).joined(separator: "\n")
    }
}
