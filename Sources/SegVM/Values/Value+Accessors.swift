/// Making values of Swift values, and taking them out again.
extension Value {
    public static func string(_ text: String) -> Value { .string(StringObject(text)) }

    public static func list(_ items: [Value]) -> Value { .list(ListObject(items)) }

    /// A dictionary in the order given; a later entry replaces an earlier one with the same key.
    public static func dictionary(_ entries: [(String, Value)]) -> Value {
        let object = DictionaryObject()
        for (key, value) in entries { object.set(.string(key), to: value) }
        return .dictionary(object)
    }

    /// A Float, or `nil` when the number is not finite.
    public static func finite(_ number: Double) -> Value {
        number.isFinite ? .double(number) : .null
    }

    public var isNull: Bool {
        switch self {
        case .null, .absent: true
        default: false
        }
    }

    public var isAbsent: Bool { if case .absent = self { true } else { false } }

    public var asBool: Bool? { if case .bool(let value) = self { value } else { nil } }

    public var asInt: Int? { if case .int(let value) = self { value } else { nil } }

    /// A Float, or an Int widened to one.
    public var asDouble: Double? {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }

    public var asString: String? { if case .string(let object) = self { object.text } else { nil } }

    public var asStringObject: StringObject? {
        if case .string(let object) = self { object } else { nil }
    }

    public var asList: ListObject? { if case .list(let object) = self { object } else { nil } }

    /// The items of a list as a Swift array.
    public var asArray: [Value]? { asList?.values }

    /// The texts of a list that holds only strings.
    public var asStrings: [String]? {
        guard let list = asList else { return nil }
        let texts = list.values.compactMap(\.asString)
        return texts.count == list.count ? texts : nil
    }

    public var asDictionary: DictionaryObject? {
        if case .dictionary(let object) = self { object } else { nil }
    }

    public var asRange: RangeObject? { if case .range(let object) = self { object } else { nil } }

    /// Nanoseconds.
    public var asDuration: Int? { if case .duration(let value) = self { value } else { nil } }

    /// Days since 1970-01-01.
    public var asDate: Int32? { if case .date(let value) = self { value } else { nil } }

    public var asDateTime: DateTimeObject? {
        if case .dateTime(let object) = self { object } else { nil }
    }

    public var asHost: HostObject? { if case .host(let object) = self { object } else { nil } }

    /// Whether the value can be called.
    public var isCallable: Bool {
        switch self {
        case .function, .native: true
        default: false
        }
    }
}
