import SegDiagnostics

/// Sorting; always stable.
enum SortingBuiltins {
    static let all = [sort]

    private static let sort = NativeDeclaration(
        "sort", group: "lists",
        "The elements in ascending order; equal ones keep their order, nil is last.",
        parameters: [
            NativeParameter("xs", Sequences.kind, "A list, range, dictionary or text."),
            NativeParameter(
                "by", .optional(.function), default: .null, "Gives what to sort each element by."),
            NativeParameter("descending", .bool, default: .bool(false), "From greatest to least."),
        ], result: "List", examples: ["sort([3, 1, 2])", "sort(words, by: { count($0) })"]
    ) { arguments, context in
        let items = ListObject(try Sequences.items(of: arguments[0], 0))
        let keys =
            arguments[1].isNull
            ? items.values : try items.values.map { try context.apply(arguments[1], $0) }
        let order = try order(of: keys, descending: try arguments.bool(2))
        return .list(items.permute(order))
    }

    /// The positions of keys in sorted order.
    private static func order(of keys: [Value], descending: Bool) throws -> [Int] {
        let positions = Array(keys.indices)
        if let numbers = integers(keys) {
            return positions.sorted {
                descending ? numbers[$0] > numbers[$1] : numbers[$0] < numbers[$1]
            }
        }
        if let numbers = floats(keys) {
            return positions.sorted {
                descending ? numbers[$0] > numbers[$1] : numbers[$0] < numbers[$1]
            }
        }
        return try positions.sorted { try precedes(keys[$0], keys[$1], descending) }
    }

    private static func integers(_ keys: [Value]) -> [Int]? {
        let numbers = keys.compactMap(\.asInt)
        return numbers.count == keys.count ? numbers : nil
    }

    private static func floats(_ keys: [Value]) -> [Double]? {
        var numbers: [Double] = []
        numbers.reserveCapacity(keys.count)
        for key in keys {
            guard case .double(let number) = key else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    private static func precedes(_ left: Value, _ right: Value, _ descending: Bool) throws -> Bool {
        if left.isNull || right.isNull { return !left.isNull }
        if case .list(let a) = left, case .list(let b) = right {
            return try precedes(a, b, descending)
        }
        guard let order = left.order(to: right) else {
            throw Operators.unsupported(.less, left, right)
        }
        return descending ? order > 0 : order < 0
    }

    /// Lists go by their first items that differ.
    private static func precedes(_ left: ListObject, _ right: ListObject, _ descending: Bool) throws
        -> Bool
    {
        for index in 0..<min(left.count, right.count) where !left[index].isEqual(to: right[index]) {
            return try precedes(left[index], right[index], descending)
        }
        return descending ? left.count > right.count : left.count < right.count
    }
}
