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
    /// A table or column with what it was in Python.
    indirect case shaped(PythonValue, PythonShape)
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

/// What a table or column was in the Python cell that gave it, so that cells below are given the same.
public struct PythonShape: Sendable {
    /// The helper's description of it.
    public let text: String
    /// The labels of its rows, as columns; nil where they are positions.
    public let labels: Table?

    public init(text: String, labels: Table?) {
        self.text = text
        self.labels = labels
    }
}

/// An object that lives in Python, held by the program.
public final class PythonObject: @unchecked Sendable {
    // SAFETY: the pointer is a reference of its own until deinit, and used under Python's lock.
    let pointer: UnsafeMutableRawPointer
    /// Why a frame or an array is no table or column; nil for other objects.
    public let refusal: String?
    private let runtime: PythonRuntime

    /// Takes over a reference.
    init(owning pointer: UnsafeMutableRawPointer, _ runtime: PythonRuntime, refusal: String? = nil) {
        self.pointer = pointer
        self.runtime = runtime
        self.refusal = refusal
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
