import SegSyntax

/// The names that the cells of a notebook bind at their top.
struct BoundNames: Sendable {
    private let cells: [(cell: String, names: Set<String>)]

    init(_ cells: [Cell]) { self.cells = cells.map { ($0.name, Self.names(in: $0)) } }

    private static func names(in cell: Cell) -> Set<String> {
        switch cell.kind {
        case .code, .params, .test: Set(cell.program?.statements.flatMap(\.declaredNames) ?? [])
        case .sql: cell.isNamed ? [cell.name] : []
        case .python: Set(CellOptions(cell).writes)
        case .md: []
        }
    }

    /// What to do about a name that a cell doesn't see and another binds: the nearest above, of which it is a variable, else the
    /// nearest below.
    func hint(for name: String, from index: Int) -> String? {
        if let above = cells.prefix(index).last(where: { $0.names.contains(name) }) {
            return "it is a var of the cell \"\(above.cell)\", which ends with it: bind it with let"
        }
        return cells.dropFirst(index + 1).first { $0.names.contains(name) }.map {
            "the cell \"\($0.cell)\" below binds it, and a cell sees those above it only"
        }
    }
}
