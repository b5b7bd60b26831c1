import SegDiagnostics

/// Named columns of one length. A value: each verb gives a new table that shares the columns it
/// keeps.
public struct Table: Sendable {
    public let schema: Schema
    public let columns: [Column]
    public let rowCount: Int
    /// Columns that learned from rows, in the order in which the verbs made them.
    public var marks: [LearnedMark] = []
    /// Columns of a summary: they learn from rows only once they are joined back to some, when they
    /// become marks.
    var dormantMarks: [LearnedMark] = []
    /// What columns were computed from, for those that verbs made.
    public var sources: [ColumnSource] = []
    /// Who made tables that can't be judged for leaks (`sql`, `python`); every verb passes it on.
    public var uncheckedOrigins: [String] = []
    /// What the verb that made this table has to tell, such as how many values came out missing.
    /// The next verb doesn't pass it on.
    public var notes: [String] = []

    /// A table of these columns; a kind that is nil is the one its type implies. E403 for a name
    /// given twice, E404 for lengths that differ.
    public init(_ columns: [(name: String, kind: ColumnKind?, column: Column)]) throws(Failure) {
        let rowCount = columns.first?.column.count ?? 0
        var seen: Set<Utf8Key> = []
        for entry in columns {
            guard seen.insert(Utf8Key(entry.name)).inserted else {
                throw FrameError.duplicateColumn(entry.name)
            }
            guard entry.column.count == rowCount else {
                throw FrameError.lengths(entry.name, entry.column.count, expected: rowCount)
            }
        }
        let fields = columns.map { Field(name: $0.name, type: $0.column.type, kind: $0.kind) }
        self.init(schema: Schema(fields), columns: columns.map(\.column), rowCount: rowCount)
    }

    /// Columns known to agree with the schema and each other.
    init(schema: Schema, columns: [Column], rowCount: Int) {
        self.schema = schema
        self.columns = columns
        self.rowCount = rowCount
    }

    /// The column of this name.
    public subscript(name: String) -> Column? { schema.index(of: name).map { columns[$0] } }

    /// The column of this name; E401 with the nearest name where there is none.
    public func column(_ name: String) throws(Failure) -> Column {
        guard let column = self[name] else {
            throw FrameError.unknownColumn(name, among: schema.names)
        }
        return column
    }

    /// The columns' names in order.
    public var names: [String] { schema.names }

    /// One row by column, in the table's order; the row is in `0 ..< rowCount`.
    public func row(_ index: Int) -> [(name: String, value: Scalar)] {
        zip(schema.fields, columns).map { ($0.name, $1[index]) }
    }

    /// Another table with the marks and sources of this one for the columns that it still has, and this
    /// one's unchecked origins: for whoever makes a table from another by hand.
    public func passingMarks(to table: Table) -> Table {
        var table = table
        table.marks = marks.filter { $0.column.isEmpty || table[$0.column] != nil }
        table.dormantMarks = dormantMarks.filter { table[$0.column] != nil }
        table.sources = sources.filter { table[$0.column] != nil }
        table.uncheckedOrigins = uncheckedOrigins
        return table
    }
}
