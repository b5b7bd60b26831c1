import SegDiagnostics

/// Turns the vectors of one result column into a column.
protocol ResultColumnBuilder: AnyObject {
    /// Copies the next rows.
    func append(_ vector: VectorView)
    /// The column of all rows.
    func finish() throws(Failure) -> Column
    /// The kind of the column, where its type alone doesn't tell.
    var kind: ColumnKind? { get }
}

extension ResultColumnBuilder {
    var kind: ColumnKind? { nil }
}

/// What a fixed-width value of DuckDB becomes.
protocol CellConversion {
    associatedtype Source: BitwiseCopyable
    associatedtype Value: BitwiseCopyable & Sendable
    /// Nil for a value that a column can't hold and that counts as missing.
    func convert(_ source: Source) -> Value?
    /// What stands in a row that is missing.
    var filler: Value { get }
    func column(_ values: Buffer<Value>, _ validity: Bitmap?) -> Column
}

/// Copies fixed-width values in one tight loop a chunk.
final class FixedWidthBuilder<Conversion: CellConversion>: ResultColumnBuilder {
    private let conversion: Conversion
    private let values: FilledMemory<Conversion.Value>
    private var validity: ValidityBuilder

    init(_ conversion: Conversion, rows: Int) {
        self.conversion = conversion
        values = FilledMemory(capacity: rows)
        validity = ValidityBuilder(capacity: rows)
    }

    func append(_ vector: VectorView) {
        let start = values.filled
        let source = vector.values(of: Conversion.Source.self)
        let target = values.claim(vector.count)
        for row in target.indices {
            if let value = conversion.convert(source[row]) {
                target[row] = value
            } else {
                target[row] = conversion.filler
                validity.markMissing(start + row)
            }
        }
        validity.append(vector)
    }

    func finish() throws(Failure) -> Column {
        conversion.column(values.buffer(), validity.bitmap())
    }
}
