import SegDiagnostics
import SegNotebook
import SegSyntax

/// Where the pieces from the first input with a variable to its last go: into the one cell of the variable, or before or after it.
///
/// All inputs are in the one cell in their order, and cells of SQL and Python before it, unless such a cell reads what an input
/// gives. Then what has nothing to do with the variable goes before, so that it can be read, and cells that read what the inputs of
/// the variable give go after them; if that doesn't change what something reads.
struct VariableGroup {
    private(set) var before: [Int] = []
    private(set) var inside: [Int] = []
    private(set) var after: [Int] = []

    init(_ pieces: [SavedPiece], _ range: ClosedRange<Int>) {
        if Self.hasReadingCell(pieces, range) { sort(pieces, range) } else { keepOrder(pieces, range) }
    }

    private static func hasReadingCell(_ pieces: [SavedPiece], _ range: ClosedRange<Int>) -> Bool {
        var given: Set<String> = []
        for place in range {
            if record(pieces[place]) != nil {
                given.formUnion(PieceNames(pieces[place]).given)
            } else if !PieceNames(pieces[place]).read.isDisjoint(with: given) {
                return true
            }
        }
        return false
    }

    private mutating func sort(_ pieces: [SavedPiece], _ range: ClosedRange<Int>) {
        let group = range.reduce(into: Set<String>()) { $0.formUnion(Self.record(pieces[$1])?.variables ?? []) }
        var (given, read): (Set<String>, Set<String>) = ([], [])
        var givenAfter: Set<String> = []
        for place in range {
            let names = PieceNames(pieces[place])
            let record = Self.record(pieces[place])
            let isTied =
                !(record?.variables.isDisjoint(with: group) ?? true) || record?.readsLastValue == true
                || !names.read.isDisjoint(with: given.union(givenAfter)) || !names.given.isDisjoint(with: given.union(read))
            if !isTied {
                before.append(place)
            } else if record == nil {
                after.append(place)
                givenAfter.formUnion(names.given)
            } else {
                guard names.read.isDisjoint(with: givenAfter) else { return keepOrder(pieces, range) }
                inside.append(place)
                given.formUnion(names.given)
                read.formUnion(names.read)
            }
        }
    }

    private mutating func keepOrder(_ pieces: [SavedPiece], _ range: ClosedRange<Int>) {
        before = range.filter { Self.record(pieces[$0]) == nil }
        inside = range.filter { Self.record(pieces[$0]) != nil }
        after = []
    }

    private static func record(_ piece: SavedPiece) -> InputRecord? {
        if case .input(let record) = piece { record } else { nil }
    }
}

/// The names that a piece gives, and all that it mentions.
private struct PieceNames {
    private(set) var given: Set<String> = []
    let read: Set<String>

    init(_ piece: SavedPiece) {
        switch piece {
        case .input(let record):
            read = Set(MentionedNames.of(record.text))
            take(Program.parse(SourceFile(name: "", text: record.text)).tree)
        case .cells(let text, let lastValue, _):
            read = Set(MentionedNames.of(text))
            if let lastValue { given.insert(lastValue) }
            for cell in Notebook.parse(SourceFile(name: "", text: text)).tree.cells {
                given.insert(cell.name)
                if cell.kind == .python { given.formUnion(CellOptions(cell).writes) }
                if let program = cell.program { take(program) }
            }
        }
    }

    private mutating func take(_ program: Program) {
        for statement in program.statements {
            switch statement.kind {
            case .binding(let binding): given.formUnion(binding.names.map(\.text))
            case .function(let function): given.insert(function.name.text)
            case .use(let use): given.insert(use.namespace)
            default: break
            }
        }
    }
}
