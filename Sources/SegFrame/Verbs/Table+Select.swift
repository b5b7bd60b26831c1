import SegDiagnostics

extension Table {
    /// The columns that a selector gives, in the table's order; a list of names gives its own
    /// order.
    public func select(_ selector: Selector) throws(Failure) -> Table {
        if case .names(let names) = selector { return try selecting(names) }
        return try selecting(selector.resolve(in: self))
    }

    /// All columns but those that a selector gives; E401 for an unknown name.
    public func drop(_ selector: Selector) throws(Failure) -> Table {
        dropping(try selector.resolve(in: self))
    }

    /// The table with other names for some columns, all at once. E401 for an unknown old name, E403
    /// where two columns would have one name.
    public func rename(_ names: [(new: String, old: String)]) throws(Failure) -> Table {
        var fields = schema.fields
        for (new, old) in names {
            guard let place = schema.index(of: old) else {
                throw FrameError.unknownColumn(old, among: schema.names)
            }
            fields[place] = Field(name: new, type: fields[place].type, kind: fields[place].kind)
        }
        var table = try Table(zip(fields, columns).map { ($0.name, $0.kind, $1) })
        table.uncheckedOrigins = uncheckedOrigins
        let newName: (String) -> String? = { schema.index(of: $0).map { fields[$0].name } }
        table.marks = marks.renamed(newName)
        table.dormantMarks = dormantMarks.renamed(newName)
        table.sources = sources.renamed(newName)
        return table
    }
}
