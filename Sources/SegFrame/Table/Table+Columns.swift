import SegDiagnostics

extension Table {
    /// These columns in this order; E401 for an unknown name, E403 for one given twice.
    public func selecting(_ names: [String]) throws(Failure) -> Table {
        var places: [Int] = []
        for name in names {
            guard let place = schema.index(of: name) else {
                throw FrameError.unknownColumn(name, among: schema.names)
            }
            guard !places.contains(place) else { throw FrameError.duplicateColumn(name) }
            places.append(place)
        }
        return keeping(places)
    }

    /// All columns but these; unknown names don't matter.
    public func dropping(_ names: [String]) -> Table {
        let dropped = Set(names.map(Utf8Key.init))
        return keeping(
            schema.fields.indices.filter { !dropped.contains(Utf8Key(schema.fields[$0].name)) })
    }

    /// The table with a column added at the end, or replaced in its place. A kind that is nil is
    /// that of the column replaced if the type stays, else the one implied by the type. E404 where
    /// the length differs.
    public func setting(
        _ name: String, _ column: Column, kind: ColumnKind? = nil
    ) throws(Failure) -> Table {
        guard columns.isEmpty || column.count == rowCount else {
            throw FrameError.lengths(name, column.count, expected: rowCount)
        }
        let old = schema[name]
        let kept = old?.type == column.type ? old?.kind : nil
        let field = Field(name: name, type: column.type, kind: kind ?? kept)
        var (fields, columns) = (schema.fields, columns)
        if let place = schema.index(of: name) {
            fields[place] = field
            columns[place] = column
        } else {
            fields.append(field)
            columns.append(column)
        }
        return passingMarks(
            to: Table(schema: Schema(fields), columns: columns, rowCount: column.count))
    }

    /// The table with columns of another kind, as `id` or `image`; E401 for an unknown name.
    public func settingKind(_ name: String, _ kind: ColumnKind) throws(Failure) -> Table {
        let field = try schema.field(name)
        let fields = schema.fields.map {
            $0 == field ? Field(name: name, type: field.type, kind: kind) : $0
        }
        return passingMarks(
            to: Table(schema: Schema(fields), columns: columns, rowCount: rowCount))
    }

    private func keeping(_ places: [Int]) -> Table {
        let schema = Schema(places.map { self.schema.fields[$0] })
        let table = Table(schema: schema, columns: places.map { columns[$0] }, rowCount: rowCount)
        return passingMarks(to: table)
    }
}
