/// What a column was computed from, row by row, directly or by way of other columns: whoever knows them knows it.
public struct ColumnSource: Hashable, Sendable, Codable {
    public let column: String
    /// Names, sorted; columns that are gone are among them.
    public let from: [String]
    /// Columns by whose values the row was placed among others, in a group or an order: their value shows in the result as well.
    public let placedBy: [String]

    init(column: String, from: [String], placedBy: [String] = []) {
        self.column = column
        self.from = from
        self.placedBy = placedBy
    }
}

extension [ColumnSource] {
    /// What a column was computed from; empty where it is as it was read.
    public func of(_ column: String) -> [String] { first { $0.column.hasSameBytes(as: column) }?.from ?? [] }

    /// All columns whose value shows in a column: those that it was computed from, and those by which its row was placed.
    public func shown(in column: String) -> [String] {
        first { $0.column.hasSameBytes(as: column) }.map { $0.from + $0.placedBy } ?? []
    }

    /// Once a column is made from others: it stands on them and on what they stand on.
    func derived(_ name: String, from direct: [String], placedBy places: [String] = []) -> [ColumnSource] {
        filter { !$0.column.hasSameBytes(as: name) } + [made(name, from: direct, placedBy: places)].compactMap { $0 }
    }

    /// What a column stands on that is made from these; nil where it stands on none.
    func made(_ name: String, from direct: [String], placedBy places: [String] = []) -> ColumnSource? {
        guard !direct.isEmpty || !places.isEmpty else { return nil }
        let placing = direct.flatMap { place in first { $0.column.hasSameBytes(as: place) }?.placedBy ?? [] } + places + places.flatMap(shown)
        return ColumnSource(column: name, from: Self.sorted(direct + direct.flatMap(of)), placedBy: Self.sorted(placing))
    }

    private static func sorted(_ names: [String]) -> [String] {
        Set(names.map(Utf8Key.init)).map(\.text).sorted { $0.precedesByBytes($1) }
    }

    /// Under the columns' new names.
    func renamed(_ newName: (String) -> String?) -> [ColumnSource] {
        map { source in
            ColumnSource(
                column: newName(source.column) ?? source.column,
                from: Self.sorted(source.from.map { newName($0) ?? $0 }), placedBy: Self.sorted(source.placedBy.map { newName($0) ?? $0 }))
        }
    }
}

extension Table {
    /// The table with what one of its columns was computed from, row by row, where other code than a verb has done that.
    public func noting(_ column: String, from sources: [String]) -> Table {
        var table = self
        table.sources = table.sources.derived(column, from: sources)
        return table
    }

    /// Whether a column is another one, or was made from it.
    public func knows(_ target: String, from column: String) -> Bool {
        column.hasSameBytes(as: target) || sources.shown(in: column).contains { $0.hasSameBytes(as: target) }
    }
}

extension ColumnExpression {
    /// The columns whose value in a row enters that row's result; not those that only aggregates and shifts read. A window over
    /// the rows so far, such as a rolling mean, has the row itself in it.
    var columnsOfTheRow: [String] {
        switch self {
        case .column(let name): [name]
        case .literal: []
        case .window(let inner, _, _): inner.columnsOfTheRow
        case .call(let name, let arguments, _): Self.hasOwnRow(name, arguments.count) ? children.flatMap(\.columnsOfTheRow) : []
        case .unary, .binary, .membership: children.flatMap(\.columnsOfTheRow)
        }
    }

    private static func hasOwnRow(_ name: String, _ count: Int) -> Bool {
        switch ColumnFunction.find(name, arguments: count)?.functionClass ?? .elementwise {
        case .elementwise: true
        case .aggregate: false
        case .ordered: name != "lag" && name != "lead"
        }
    }

    /// The columns by whose values the row is placed among others.
    var columnsThatPlaceTheRow: [String] {
        guard case .window(let inner, let groups, let order) = self else { return children.flatMap(\.columnsThatPlaceTheRow) }
        return (groups + order).flatMap(\.referencedColumns) + inner.columnsThatPlaceTheRow
    }

    /// The columns within whose values an expression that is one window, or one shift of a column, looks back; nil where that is
    /// more than one, or goes by an expression.
    var groupsOfWindow: [String]? {
        switch self {
        case .window(let inner, let groups, _):
            guard inner.groupsOfWindow == [] else { return nil }
            var names: [String] = []
            for group in groups {
                guard case .column(let name) = group else { return nil }
                names.append(name)
            }
            return names
        case .call(let name, let arguments, _):
            guard let first = arguments.first, ColumnFunction.find(name, arguments: arguments.count)?.functionClass == .ordered else { return nil }
            if case .column = first { return [] }
            return first.groupsOfWindow
        default: return nil
        }
    }

    /// The column along which windows look back; nil where none is named, or an expression.
    var orderOfWindows: String? {
        if case .window(_, _, let order) = self, case .column(let name)? = order.first { return name }
        return children.lazy.compactMap(\.orderOfWindows).first
    }
}
