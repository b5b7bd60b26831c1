import SegFrame
import SegIdentity

/// The content of rows as far as fits depend on it.
///
/// Rows go by content and not by number, so that rows added to other segments, or other segments, leave
/// a segment's fits as they are.
extension ContentHash {
    public mutating func add(_ sample: Sample) {
        add(ContentHash.digest(of: sample.features))
        add(sample.table)
        add(sample.target)
        add(sample.weights)
        add(sample.offset)
    }

    public mutating func add(_ numbers: [Double]?) {
        add(numbers == nil ? 0 : 1)
        if let numbers { add(numbers: numbers) }
    }

    private mutating func add(_ target: Target) {
        switch target {
        case .values(let values): add(numbers: values)
        case .classes(let classes): add(numbers: classes)
        case .none: add("none")
        }
    }

    /// A table by the levels that its rows have: whether others exist elsewhere makes no difference to
    /// a fit.
    public mutating func add(_ table: Table) {
        add(table.rowCount)
        for (field, column) in zip(table.schema.fields, table.columns) {
            add(field.name)
            add(field.kind.rawValue)
            guard case .category = field.type else {
                add(column.identity)
                continue
            }
            let encoded = column.encoded()
            add(ContentHash.digest(of: encoded.levels))
            add(numbers: encoded.codes)
        }
    }
}
