import SegDiagnostics

/// Builtins that take functions: map, filter, reduce and their like.
enum FunctionalBuiltins {
    static let all = [map, filter, reduce, each, any, every, flatMap, groupBy, countBy, find]

    private static func declare(
        _ name: String, _ summary: String, _ more: [NativeParameter], result: String = "List",
        examples: [String] = [], body: @escaping NativeDeclaration.Body
    ) -> NativeDeclaration {
        let sequence = NativeParameter("xs", Sequences.kind, "A list, range, dictionary or text.")
        return NativeDeclaration(
            name, group: "lists", summary, parameters: [sequence] + more, result: result,
            examples: examples, body: body)
    }

    private static let function = NativeParameter("f", .function, "Called with each element.")
    private static let test = NativeParameter("test", .function, "Gives a Bool for each element.")

    private static let map = declare(
        "map", "What a function gives for each element.", [function],
        examples: ["map([1, 2], { $0 * 10 })"]
    ) { arguments, context in
        let function = arguments[1]
        if case .list(let list) = arguments[0] {
            let result = ListObject(capacity: list.count)
            for index in 0..<list.count { result.append(try context.apply(function, list[index])) }
            return .list(result)
        }
        return .list(
            try Sequences.items(of: arguments[0], 0).map { try context.apply(function, $0) })
    }

    private static let filter = declare(
        "filter", "The elements that pass a test.", [test],
        examples: ["filter([1, 2, 3], { $0 > 1 })"]
    ) { arguments, context in
        let test = arguments[1]
        return .list(try Sequences.items(of: arguments[0], 0).filter { try context.test(test, $0) })
    }

    private static let reduce = declare(
        "reduce", "Combines all elements, from the first on, into one value.",
        [
            NativeParameter("start", .any, "The value to start from."),
            NativeParameter("f", .function, "Called with the value so far and an element."),
        ], result: "Any", examples: ["reduce([1, 2, 3], 0, { a, b in a + b })"]
    ) { arguments, context in
        let function = arguments[2]
        return try Sequences.items(of: arguments[0], 0).reduce(arguments[1]) {
            try context.apply(function, $0, $1)
        }
    }

    private static let each = declare(
        "each", "Calls a function with each element, for its effects.", [function], result: "Nil"
    ) { arguments, context in
        for item in try Sequences.items(of: arguments[0], 0) {
            _ = try context.apply(arguments[1], item)
        }
        return .null
    }

    private static let any = declare(
        "any", "Whether some element passes a test.", [test], result: "Bool"
    ) { arguments, context in
        .bool(
            try Sequences.items(of: arguments[0], 0).contains { try context.test(arguments[1], $0) }
        )
    }

    private static let every = declare(
        "all", "Whether all elements pass a test.", [test], result: "Bool"
    ) { arguments, context in
        .bool(
            try Sequences.items(of: arguments[0], 0).allSatisfy {
                try context.test(arguments[1], $0)
            })
    }

    private static let flatMap = declare(
        "flat_map", "The lists that a function gives for each element, as one list.", [function]
    ) { arguments, context in
        let result = ListObject()
        for item in try Sequences.items(of: arguments[0], 0) {
            let part = try context.apply(arguments[1], item)
            if case .list(let list) = part {
                result.append(contentsOf: list)
            } else {
                result.append(part)
            }
        }
        return .list(result)
    }

    private static let find = declare(
        "find", "The first element that passes a test; nil when there is none.", [test],
        result: "Any"
    ) { arguments, context in
        try Sequences.items(of: arguments[0], 0).first { try context.test(arguments[1], $0) }
            ?? .null
    }

    private static let groupBy = declare(
        "group_by", "A dictionary from what a function gives to the elements it gives it for.",
        [NativeParameter("key", .function, "Gives the key of each element.")], result: "Dictionary",
        examples: ["group_by([1, 2, 3], { $0 % 2 })"]
    ) { arguments, context in
        let groups = DictionaryObject()
        for item in try Sequences.items(of: arguments[0], 0) {
            let key = try key(of: item, arguments[1], context)
            if case .list(let list)? = groups[key] {
                list.append(item)
            } else {
                groups.set(key, to: .list([item]))
            }
        }
        for (key, list) in groups.pairs { groups.set(key, to: list) }
        return .dictionary(groups)
    }

    private static let countBy = declare(
        "count_by", "A dictionary from what a function gives to how often it gives it.",
        [NativeParameter("key", .function, "Gives the key of each element.")], result: "Dictionary"
    ) { arguments, context in
        let counts = DictionaryObject()
        for item in try Sequences.items(of: arguments[0], 0) {
            let key = try key(of: item, arguments[1], context)
            counts.set(key, to: .int((counts[key]?.asInt ?? 0) + 1))
        }
        return .dictionary(counts)
    }

    private static func key(of item: Value, _ function: Value, _ context: NativeContext) throws
        -> Value
    {
        let key = try context.apply(function, item)
        guard key.isKey else { throw Operators.notKey(key) }
        return key
    }
}
