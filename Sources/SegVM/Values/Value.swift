/// A value of the language: a small number, or a reference to an immutable object.
///
/// Every payload is trivial or one `final class`, so that a value is 16 bytes and copying one is at
/// most one retain. Objects are never changed while more than one reference to them exists: only
/// the machine changes them, in place when the reference is the only one, and copies them
/// otherwise.
public enum Value: @unchecked Sendable {
    // Those that hold objects come first, so that one comparison tells them (see `ValueTag`).
    case string(StringObject)
    case list(ListObject)
    case dictionary(DictionaryObject)
    case range(RangeObject)
    case dateTime(DateTimeObject)
    /// A function or closure written in the language.
    case function(FunctionObject)
    /// A builtin, with all its overloads.
    case native(NativeObject)
    /// An object of the host: a table, a column expression, a learner, a model.
    case host(HostObject)
    case bool(Bool)
    case int(Int)
    /// A finite Float; infinities and NaN are errors in scalars.
    case double(Double)
    /// A span of time in nanoseconds.
    case duration(Int)
    /// A day, counted from 1970-01-01.
    case date(Int32)
    /// An argument that was left out; seen by natives only, never by programs.
    case absent
    /// `nil`, a missing value.
    case null
}

extension Value {
    /// The name of the value's kind as written after `is` and in messages: `Int`, `String`,
    /// `Table`.
    public var kindName: String {
        if case .host(let object) = self { return object.kindName }
        return kind.name
    }

    /// The kind without the host's own distinctions.
    public var kind: ValueKind {
        switch self {
        case .absent, .null: .null
        case .bool: .bool
        case .int: .int
        case .double: .float
        case .duration: .duration
        case .date: .date
        case .string: .string
        case .list: .list
        case .dictionary: .dictionary
        case .range: .range
        case .dateTime: .dateTime
        case .function, .native: .function
        case .host: .host
        }
    }

    /// `a List`, `an Int`, `nil`: for sentences.
    public var kindPhrase: String {
        switch self {
        case .absent, .null: "nil"
        default: ValueKind.withArticle(kindName)
        }
    }
}

/// The kinds of values that the machine itself tells apart.
public enum ValueKind: UInt8, CaseIterable, Sendable {
    case null, bool, int, float, duration, date, string, list, dictionary, range, dateTime, function
    case host

    public var name: String {
        switch self {
        case .null: "Nil"
        case .bool: "Bool"
        case .int: "Int"
        case .float: "Float"
        case .duration: "Duration"
        case .date: "Date"
        case .string: "String"
        case .list: "List"
        case .dictionary: "Dictionary"
        case .range: "Range"
        case .dateTime: "DateTime"
        case .function: "Function"
        case .host: "Object"
        }
    }

    /// The indefinite article that English wants before the name of a kind.
    public static func withArticle(_ name: String) -> String {
        guard let first = name.unicodeScalars.first else { return name }
        return ("AEIO".unicodeScalars.contains(first) ? "an " : "a ") + name
    }
}
