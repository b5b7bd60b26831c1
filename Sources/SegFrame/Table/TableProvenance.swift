/// What a table knows of how it was made: what checks for leaks go by.
public struct TableProvenance: Hashable, Sendable, Codable {
    /// Columns that learned from rows.
    public let marks: [LearnedMark]
    /// Columns of a summary, which learn from rows once they are joined back to some.
    public let dormantMarks: [LearnedMark]
    /// What columns were computed from.
    public let sources: [ColumnSource]
    /// Who made tables that can't be judged for leaks.
    public let uncheckedOrigins: [String]
    /// What the verb that made it has to tell.
    public let notes: [String]

    /// Whether there is nothing to know.
    public var isEmpty: Bool {
        marks.isEmpty && dormantMarks.isEmpty && sources.isEmpty && uncheckedOrigins.isEmpty && notes.isEmpty
    }
}

extension Table {
    public var provenance: TableProvenance {
        TableProvenance(
            marks: marks, dormantMarks: dormantMarks, sources: sources, uncheckedOrigins: uncheckedOrigins, notes: notes)
    }

    /// The same columns with what another table knew of how it was made.
    public func with(_ provenance: TableProvenance) -> Table {
        var table = self
        table.marks = provenance.marks
        table.dormantMarks = provenance.dormantMarks
        table.sources = provenance.sources
        table.uncheckedOrigins = provenance.uncheckedOrigins
        table.notes = provenance.notes
        return table
    }
}
