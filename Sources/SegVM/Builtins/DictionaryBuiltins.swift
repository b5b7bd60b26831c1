import SegDiagnostics

/// Dictionaries.
enum DictionaryBuiltins {
    static let all = [keys, values, items, merge, has, dictionary, mapValues, without, get]

    private static func declare(
        _ name: String, _ summary: String, _ more: [NativeParameter] = [],
        result: String = "Dictionary",
        examples: [String] = [], body: @escaping NativeDeclaration.Body
    ) -> NativeDeclaration {
        let first = NativeParameter("d", .dictionary(of: .any), "A dictionary.")
        return NativeDeclaration(
            name, group: "dictionaries", summary, parameters: [first] + more, result: result,
            examples: examples, body: body)
    }

    private static let keys = declare("keys", "The keys in order of insertion.", result: "List") {
        arguments, _ in
        .list(try arguments.dictionary(0).keys)
    }

    private static let values = declare(
        "values", "The values in order of insertion.", result: "List"
    ) {
        arguments, _ in .list(try arguments.dictionary(0).values)
    }

    private static let items = declare("items", "Pairs of key and value.", result: "List") {
        arguments, _ in
        .list(try arguments.dictionary(0).pairs.map { .list([$0.key, $0.value]) })
    }

    private static let merge = declare(
        "merge", "The entries of both; those of the second win.",
        [NativeParameter("other", .dictionary(of: .any), "A dictionary.")],
        examples: ["merge([\"a\": 1], [\"b\": 2])"]
    ) { arguments, _ in
        let result = try arguments.dictionary(0).copied()
        for (key, value) in try arguments.dictionary(1).pairs { result.set(key, to: value) }
        return .dictionary(result)
    }

    private static let has = declare(
        "has", "Whether there is such a key.", [NativeParameter("key", .any, "A key.")],
        result: "Bool"
    ) { arguments, _ in .bool(try arguments.dictionary(0).contains(arguments[1])) }

    private static let get = declare(
        "get", "The value of a key, or another where there is none.",
        [
            NativeParameter("key", .any, "A key."),
            NativeParameter("otherwise", default: .null, "The other value."),
        ],
        result: "Any"
    ) { arguments, _ in try arguments.dictionary(0)[arguments[1]] ?? arguments[2] }

    private static let dictionary = NativeDeclaration(
        "dictionary", group: "dictionaries", "A dictionary of pairs of key and value.",
        parameters: [NativeParameter("pairs", .list(of: .list(of: .any)), "Lists of two.")],
        result: "Dictionary", examples: ["dictionary(zip(names, values))"]
    ) { arguments, _ in
        let result = DictionaryObject()
        for pair in try arguments.list(0).values {
            guard case .list(let list) = pair, list.count == 2 else {
                throw ArgumentFailure(0, "E305", "each pair is a list of key and value")
            }
            guard list[0].isKey else { throw Operators.notKey(list[0]) }
            result.set(list[0], to: list[1])
        }
        return .dictionary(result)
    }

    private static let mapValues = declare(
        "map_values", "The same keys with what a function gives for each value.",
        [NativeParameter("f", .function, "Called with each value.")]
    ) { arguments, context in
        let result = DictionaryObject()
        for (key, value) in try arguments.dictionary(0).pairs {
            result.set(key, to: try context.apply(arguments[1], value))
        }
        return .dictionary(result)
    }

    private static let without = declare(
        "without", "The entries but for one key.", [NativeParameter("key", .any, "A key.")]
    ) { arguments, _ in
        let result = try arguments.dictionary(0).copied()
        result.remove(arguments[1])
        return .dictionary(result)
    }
}
