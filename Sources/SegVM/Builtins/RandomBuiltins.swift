import SegDiagnostics

/// Draws from the cell's random stream, or from one of a seed of its own.
enum RandomBuiltins {
    static let all = [random, randomInt, normal, shuffle, sample]

    private static let seed = NativeParameter(
        "seed", .optional(.int), default: .null, labelOnly: true,
        "A seed of its own instead of the cell's stream.")

    private static func declare(
        _ name: String, _ summary: String, _ parameters: [NativeParameter], result: String,
        examples: [String] = [], body: @escaping @Sendable (Arguments, RandomStream) throws -> Value
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "random", summary, parameters: parameters + [seed], result: result,
            effect: .random, examples: examples
        ) { arguments, context in
            guard let seed = arguments[parameters.count].asInt else {
                return try body(arguments, context.random)
            }
            return try body(
                arguments, RandomStream(seed: UInt64(bitPattern: Int64(seed)), name: name))
        }
    }

    private static let random = declare(
        "random", "A number from 0 to below 1.", [], result: "Float"
    ) { _, stream in .double(stream.unit()) }

    private static let randomInt = declare(
        "random_int", "A whole number between two bounds, both included.",
        [
            NativeParameter("low", .int, "The least."),
            NativeParameter("high", .int, "The greatest."),
        ],
        result: "Int", examples: ["random_int(1, 6)"]
    ) { arguments, stream in
        let (low, high) = (try arguments.int(0), try arguments.int(1))
        if high < low { throw ArgumentFailure(1, "E304", "high is below low") }
        let span = UInt64(bitPattern: Int64(high &- low))
        let drawn = span == .max ? stream.next() : stream.below(span + 1)
        return .int(low &+ Int(Int64(bitPattern: drawn)))
    }

    private static let normal = declare(
        "random_normal", "A number of the normal distribution.",
        [
            NativeParameter("mean", .float, default: .float(0), "Its mean."),
            NativeParameter("sd", .float, default: .float(1), "Its standard deviation."),
        ], result: "Float"
    ) { arguments, stream in
        let radius = (-2 * FloatFunctions.logarithm(1 - stream.unit())).squareRoot()
        let angle = 2 * Double.pi * stream.unit()
        let deviation = radius * FloatFunctions.cosine(angle)
        return .double(try arguments.double(0) + arguments.double(1) * deviation)
    }

    private static let list = NativeParameter(
        "xs", Sequences.kind, "A list, range, dictionary or text.")

    private static let shuffle = declare(
        "shuffle", "The elements in random order.", [list], result: "List"
    ) { arguments, stream in
        var items = try Sequences.items(of: arguments[0], 0)
        for index in stride(from: items.count - 1, to: 0, by: -1) {
            items.swapAt(index, Int(stream.below(UInt64(index + 1))))
        }
        return .list(items)
    }

    private static let sample = declare(
        "sample", "Some elements at random, none twice.",
        [list, NativeParameter("n", .int, "How many.")], result: "List"
    ) { arguments, stream in
        var items = try Sequences.items(of: arguments[0], 0)
        let n = try arguments.int(1)
        guard n >= 0, n <= items.count else {
            throw ArgumentFailure(
                1, "E304", "n is between 0 and the number of elements, \(items.count)")
        }
        for index in 0..<n {
            items.swapAt(index, index + Int(stream.below(UInt64(items.count - index))))
        }
        return .list(Array(items.prefix(n)))
    }
}
