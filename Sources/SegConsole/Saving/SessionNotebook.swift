import SegDiagnostics
import SegSyntax

/// A session as a notebook that runs: inputs as cells under their names, `_` with a name of its
/// own, and inputs that share a `var` in one cell, since variables end with their cells.
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
        var cells: [String] = []
        var modules = UsedModules()
        for group in groups {
            switch group {
            case .cells(let text): cells.append(text.trimmed)
            case .inputs(let indices):
                // Between them may lie inputs that became cells of their own.
                let records = indices.compactMap { index in record(index).map { (index, $0) } }
                guard let first = records.first?.1 else { continue }
                let parts = records.map { index, record in
                    let isLast = index == indices.last
                    return named.rewritten(record, at: index, showsInside: !isLast)
                }
                let body = modules.completed(parts.joined(separator: "\n"))
                cells.append("%% \(first.name)\n" + CellMark.escaped(body))
            }
        }
        let settings = seed == 0 ? "" : "---\nseed: \(Int64(bitPattern: seed))\n---\n"
        return "#!/usr/bin/env -S segnb run\n" + settings + cells.map { "\n" + $0 + "\n" }.joined()
    }

    private enum Group {
        case cells(String)
        case inputs([Int])
    }

    private func record(_ index: Int) -> InputRecord? {
        if case .input(let record) = pieces[index] { record } else { nil }
    }

    /// The pieces in order; what a variable goes through, from its first input to its last, is one cell.
    private var groups: [Group] {
        var groups: [Group] = []
        var index = 0
        while index < pieces.count {
            guard case .input = pieces[index] else {
                if case .cells(let text, _, _) = pieces[index] { groups.append(.cells(text)) }
                index += 1
                continue
            }
            let end = endOfGroup(from: index)
            let order = VariableGroup(pieces, index...end)
            groups += order.before.map(group)
            groups.append(.inputs(order.inside))
            groups += order.after.map(group)
            index = end + 1
        }
        return groups
    }

    private func group(_ place: Int) -> Group {
        if case .cells(let text, _, _) = pieces[place] { .cells(text) } else { .inputs([place]) }
    }

    private func endOfGroup(from start: Int) -> Int {
        var end = start
        var next = start
        while next <= end {
            if let variables = record(next)?.variables, !variables.isEmpty {
                let last = pieces.indices.last {
                    !(record($0)?.variables.isDisjoint(with: variables) ?? true)
                }
                end = max(end, last ?? end)
            }
            next += 1
        }
        return end
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
