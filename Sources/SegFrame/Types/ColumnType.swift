/// How the values of a column are stored.
public enum ColumnType: Hashable, Sendable, Codable {
    /// 64-bit integers.
    case int64
    /// Finite double-precision numbers.
    case float64
    /// Finite single-precision numbers.
    case float32
    /// True or false.
    case bool
    /// UTF-8 text.
    case string
    /// 32-bit codes into a list of levels.
    case category
    /// Days since 1970-01-01, as `Int32`.
    case date
    /// Microseconds since 1970-01-01 00:00, as `Int64`; with a zone they count from UTC, without
    /// one from local midnight.
    case dateTime(zone: String?)
    /// Nanoseconds, as `Int64`.
    case duration
}

/// What a column means to a step or a learner.
public enum ColumnKind: String, Hashable, Sendable, Codable {
    case numeric, categorical, text, time, image, id
}

extension ColumnType {
    /// Whether values are numbers that arithmetic may use.
    public var isNumeric: Bool {
        switch self {
        case .int64, .float64, .float32: true
        case .bool, .string, .category, .date, .dateTime, .duration: false
        }
    }

    /// Whether values are numbers of floating point.
    var isFloat: Bool { self == .float64 || self == .float32 }

    /// Whether values are text, stored in full or as codes.
    public var isText: Bool { self == .string || self == .category }

    /// The kind of a column of this type when nobody says otherwise.
    public var defaultKind: ColumnKind {
        switch self {
        case .int64, .float64, .float32, .duration: .numeric
        case .bool, .category: .categorical
        case .string: .text
        case .date, .dateTime: .time
        }
    }
}

extension ColumnType: CustomStringConvertible {
    /// The type as messages and headers show it.
    public var description: String {
        switch self {
        case .int64: "Int"
        case .float64: "Float"
        case .float32: "Float32"
        case .bool: "Bool"
        case .string: "String"
        case .category: "Category"
        case .date: "Date"
        case .dateTime(nil): "DateTime"
        case .dateTime(let zone?): "DateTime(\(zone))"
        case .duration: "Duration"
        }
    }
}
