/// DuckDB's types of columns, by the numbers of its C interface.
enum DuckDBType: Int32 {
    case boolean = 1
    case int8, int16, int32, int64, uint8, uint16, uint32, uint64
    case float = 10
    case double, timestamp, date, time, interval, hugeint, varchar, blob, decimal
    case timestampSeconds = 20
    case timestampMilliseconds, timestampNanoseconds, enumeration
    case list = 24
    case structure, map, uuid, union, bit, timeWithZone, timestampWithZone
    case unsignedHugeint = 32
    case array
    case null = 36

    /// Whether a value of it has values within.
    var isNested: Bool { [.list, .structure, .map, .union, .array].contains(self) }

    /// What a column of this type holds, for a message.
    var plural: String {
        switch self {
        case .list, .array: "lists"
        case .structure: "structs"
        case .map: "maps"
        case .union: "values of several types"
        case .bit: "bit strings"
        case .timeWithZone: "times of day with a zone"
        default: "values of a type that tables don't have"
        }
    }
}
