/// A note that a column has learned from the rows of its table, so that a task made of it would
/// leak.
public struct LearnedMark: Hashable, Sendable, Codable {
    /// The column that learned; an empty name stands for the choice of rows.
    public let column: String
    /// The verb that made it, as the user calls it.
    public let verb: String
    /// Whether it looks only at earlier rows, which is clean where folds follow time.
    public let lookback: Bool
    /// The column in whose order the earlier rows are earlier; nil: that of the rows.
    public let order: String?
    /// The columns by whose values it looks within groups, where it looks back; nil where these are not known.
    public let groups: [String]?
    /// Where it was made, `nb.segnb:12`, for messages; unknown of a table that was kept, since its lines may have moved. No part
    /// of what the mark is.
    public var place: String?

    public init(
        column: String, verb: String, lookback: Bool = false, order: String? = nil, groups: [String]? = nil, place: String? = nil
    ) {
        self.groups = groups
        self.column = column
        self.verb = verb
        self.lookback = lookback
        self.order = order
        self.place = place
    }

    /// The same of another column.
    func moved(to column: String) -> LearnedMark {
        LearnedMark(column: column, verb: verb, lookback: lookback, order: order, groups: groups, place: place)
    }

    private enum CodingKeys: CodingKey {
        case column, verb, lookback, order, groups
    }

    public static func == (left: LearnedMark, right: LearnedMark) -> Bool {
        left.column == right.column && left.verb == right.verb && left.lookback == right.lookback
            && left.order == right.order && left.groups == right.groups
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(column)
        hasher.combine(verb)
        hasher.combine(lookback)
        hasher.combine(order)
        hasher.combine(groups)
    }
}

extension [LearnedMark] {
    /// Adds the marks that aren't there yet.
    mutating func adopt(_ others: [LearnedMark]) {
        for mark in others where !contains(mark) { append(mark) }
    }

    /// The marks under their columns' new names.
    func renamed(_ newName: (String) -> String?) -> [LearnedMark] {
        map { mark in
            LearnedMark(
                column: newName(mark.column) ?? mark.column, verb: mark.verb, lookback: mark.lookback,
                order: mark.order.map { newName($0) ?? $0 }, groups: mark.groups.map { $0.map { newName($0) ?? $0 } }, place: mark.place)
        }
    }

    /// The marks once a column is made from others: it has theirs and no longer its own.
    func derived(_ name: String, from sources: [String]) -> [LearnedMark] {
        let inherited = ofColumns(sources)
        var result = filter { !$0.column.hasSameBytes(as: name) }
        result.adopt(inherited.map { $0.moved(to: name) })
        return result
    }

    /// Those of some columns.
    func ofColumns(_ names: [String]) -> [LearnedMark] {
        filter { mark in names.contains { $0.hasSameBytes(as: mark.column) } }
    }
}
