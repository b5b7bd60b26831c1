import SegDiagnostics

/// Which rows a join keeps.
public enum JoinKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Pairs of rows that match.
    case inner
    /// Pairs, and rows of the left table that match nothing.
    case left
    /// Pairs, and rows of either table that match nothing.
    case full
    /// Rows of the left table that match something, once, without the right table's columns.
    case semi
    /// Rows of the left table that match nothing.
    case anti
}

/// The columns whose values must agree.
public struct JoinKey: Hashable, Sendable, Codable {
    public let left: String
    public let right: String

    public init(left: String, right: String) {
        self.left = left
        self.right = right
    }

    /// A column of the same name in both tables.
    public init(_ name: String) { self.init(left: name, right: name) }
}

extension Table {
    /// Rows of two tables side by side where the keys agree, in the left table's order, several
    /// matches in the right table's; missing matches nothing. The right table's key columns aren't
    /// repeated (in a full join they fill the left's), and other columns whose names clash get the
    /// suffix. Marks of both tables pass on, and columns of a summary get theirs. E401 for an
    /// unknown key, E402 for keys of types that can't be equal, E403 for a clash in spite of the
    /// suffix, E413 for more rows than there is memory for.
    ///
    /// - Parameter memory: bytes that the result may take; asked for only where keys repeat on both sides.
    public func join(
        _ other: Table, on keys: [JoinKey], how: JoinKind = .left, suffix: String = "_right",
        memory: @autoclosure () -> Int? = nil
    ) throws(Failure) -> Table {
        guard !keys.isEmpty else {
            throw Failure("E408", "a join needs a key", hint: "write on: [\"key\"]")
        }
        let matches = try JoinMatches(left: self, right: other, keys: keys)
        switch how {
        case .semi: return taking((0..<rowCount).filter { matches.hasMatch($0) })
        case .anti: return taking((0..<rowCount).filter { !matches.hasMatch($0) })
        case .inner, .left, .full:
            try checkSize(of: matches.pairCount(how), with: other, memory)
            return try side(by: other, try matches.pairs(how), keys, suffix, isFull: how == .full)
        }
    }

    /// Keys that repeat in both tables make more rows than either has.
    private func checkSize(of rows: Int, with other: Table, _ memory: () -> Int?) throws(Failure) {
        guard rows > max(rowCount, other.rowCount), let memory = memory() else { return }
        let width = (columns + other.columns).reduce(2 * MemoryLayout<Int>.size) { $0 + $1.bytesPerRow }
        let (size, overflow) = rows.multipliedReportingOverflow(by: width)
        guard overflow || size > memory else { return }
        throw Failure(
            "E413", "the join would have \(rows) rows, for which there is no memory: each of its key's values stands in many rows of both tables",
            hint: "join on more columns, or keep one row of each key on one side: distinct(…)")
    }

    private func side(
        by other: Table, _ pairs: (left: [Int], right: [Int]), _ keys: [JoinKey], _ suffix: String,
        isFull: Bool
    ) throws(Failure) -> Table {
        var parts: [(name: String, kind: ColumnKind?, column: Column)] = []
        for (field, column) in zip(schema.fields, columns) {
            try Stopping.check()
            var column = column.taking(optional: pairs.left)
            if isFull, let key = keys.first(where: { $0.left.hasSameBytes(as: field.name) }) {
                let right = Operand.column(
                    try other.column(key.right).taking(optional: pairs.right))
                let type = right.type == column.type ? column.type : try Self.common(column, right)
                column = try Choice.firstPresent([.column(column), right], column.count, type)
            }
            parts.append((field.name, field.kind, column))
        }
        var renamed: [(new: String, old: String)] = []
        for (field, column) in zip(other.schema.fields, other.columns) {
            if keys.contains(where: { $0.right.hasSameBytes(as: field.name) }) { continue }
            try Stopping.check()
            let name = self[field.name] == nil ? field.name : field.name + suffix
            renamed.append((name, field.name))
            parts.append((name, field.kind, column.taking(optional: pairs.right)))
        }
        var table = passingMarks(to: try Table(parts))
        // A summary whose rows are spread over those of the other table.
        if !table.dormantMarks.isEmpty, Set(pairs.left).count < pairs.left.count { table.wakeMarks() }
        var joined = try other.selecting(renamed.map(\.old)).rename(renamed)
        joined.wakeMarks()
        table.adoptMarks(of: joined)
        return table
    }

    /// A summary beside rows has learned from them, for all that is known.
    private mutating func wakeMarks() {
        marks.adopt(dormantMarks)
        dormantMarks = []
    }

    private static func common(_ column: Column, _ right: Operand) throws(Failure) -> ColumnType {
        let sides = [column.type, right.type].map {
            TypedExpression(expression: .column(""), type: $0)
        }
        return try TypeRules.common(sides) ?? column.type
    }
}
