import SegDiagnostics

/// What a part of an expression evaluates to: a value per row, or one for all.
enum Operand {
    case column(Column)
    case constant(Scalar)

    /// The type; nil for a constant that is missing.
    var type: ColumnType? {
        switch self {
        case .column(let column): column.type
        case .constant(let value): value.type
        }
    }

    /// Which rows are present; nil where all are. A missing constant is missing in every row.
    func validity(_ count: Int) -> Bitmap? {
        switch self {
        case .column(let column): column.validity
        case .constant(let value): value.isNull ? Bitmap(count: count, repeating: false) : nil
        }
    }

    /// A column with a value per row, converted to a type that its own widens to.
    func column(_ count: Int, as type: ColumnType) throws(Failure) -> Column {
        switch self {
        case .column(let column): column.cast(to: type)
        case .constant(.null): Column.missing(type, count: count)
        case .constant(.string(let text)) where type == .category:
            Column(codes: Buffer(count: count) { $0.initialize(repeating: 0) }, levels: [text])
        case .constant(let value):
            try Column(scalars: [value], type: type).taking([Int](repeating: 0, count: count))
        }
    }

    /// Floats of a numeric operand; rows that are missing may hold anything.
    var doubles: Lane<Double> {
        switch self {
        case .constant(let value): .constant(value.number ?? 0)
        case .column(let column):
            column.float64Buffer.map(Lane.values) ?? .values(Buffer(column.doubles()))
        }
    }

    /// Integers of an integer, instant or duration operand.
    var integers: Lane<Int64> {
        switch self {
        case .constant(.int(let value)): .constant(Int64(value))
        case .constant(.dateTime(let value, _)), .constant(.duration(let value)): .constant(value)
        case .constant: .constant(0)
        case .column(let column):
            column.int64Buffer.map(Lane.values) ?? .values(Buffer(column.int64s() ?? []))
        }
    }

    /// Days of a date operand.
    var days: Lane<Int32> {
        switch self {
        case .constant(.date(let value)): .constant(value)
        case .constant: .constant(0)
        case .column(let column): column.dateBuffer.map(Lane.values) ?? .constant(0)
        }
    }

    /// Truth values; false where missing.
    func truths(_ count: Int) -> Bitmap {
        switch self {
        case .constant(.bool(let value)): Bitmap(count: count, repeating: value)
        case .constant: Bitmap(count: count, repeating: false)
        case .column(let column):
            Bitmap.both(column.boolBitmap, column.validity)
                ?? Bitmap(count: count, repeating: false)
        }
    }
}

extension Column {
    /// The values as another type that holds them: integers as floats, texts as categories and
    /// back.
    func cast(to type: ColumnType) -> Column {
        switch (self.type, type) {
        case (type, type): self
        case (_, .float64): Column(float64: Buffer(doubles()), validity: validity)
        case (.category, .string): Column(strings: strings())
        case (_, .category): encodedColumn()
        default: self
        }
    }

    private func encodedColumn() -> Column {
        let (codes, levels) = encoded()
        return Column(codes: codes, levels: levels)
    }
}
