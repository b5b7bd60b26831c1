import SegDiagnostics

/// Fields and indices.
extension Operators {
    static func field(_ name: Value, of object: Value) throws -> Value {
        switch object {
        case .dictionary(let dictionary):
            if let value = dictionary[name] { return value }
            let keys = dictionary.keys.compactMap(\.asString)
            throw Failure(
                "E306", "the dictionary has no key \"\(name.display)\"",
                hint: Suggestion.hint(for: name.display, among: keys)
                    ?? "d[\"\(name.display)\"] gives nil where there is none")
        case .host(let host):
            if let value = try host.field(name.display) { return value }
            throw missingField(
                name.display, object.kindPhrase, known: host.fieldNames, remedy: host.remedy(forField: name.display))
        default: throw missingField(name.display, object.kindPhrase, known: [])
        }
    }

    /// - Parameters:
    ///   - owner: what has no such field: `a Study`.
    ///   - remedy: what to write instead, where that is known.
    static func missingField(_ name: String, _ owner: String, known: [String], remedy: String? = nil) -> Failure {
        Failure(
            "E309", "\(owner) has no field \"\(name)\"",
            hint: remedy ?? Suggestion.hint(for: name, among: known) ?? (known.isEmpty || owner == "a Table" ? ForeignNames.hint(field: name) : nil)
                ?? (known.isEmpty ? "a function is called with parentheses: \(name)()" : listing(known)))
    }

    /// The first of the names that there are.
    private static func listing(_ known: [String]) -> String {
        "it has: \(known.prefix(8).joined(separator: ", "))\(known.count > 8 ? ", …" : "")"
    }

    static func index(_ object: Value, _ key: Value) throws -> Value {
        switch (object, key) {
        case (.list(let list), .int(let position)):
            try check(position, below: list.count, of: "list")
            return list[position]
        case (.string(let text), .int(let position)):
            try check(position, below: text.count, of: "text")
            return .string(text.slice(position, position + 1))
        case (.list(let list), .range(let range)):
            let bounds = try slice(range, of: list.count)
            return .list(list.slice(bounds))
        case (.string(let text), .range(let range)):
            let bounds = try slice(range, of: text.count)
            return .string(text.slice(bounds.lowerBound, bounds.upperBound))
        case (.dictionary(let dictionary), _):
            guard key.isKey else { throw notKey(key) }
            return dictionary[key] ?? .null
        case (.range(let range), .int(let position)):
            let integers = range.integers ?? 0..<0
            try check(position, below: integers.count, of: "range")
            return .int(integers.lowerBound + position)
        case (.host(let host), _):
            if let value = try host.index(key) { return value }
        default: break
        }
        let rows = key.asHost?.isSymbolic == true ? "keep rows with filter(t, …)" : nil
        throw Failure("E301", "\(object.kindPhrase) can't be indexed by \(key.kindPhrase)", hint: rows)
    }

    static func check(_ position: Int, below count: Int, of what: String) throws {
        if position >= 0, position < count { return }
        let has =
            count == 0 ? "the \(what) is empty" : "the \(what) has \(count), from 0 to \(count - 1)"
        throw Failure(
            "E304", "\(position) is outside: \(has)",
            hint: position < 0 ? "use last(), or count from the end with count()" : nil)
    }

    private static func slice(_ range: RangeObject, of count: Int) throws -> Range<Int> {
        guard let integers = range.integers else {
            throw Failure("E301", "a slice goes between two Ints")
        }
        if integers.isEmpty, integers.lowerBound <= count, integers.lowerBound >= 0 {
            return integers.lowerBound..<integers.lowerBound
        }
        guard integers.lowerBound >= 0, integers.upperBound <= count else {
            throw Failure(
                "E304", "the slice \(Value.range(range).literal) goes outside 0..<\(count)")
        }
        return integers
    }

    static func notKey(_ key: Value) -> Failure {
        Failure("E301", "\(key.kindPhrase) can't be a key of a dictionary")
    }
}
