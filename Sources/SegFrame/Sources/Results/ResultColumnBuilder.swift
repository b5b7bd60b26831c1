import SegDiagnostics

/// Turns the vectors of one result column into a column.
///
/// Two closures rather than a protocol: closures made in a generic function are compiled for each
/// type of value, methods of a generic class are not.
struct ResultColumnBuilder {
    /// Copies the next rows.
    let append: (VectorView) -> Void
    /// The column of all rows; called once.
    let finish: () throws(Failure) -> Column
    /// How many rows the source itself left out; the column may miss more.
    let missingCount: () -> Int
    /// How many values a column can't hold exactly: integers beyond 64 bits, digits finer than microseconds.
    let inexactCount: () -> Int
    /// The kind of the column, where its type alone doesn't tell.
    let kind: ColumnKind?

    init(
        kind: ColumnKind? = nil, missingCount: @escaping () -> Int, inexactCount: @escaping () -> Int = { 0 },
        append: @escaping (VectorView) -> Void, finish: @escaping () throws(Failure) -> Column
    ) {
        self.kind = kind
        self.missingCount = missingCount
        self.inexactCount = inexactCount
        self.append = append
        self.finish = finish
    }

    /// Copies fixed-width values in one tight loop a chunk.
    static func fixedWidth<Conversion: CellConversion>(
        _ conversion: Conversion, rows: Int
    ) -> ResultColumnBuilder {
        let values = FilledMemory<Conversion.Value>(capacity: rows)
        let validity = ValidityBuilder(capacity: rows)
        var inexact = 0
        return ResultColumnBuilder(
            missingCount: { validity.missingCount }, inexactCount: { inexact },
            append: { vector in
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
                if conversion.mayBeInexact {
                    for row in target.indices where !vector.isMissing(row) && !conversion.isExact(source[row]) { inexact += 1 }
                }
                validity.append(vector)
            },
            finish: { () throws(Failure) in conversion.column(values.buffer(), validity.bitmap()) })
    }
}

/// What a fixed-width value of DuckDB becomes.
protocol CellConversion {
    associatedtype Source: BitwiseCopyable
    associatedtype Value: BitwiseCopyable & Sendable
    /// Nil for a value that a column can't hold and that counts as missing.
    func convert(_ source: Source) -> Value?
    /// Whether some values are held less exactly than they were.
    var mayBeInexact: Bool { get }
    func isExact(_ source: Source) -> Bool
    /// What stands in a row that is missing.
    var filler: Value { get }
    func column(_ values: Buffer<Value>, _ validity: Bitmap?) -> Column
}

extension CellConversion {
    var mayBeInexact: Bool { false }
    func isExact(_ source: Source) -> Bool { true }
}

/// A builder with state of its own.
protocol StatefulBuilder: AnyObject {
    /// How many values were missing where they came from, so far as that is of interest.
    var missingCount: Int { get }
    func append(_ vector: VectorView)
    func finish() throws(Failure) -> Column
}

extension StatefulBuilder {
    var missingCount: Int { 0 }

    /// The same as closures.
    func erased(kind: ColumnKind? = nil) -> ResultColumnBuilder {
        ResultColumnBuilder(kind: kind, missingCount: { self.missingCount }, append: append, finish: finish)
    }
}
