extension Value {
    /// `==` of the language for values that are no column expressions.
    ///
    /// Numbers compare as numbers, other kinds only with their own; functions by identity; lists by
    /// items, dictionaries by entries without order.
    public func isEqual(to other: Value) -> Bool {
        switch (self, other) {
        case (.int(let a), .int(let b)): return a == b
        case (.double(let a), .double(let b)): return a == b
        case (.int(let a), .double(let b)), (.double(let b), .int(let a)): return Int(exactly: b) == a
        case (.string(let a), .string(let b)): return a == b
        case (.null, .null), (.absent, .absent), (.null, .absent), (.absent, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.date(let a), .date(let b)): return a == b
        case (.dateTime(let a), .dateTime(let b)): return a == b
        case (.range(let a), .range(let b)): return a == b
        case (.list(let a), .list(let b)): return a.isEqual(to: b)
        case (.dictionary(let a), .dictionary(let b)): return a.isEqual(to: b)
        case (.function(let a), .function(let b)): return a.isEqual(to: b)
        case (.native(let a), .native(let b)): return a === b
        case (.host(let a), .host(let b)): return a === b || a.isEqual(to: b)
        default: return false
        }
    }

    /// Order of two values of one ordered kind, or nil when they have none.
    ///
    /// -1, 0 or 1; numbers mix, texts go by UTF-8 bytes.
    public func order(to other: Value) -> Int? {
        switch (self, other) {
        case (.int(let a), .int(let b)): Self.order(a, b)
        case (.double(let a), .double(let b)): Self.order(a, b)
        case (.int(let a), .double(let b)): Self.order(a, b)
        case (.double(let a), .int(let b)): -Self.order(b, a)
        case (.string(let a), .string(let b)): Self.order(a, b)
        case (.duration(let a), .duration(let b)): Self.order(a, b)
        case (.date(let a), .date(let b)): Self.order(a, b)
        case (.dateTime(let a), .dateTime(let b)): a.order(to: b)
        case (.bool(let a), .bool(let b)): Self.order(a ? 1 : 0, b ? 1 : 0)
        default: nil
        }
    }

    private static func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : (b < a ? 1 : 0) }

    /// Exact, also where the Int is none that a Float holds.
    private static func order(_ a: Int, _ b: Double) -> Int {
        if b >= 0x1p63 { return -1 }
        guard b >= -0x1p63 else { return 1 }
        let whole = Int(b)
        return a == whole ? order(Double(whole), b) : order(a, whole)
    }

    /// The hash of a value as a key, the same in every process; nil when it can't be one.
    var keyHash: Int? {
        switch self {
        case .string(let text): text.hash
        case .int(let number): Self.mix(number)
        case .double(let number):
            Int(exactly: number).map(Self.mix)
                ?? Self.mix(Int(truncatingIfNeeded: number.bitPattern))
        case .bool(let flag): flag ? 0x51ED : 0x2B7E
        case .date(let day): Self.mix(Int(day) &+ 0x5DA7E)
        case .duration(let nanoseconds): Self.mix(nanoseconds &+ 0xD0_0DAD)
        case .dateTime(let instant): Self.mix(instant.microseconds &+ 0x71_3E5)
        default: nil
        }
    }

    /// Whether the value may be a key of a dictionary.
    public var isKey: Bool { keyHash != nil }

    /// Equality of keys: numbers that are exactly equal are one key.
    func isSameKey(as other: Value) -> Bool {
        switch (self, other) {
        case (.string(let a), .string(let b)): a === b || a == b
        case (.int(let a), .int(let b)): a == b
        case (.int(let a), .double(let b)), (.double(let b), .int(let a)): Int(exactly: b) == a
        default: isEqual(to: other)
        }
    }

    private static func mix(_ number: Int) -> Int {
        var state = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 32
        return Int(truncatingIfNeeded: state & 0x7FFF_FFFF_FFFF_FFFF)
    }
}

extension ListObject {
    func isEqual(to other: ListObject) -> Bool {
        if self === other { return true }
        guard count == other.count else { return false }
        for index in 0..<count where !self[index].isEqual(to: other[index]) { return false }
        return true
    }
}

extension DictionaryObject {
    func isEqual(to other: DictionaryObject) -> Bool {
        if self === other { return true }
        guard count == other.count else { return false }
        for (key, value) in pairs {
            guard let counterpart = other[key], value.isEqual(to: counterpart) else { return false }
        }
        return true
    }
}
