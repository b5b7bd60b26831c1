import SegDiagnostics

/// Values that a loop can run over, for builtins.
enum Sequences {
    static let kind = ParameterKind.either([
        .list(of: .any), .range, .dictionary(of: .any), .string,
    ])

    /// The most items that a builtin makes.
    static let longest = 1 << 26

    /// The elements in order: items, numbers of a range, keys, scalars of a text.
    static func items(of value: Value, _ position: Int) throws -> [Value] {
        switch value {
        case .list(let list): return list.values
        case .range(let range):
            guard let integers = range.integers else {
                // One that ends in the largest Int has more elements than an Int counts.
                if case .int = range.lower, case .int = range.upper { try check(.max, position) }
                throw ArgumentFailure(position, "E318", "only a range of Ints has elements")
            }
            try check(integers.count, position)
            return integers.map { .int($0) }
        case .dictionary(let dictionary): return dictionary.keys
        case .string(let text): return scalars(of: text)
        case .host(let object):
            if let length = object.length { return try (0..<length).map(object.element) }
        default: break
        }
        throw ArgumentFailure(position, "E318", "\(value.kindPhrase) has no elements")
    }

    static func check(_ count: Int, _ position: Int) throws {
        if count > longest {
            throw ArgumentFailure(
                position, "E315", "there would be more than \(longest) items")
        }
    }

    static func count(of value: Value) -> Int? {
        switch value {
        case .list(let list): list.count
        case .dictionary(let dictionary): dictionary.count
        case .string(let text): text.count
        case .range(let range): range.integers?.count
        case .host(let object): object.length
        default: nil
        }
    }

    private static func scalars(of text: StringObject) -> [Value] {
        var result: [Value] = []
        result.reserveCapacity(text.count)
        var offset = 0
        while offset < text.byteCount {
            let end = text.nextOffset(after: offset)
            result.append(.string(text.slice(bytes: offset..<end)))
            offset = end
        }
        return result
    }
}
