import SegFrame

extension PythonValue {
    /// The same with the types that a call's tables had, for columns of their names that hold no value at all: most libraries of
    /// Python know a column's type by its values, so that a part without rows would come back as another kind of table.
    public func keepingTypes(of given: [PythonValue]) -> PythonValue {
        switch self {
        case .table(let table): .table(table.keepingTypes(of: given.compactMap(\.givenTable)))
        case .shaped(let value, let shape): .shaped(value.keepingTypes(of: given), shape)
        default: self
        }
    }

    /// The table that a value is.
    private var givenTable: Table? {
        switch self {
        case .table(let table): table
        case .shaped(let value, _): value.givenTable
        default: nil
        }
    }
}

extension Table {
    fileprivate func keepingTypes(of given: [Table]) -> Table {
        guard !given.isEmpty else { return self }
        var table = self
        for (field, column) in zip(schema.fields, columns) where field.type == .float64 && column.missingCount == column.count {
            let before = given.lazy.compactMap { $0.schema[field.name]?.type }.first
            guard let before, before != field.type else { continue }
            table = (try? table.setting(field.name, Column.missing(before, count: column.count))) ?? table
        }
        return table
    }
}
