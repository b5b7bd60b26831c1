import SegFrame

/// A value on its way between the program and Python.
public enum PythonValue: Sendable {
    case none
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    /// Days since 1970-01-01.
    case date(Int)
    /// Microseconds since 1970-01-01, in UTC or of no zone.
    case instant(microseconds: Int, isZoned: Bool)
    /// Nanoseconds.
    case duration(Int)
    case list([PythonValue])
    /// Entries in order.
    case dictionary([(key: PythonValue, value: PythonValue)])
    case table(Table)
    /// One column: a series or an array.
    case column(Column)
    /// Anything else stays in Python.
    case object(PythonObject)

    /// The value of a cell of a table.
    public init(_ scalar: Scalar) {
        self =
            switch scalar {
            case .null: .none
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .double(let value): .double(value)
            case .string(let value): .string(value)
            case .date(let days): .date(Int(days))
            case .dateTime(let microseconds, let zone): .instant(microseconds: Int(microseconds), isZoned: zone != nil)
            case .duration(let nanoseconds): .duration(Int(nanoseconds))
            }
    }
}

/// An object that lives in Python, held by the program.
public final class PythonObject: @unchecked Sendable {
    // SAFETY: the pointer is a reference of its own until deinit, and used under Python's lock.
    let pointer: UnsafeMutableRawPointer
    private let runtime: PythonRuntime

    /// Takes over a reference.
    init(owning pointer: UnsafeMutableRawPointer, _ runtime: PythonRuntime) {
        self.pointer = pointer
        self.runtime = runtime
    }

    deinit { runtime.release(pointer) }
}

/// What a call is given besides its position: a label, or none.
public struct PythonArgument: Sendable {
    public let label: String?
    public let value: PythonValue

    public init(_ label: String? = nil, _ value: PythonValue) {
        self.label = label
        self.value = value
    }
}
