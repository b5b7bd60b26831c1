import SegDiagnostics
import SegFrame

extension Table {
    /// The columns that a trained part needs, of the types and kinds that they had at training.
    ///
    /// A column without any value may be of any type. Integers stand for floats and texts for
    /// categories. E525 names the first column that is missing, E526 one of another type.
    public func conforming(to fields: [Field]) throws(Failure) -> Table {
        var columns: [(name: String, kind: ColumnKind?, column: Column)] = []
        columns.reserveCapacity(fields.count)
        for field in fields {
            columns.append((field.name, field.kind, try conformingColumn(field, among: fields)))
        }
        // A table without columns would lose its number of rows.
        return columns.isEmpty ? self : try Table(columns)
    }

    private func conformingColumn(_ field: Field, among fields: [Field]) throws(Failure) -> Column {
        guard let column = self[field.name] else {
            throw Failure(
                "E525", "the rows lack the column '\(field.name)' that the model was trained with",
                hint: Suggestion.hint(for: field.name, among: schema.names.filter { known in !fields.contains { $0.name == known } })
                    ?? "give it as \(field.type), missing where it isn't known")
        }
        if column.type.isExchangeable(with: field.type) { return column }
        if column.missingCount == column.count {
            return try Column(
                scalars: Array(repeating: .null, count: column.count), type: field.type)
        }
        throw Failure(
            "E526",
            "the column '\(field.name)' is \(column.type) here and was \(field.type) at training",
            hint: "convert it to \(field.type) first")
    }
}

extension ColumnType {
    /// Whether a trained part may read this in place of the other.
    fileprivate func isExchangeable(with other: ColumnType) -> Bool {
        self == other || (isNumeric && other.isNumeric) || (isText && other.isText)
    }
}
