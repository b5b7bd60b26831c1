/// Immutable values of one type, each present or missing, in Arrow's layout.
///
/// Storage is shared on copying. Floats are finite: NaN and infinities become missing as a column
/// is made.
public struct Column: Sendable {
    /// Where the values lie, by type.
    enum Storage: Sendable {
        /// Integers, instants (microseconds) and durations (nanoseconds).
        case int64(Buffer<Int64>)
        case float64(Buffer<Double>)
        case float32(Buffer<Float>)
        case bool(Bitmap)
        /// Days since 1970-01-01.
        case date(Buffer<Int32>)
        case string(StringStorage)
        /// Codes, -1 where missing, into distinct levels.
        case category(Buffer<Int32>, levels: [String])
    }

    public let type: ColumnType
    /// How many rows there are.
    public let count: Int
    /// Which rows are present, where that is known already, and what finds it out where it isn't.
    @usableFromInline let knownValidity: Bitmap?
    @usableFromInline let deferredValidity: DeferredValidity?
    let storage: Storage

    init(type: ColumnType, count: Int, storage: Storage, validity: Bitmap?) {
        precondition(validity == nil || validity?.count == count, "validity of another length")
        self.type = type
        self.count = count
        self.storage = storage
        knownValidity = validity?.normalised
        deferredValidity = nil
    }

    init(type: ColumnType, count: Int, storage: Storage, validity: DeferredValidity) {
        self.type = type
        self.count = count
        self.storage = storage
        knownValidity = nil
        deferredValidity = validity
    }

    /// Which rows are present; nil where all are.
    @inlinable
    public var validity: Bitmap? {
        guard let deferredValidity else { return knownValidity }
        return deferredValidity.bitmap
    }

    /// Bytes that a row takes, one of texts on average.
    var bytesPerRow: Int {
        switch storage {
        case .int64, .float64: 8
        case .float32, .date, .category: 4
        case .bool: 1
        case .string(let texts): 8 + (count == 0 ? 0 : texts.bytes.count / count)
        }
    }

    /// How many rows are missing.
    public var missingCount: Int { validity.map { $0.count - $0.setCount } ?? 0 }

    /// Whether the row has no value.
    @inlinable
    public func isMissing(_ row: Int) -> Bool { validity.map { !$0[row] } ?? false }

    /// One cell. Slow: loops go over buffers. A category gives its level.
    public subscript(row: Int) -> Scalar {
        if isMissing(row) { return .null }
        switch storage {
        case .int64(let values): return integer(values[row])
        case .float64(let values): return .double(values[row])
        case .float32(let values): return .double(Double(values[row]))
        case .bool(let bits): return .bool(bits[row])
        case .date(let days): return .date(days[row])
        case .string(let texts): return .string(texts[row])
        case .category(let codes, let levels): return .string(levels[Int(codes[row])])
        }
    }

    private func integer(_ value: Int64) -> Scalar {
        switch type {
        case .dateTime(let zone): .dateTime(value, zone: zone)
        case .duration: .duration(value)
        default: .int(Int(value))
        }
    }
}

extension Column {
    /// The numbers of a `float64` column; rows that are missing may hold anything.
    public var float64Buffer: Buffer<Double>? {
        if case .float64(let buffer) = storage { buffer } else { nil }
    }

    /// The numbers of a `float32` column; rows that are missing may hold anything.
    public var float32Buffer: Buffer<Float>? {
        if case .float32(let buffer) = storage { buffer } else { nil }
    }

    /// The values of an `int64`, `dateTime` (µs) or `duration` (ns) column.
    public var int64Buffer: Buffer<Int64>? {
        if case .int64(let buffer) = storage { buffer } else { nil }
    }

    /// The days of a `date` column.
    public var dateBuffer: Buffer<Int32>? {
        if case .date(let buffer) = storage { buffer } else { nil }
    }

    /// The values of a `bool` column.
    public var boolBitmap: Bitmap? {
        if case .bool(let bits) = storage { bits } else { nil }
    }

    /// The codes of a `category` column, -1 where missing.
    public var categoryCodes: Buffer<Int32>? {
        if case .category(let codes, _) = storage { codes } else { nil }
    }

    /// The levels of a `category` column in the order of their codes.
    public var levels: [String]? {
        if case .category(_, let levels) = storage { levels } else { nil }
    }

    /// The texts of a `string` column.
    public var stringStorage: StringStorage? {
        if case .string(let texts) = storage { texts } else { nil }
    }
}
