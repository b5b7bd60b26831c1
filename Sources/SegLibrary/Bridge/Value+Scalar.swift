import SegDiagnostics
import SegFrame
import SegVM

extension Scalar {
    /// A cell's value from a value of the language; nil for values that no cell can hold.
    public init?(_ value: Value) {
        switch value {
        case .absent, .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .duration(let nanoseconds): self = .duration(Int64(nanoseconds))
        case .date(let days): self = .date(days)
        case .string(let text): self = .string(text.text)
        case .dateTime(let moment): self = .dateTime(Int64(moment.microseconds), zone: moment.zone)
        case .list, .dictionary, .range, .function, .native, .host: return nil
        }
    }
}

extension Value {
    /// A value of the language from a cell's.
    public init(_ scalar: Scalar) {
        switch scalar {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .date(let days): self = .date(days)
        case .dateTime(let microseconds, let zone):
            self = .dateTime(DateTimeObject(microseconds: Int(microseconds), zone: zone))
        case .duration(let nanoseconds): self = .duration(Int(nanoseconds))
        }
    }
}
