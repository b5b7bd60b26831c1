/// What a column was computed from, row by row, directly or by way of other columns: whoever knows them knows it.
public struct ColumnSource: Hashable, Sendable, Codable {
    public let column: String
    /// Names, sorted; columns that are gone are among them.
    public let from: [String]
}

extension [ColumnSource] {
    /// What a column was computed from; empty where it is as it was read.
    public func of(_ column: String) -> [String] { first { $0.column.hasSameBytes(as: column) }?.from ?? [] }

    /// Once a column is made from others: it stands on them and on what they stand on.
    func derived(_ name: String, from direct: [String]) -> [ColumnSource] {
        let others = filter { !$0.column.hasSameBytes(as: name) }
        guard !direct.isEmpty else { return others }
        let all = Set((direct + direct.flatMap(of)).map(Utf8Key.init)).map(\.text)
        return others + [ColumnSource(column: name, from: all.sorted { $0.precedesByBytes($1) })]
    }

    /// Under the columns' new names.
    func renamed(_ newName: (String) -> String?) -> [ColumnSource] {
        map { source in
            ColumnSource(
                column: newName(source.column) ?? source.column,
                from: source.from.map { newName($0) ?? $0 }.sorted { $0.precedesByBytes($1) })
        }
    }
}

extension Table {
    /// Whether a column is another one, or was made from it.
    public func knows(_ target: String, from column: String) -> Bool {
        column.hasSameBytes(as: target) || sources.of(column).contains { $0.hasSameBytes(as: target) }
    }
}

extension ColumnExpression {
    /// The columns whose value in a row enters that row's result; not those that only aggregates and shifts read.
    var columnsOfTheRow: [String] {
        switch self {
        case .column(let name): [name]
        case .literal, .window: []
        case .call(let name, let arguments, _)
        where (ColumnFunction.find(name, arguments: arguments.count)?.functionClass ?? .elementwise) != .elementwise: []
        case .unary, .binary, .membership, .call: children.flatMap(\.columnsOfTheRow)
        }
    }
}
