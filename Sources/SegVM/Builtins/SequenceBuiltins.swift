import SegDiagnostics

/// Lists and other sequences: counting, picking, putting together.
enum SequenceBuiltins {
    static let all = [
        count, isEmpty, first, last, take, drop, sum, mean, list, range, reversed, zip, enumerate,
        flatten, contains, indexOf, unique, join, concat, repeated, chunk, window,
    ]

    private static let sequence = NativeParameter(
        "xs", Sequences.kind, "A list, range, dictionary or text.")

    private static func declare(
        _ name: String, _ summary: String, _ more: [NativeParameter] = [], result: String = "List",
        examples: [String] = [], body: @escaping NativeDeclaration.Body
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "lists", summary, parameters: [sequence] + more, result: result,
            examples: examples, body: body)
    }

    private static let count = declare(
        "count", "The number of elements, or of those that pass a test.",
        [NativeParameter("where", .optional(.function), default: .null, "A test.")], result: "Int",
        examples: ["count([1, 2, 3])    // gives 3"]
    ) { arguments, context in
        guard !arguments[1].isNull else {
            guard let count = Sequences.count(of: arguments[0]) else {
                throw ArgumentFailure(0, "E302", "the number of elements leaves the range of Int")
            }
            return .int(count)
        }
        var number = 0
        for item in try Sequences.items(of: arguments[0], 0)
        where try context.test(arguments[1], item) { number += 1 }
        return .int(number)
    }

    private static let isEmpty = declare(
        "is_empty", "Whether there are no elements.", result: "Bool"
    ) { arguments, _ in .bool(Sequences.count(of: arguments[0]) == 0) }

    private static let first = declare(
        "first", "The first element, or the first that passes a test; nil when there is none.",
        [NativeParameter("where", .optional(.function), default: .null, "A test.")], result: "Any"
    ) { arguments, context in
        let items = try Sequences.items(of: arguments[0], 0)
        guard !arguments[1].isNull else { return items.first ?? .null }
        return try items.first { try context.test(arguments[1], $0) } ?? .null
    }

    private static let last = declare(
        "last", "The last element; nil when there is none.", result: "Any"
    ) { arguments, _ in
        if case .list(let list) = arguments[0] {
            return list.count == 0 ? .null : list[list.count - 1]
        }
        return try Sequences.items(of: arguments[0], 0).last ?? .null
    }

    private static let take = declare(
        "take", "The first elements, at most n.", [NativeParameter("n", .int, "How many.")],
        examples: ["take([1, 2, 3], 2)"]
    ) { arguments, _ in try part(arguments) { count, n in 0..<min(n, count) } }

    private static let drop = declare(
        "drop", "All but the first n elements.", [NativeParameter("n", .int, "How many.")]
    ) { arguments, _ in try part(arguments) { count, n in min(n, count)..<count } }

    private static func part(
        _ arguments: Arguments, _ bounds: (Int, Int) -> Range<Int>
    ) throws -> Value {
        let n = try arguments.int(1)
        if n < 0 { throw ArgumentFailure(1, "E304", "n is not negative") }
        if case .string(let text) = arguments[0] {
            let range = bounds(text.count, n)
            return .string(text.slice(range.lowerBound, range.upperBound))
        }
        let items = ListObject(try Sequences.items(of: arguments[0], 0))
        return .list(items.slice(bounds(items.count, n)))
    }

    private static let sum = declare(
        "sum", "The sum of numbers or durations; missing ones are left out.", result: "Number",
        examples: ["sum([1, 2, 3])    // gives 6"]
    ) { arguments, _ in
        var total: Value?
        for item in try Sequences.items(of: arguments[0], 0) where !item.isNull {
            total = try total.map { try Operators.arithmetic(.add, $0, item) } ?? number(item)
        }
        return total ?? .int(0)
    }

    private static func number(_ value: Value) throws -> Value {
        switch value {
        case .int, .double, .duration: value
        default: throw ArgumentFailure(0, "E305", "the items are numbers, not \(value.kindPhrase)")
        }
    }

    private static let mean = declare(
        "mean", "The mean of numbers; missing ones are left out, nil when none is left.",
        result: "Float"
    ) { arguments, _ in
        let items = try Sequences.items(of: arguments[0], 0).filter { !$0.isNull }
        if items.isEmpty { return .null }
        var total = 0.0
        for item in items {
            guard let x = item.asDouble else {
                throw ArgumentFailure(0, "E305", "the items are numbers, not \(item.kindPhrase)")
            }
            total += x
        }
        return .double(total / Double(items.count))
    }

    // MARK: Making lists

    private static let list = declare(
        "list", "The elements as a list.", examples: ["list(1...3)"]
    ) { arguments, _ in
        if case .list = arguments[0] { return arguments[0] }
        return .list(try Sequences.items(of: arguments[0], 0))
    }

    private static let range = NativeDeclaration(
        "range", group: "lists", "The numbers from start to below stop, step by step.",
        parameters: [
            NativeParameter("start", .int, "The first number."),
            NativeParameter("stop", .int, "The end, which is left out."),
            NativeParameter("step", .int, default: .int(1), "The step; negative to count down."),
        ], result: "List", examples: ["range(0, 10, 3)    // [0, 3, 6, 9]"]
    ) { arguments, _ in
        let (start, stop, step) = (try arguments.int(0), try arguments.int(1), try arguments.int(2))
        if step == 0 { throw ArgumentFailure(2, "E304", "the step is not 0") }
        let (span, overflow) = stop.subtractingReportingOverflow(start)
        if overflow || span.magnitude / step.magnitude > UInt(Sequences.longest) {
            throw ArgumentFailure(
                1, "E315", "the list would have more than \(Sequences.longest) items")
        }
        return .list(stride(from: start, to: stop, by: step).map { .int($0) })
    }

    private static let repeated = NativeDeclaration(
        "repeat", group: "lists", "A value n times as a list, or a text n times as a text.",
        parameters: [
            NativeParameter("value", .any, "What to repeat."),
            NativeParameter("n", .int, "How often."),
        ],
        examples: ["repeat(0, 3)", "repeat(\"-\", 20)"]
    ) { arguments, _ in
        let n = try arguments.int(1)
        if n < 0 { throw ArgumentFailure(1, "E304", "n is not negative") }
        guard case .string(let text) = arguments[0] else {
            try Sequences.check(n, 1)
            return .list(Array(repeating: arguments[0], count: n))
        }
        let (size, overflow) = text.byteCount.multipliedReportingOverflow(by: n)
        try TextLimits.check(overflow ? .max : size)
        let result = StringObject(uninitialized: size)
        for _ in 0..<(size == 0 ? 0 : n) { result.append(bytes: text.bytes) }
        return .string(result)
    }

    private static let concat = NativeDeclaration(
        "concat", group: "lists", "Lists after one another as one list, or texts as one text.",
        parameters: [
            NativeParameter("parts", .either([.list(of: .any), .string]), "Lists, or texts.")
        ],
        isVariadic: true, examples: ["concat([1], [2, 3])"]
    ) { arguments, _ in
        guard let start = arguments.values.first else { return .null }
        return try arguments.values.dropFirst().reduce(start) {
            try Operators.arithmetic(.add, $0, $1)
        }
    }

    private static let reversed = declare(
        "reversed", "The elements from last to first.", result: "Any"
    ) { arguments, _ in
        let items = try Sequences.items(of: arguments[0], 0)
        guard case .string = arguments[0] else { return .list(items.reversed()) }
        return .string(items.reversed().compactMap(\.asString).joined())
    }

    private static let zip = declare(
        "zip", "Pairs of elements at the same position, as many as the shorter has.",
        [NativeParameter("ys", Sequences.kind, "The second elements.")],
        examples: ["zip([1, 2], [\"a\", \"b\"])"]
    ) { arguments, _ in
        let pairs = Swift.zip(
            try Sequences.items(of: arguments[0], 0), try Sequences.items(of: arguments[1], 1))
        return .list(pairs.map { .list([$0, $1]) })
    }

    private static let enumerate = declare(
        "enumerate", "Pairs of position, from 0, and element."
    ) { arguments, _ in
        .list(try Sequences.items(of: arguments[0], 0).enumerated().map { .list([.int($0), $1]) })
    }

    private static let flatten = declare(
        "flatten", "The items of a list of lists as one list."
    ) { arguments, _ in
        let result = ListObject()
        for item in try Sequences.items(of: arguments[0], 0) {
            if case .list(let inner) = item {
                result.append(contentsOf: inner)
            } else {
                result.append(item)
            }
        }
        return .list(result)
    }

    private static let chunk = declare(
        "chunk", "Lists of n neighbouring elements; the last may be shorter.",
        [NativeParameter("n", .int, "How many in each.")], examples: ["chunk([1, 2, 3], 2)"]
    ) { arguments, _ in
        let items = ListObject(try Sequences.items(of: arguments[0], 0))
        let n = try arguments.int(1)
        if n < 1 { throw ArgumentFailure(1, "E304", "n is at least 1") }
        return .list(
            stride(from: 0, to: items.count, by: n).map { start in
                .list(
                    items.slice(start..<min(items.count, n > items.count ? items.count : start + n))
                )
            })
    }

    private static let window = declare(
        "windows", "All runs of n neighbouring elements.",
        [NativeParameter("n", .int, "How many in each.")], examples: ["windows([1, 2, 3], 2)"]
    ) { arguments, _ in
        let items = ListObject(try Sequences.items(of: arguments[0], 0))
        let n = try arguments.int(1)
        if n < 1 { throw ArgumentFailure(1, "E304", "n is at least 1") }
        if n > items.count { return .list([]) }
        return .list((0...items.count - n).map { .list(items.slice($0..<$0 + n)) })
    }

    // MARK: Looking for elements

    private static let contains = declare(
        "contains", "Whether a list has an item, a dictionary a key, or a text a part.",
        [NativeParameter("item", .any, "What to look for.")], result: "Bool"
    ) { arguments, _ in
        if case .string(let text) = arguments[0] {
            guard case .string(let part) = arguments[1] else {
                throw ArgumentFailure(
                    1, "E305", "the part of a text is a String, not \(arguments[1].kindPhrase)")
            }
            return .bool(TextSearch.find(part, in: text, from: 0) != nil)
        }
        return try Operators.contained(arguments[1], arguments[0], .contained)
    }

    private static let indexOf = declare(
        "index_of", "The position of an item or of a part of a text; nil when there is none.",
        [NativeParameter("item", .any, "What to look for.")], result: "Int?"
    ) { arguments, _ in
        if case .string(let text) = arguments[0], case .string(let part) = arguments[1] {
            guard let offset = TextSearch.find(part, in: text, from: 0) else { return .null }
            return .int(text.slice(bytes: 0..<offset).count)
        }
        let items = try Sequences.items(of: arguments[0], 0)
        return items.firstIndex { $0.isEqual(to: arguments[1]) }.map { .int($0) } ?? .null
    }

    private static let unique = declare(
        "unique", "The elements without repetitions, in order of first appearance."
    ) { arguments, _ in
        let seen = DictionaryObject()
        var result: [Value] = []
        for item in try Sequences.items(of: arguments[0], 0) {
            if item.isKey {
                if seen.contains(item) { continue }
                seen.set(item, to: .null)
            } else if result.contains(where: { $0.isEqual(to: item) }) {
                continue
            }
            result.append(item)
        }
        return .list(result)
    }

    private static let join = declare(
        "join", "The elements as one text.",
        [NativeParameter("separator", .string, default: .string(""), "What stands between them.")],
        result: "String", examples: ["join([1, 2, 3], \", \")"]
    ) { arguments, _ in
        let texts = try Sequences.items(of: arguments[0], 0).map(\.display)
        let separator = try arguments.string(1)
        try TextLimits.check(texts.reduce(0) { $0 + $1.utf8.count + separator.utf8.count })
        return .string(texts.joined(separator: separator))
    }
}
