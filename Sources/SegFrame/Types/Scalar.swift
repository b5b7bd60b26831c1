/// One cell: a value of any column type, or nothing.
public enum Scalar: Sendable, Codable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01 00:00.
    case dateTime(Int64, zone: String?)
    /// Nanoseconds.
    case duration(Int64)
}

extension Scalar: Hashable {
    /// Text compares by UTF-8 bytes; an integer equals the float of the same value.
    public static func == (a: Scalar, b: Scalar) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let x), .bool(let y)): x == y
        case (.int(let x), .int(let y)): x == y
        case (.double(let x), .double(let y)): x == y
        case (.int(let x), .double(let y)), (.double(let y), .int(let x)): Int(exactly: y) == x
        case (.string(let x), .string(let y)): x.hasSameBytes(as: y)
        case (.date(let x), .date(let y)): x == y
        case (.dateTime(let x, let p), .dateTime(let y, let q)): x == y && p == q
        case (.duration(let x), .duration(let y)): x == y
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .double(let value):
            if let whole = Int(exactly: value) {
                hasher.combine(whole)
            } else {
                hasher.combine(value)
            }
        case .string(let value): Utf8Key(value).hash(into: &hasher)
        case .date(let value): hasher.combine(value)
        case .dateTime(let value, _): hasher.combine(value)
        case .duration(let value): hasher.combine(value)
        }
    }
}

extension Scalar {
    /// Whether this is the missing value.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The number this stands for: integers, floats and booleans (0 or 1); nil for the rest.
    public var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .bool(let value): value ? 1 : 0
        case .null, .string, .date, .dateTime, .duration: nil
        }
    }

    /// The text this holds; nil for other types.
    public var text: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The column type that holds this value; nil for the missing value.
    public var type: ColumnType? {
        switch self {
        case .null: nil
        case .bool: .bool
        case .int: .int64
        case .double: .float64
        case .string: .string
        case .date: .date
        case .dateTime(_, let zone): .dateTime(zone: zone)
        case .duration: .duration
        }
    }
}
