/// The values that a kernel reads: one per row, or one for all rows.
enum Lane<Value: BitwiseCopyable & Sendable> {
    case values(Buffer<Value>)
    case constant(Value)

    /// The value of a row.
    @inline(__always)
    subscript(row: Int) -> Value {
        switch self {
        case .values(let buffer): buffer[row]
        case .constant(let value): value
        }
    }
}

/// Loops over lanes, one for each way in which columns and constants meet.
enum Kernel {
    @inline(__always)
    static func map<A, Result>(
        _ a: Lane<A>, _ count: Int, _ body: (A) -> Result
    ) -> Buffer<Result> {
        Buffer(count: count) { target in
            switch a {
            case .constant(let a): target.initialize(repeating: body(a))
            case .values(let a):
                a.withUnsafeBufferPointer { a in
                    for row in 0..<count { target[row] = body(a[row]) }
                }
            }
        }
    }

    @inline(__always)
    static func zip<A, B, Result>(
        _ a: Lane<A>, _ b: Lane<B>, _ count: Int, _ body: (A, B) -> Result
    ) -> Buffer<Result> {
        switch (a, b) {
        case (_, .constant(let b)): map(a, count) { body($0, b) }
        case (.constant(let a), _): map(b, count) { body(a, $0) }
        case (.values(let a), .values(let b)):
            Buffer(count: count) { target in
                a.withUnsafeBufferPointer { a in
                    b.withUnsafeBufferPointer { b in
                        for row in 0..<count { target[row] = body(a[row], b[row]) }
                    }
                }
            }
        }
    }

    @inline(__always)
    static func test<A, B>(
        _ a: Lane<A>, _ b: Lane<B>, _ count: Int, _ body: (A, B) -> Bool
    ) -> Bitmap {
        switch (a, b) {
        case (.constant(let a), .constant(let b)): Bitmap(count: count, repeating: body(a, b))
        case (.values(let a), .constant(let b)):
            a.withUnsafeBufferPointer { a in Bitmap(count: count) { body(a[$0], b) } }
        case (.constant(let a), .values(let b)):
            b.withUnsafeBufferPointer { b in Bitmap(count: count) { body(a, b[$0]) } }
        case (.values(let a), .values(let b)):
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in Bitmap(count: count) { body(a[$0], b[$0]) } }
            }
        }
    }

    /// Compares values that have an order.
    static func compare<Value: Comparable>(
        _ symbol: BinaryOperator, _ a: Lane<Value>, _ b: Lane<Value>, _ count: Int
    ) -> Bitmap {
        switch symbol {
        case .equal: test(a, b, count) { $0 == $1 }
        case .notEqual: test(a, b, count) { $0 != $1 }
        case .less: test(a, b, count) { $0 < $1 }
        case .lessOrEqual: test(a, b, count) { $0 <= $1 }
        case .greater: test(a, b, count) { $0 > $1 }
        default: test(a, b, count) { $0 >= $1 }
        }
    }

    /// Compares whole numbers with floats by their exact values: beyond 2⁵³ not every whole number is a float.
    static func compare(
        _ symbol: BinaryOperator, whole a: Lane<Int64>, _ b: Lane<Double>, _ count: Int
    ) -> Bitmap {
        switch symbol {
        case .equal: test(a, b, count) { order($0, $1) == 0 }
        case .notEqual: test(a, b, count) { order($0, $1) != 0 }
        case .less: test(a, b, count) { order($0, $1) < 0 }
        case .lessOrEqual: test(a, b, count) { order($0, $1) <= 0 }
        case .greater: test(a, b, count) { order($0, $1) > 0 }
        default: test(a, b, count) { order($0, $1) >= 0 }
        }
    }

    /// Below 0 where the whole number is less, above 0 where it is more. Rounding keeps the order, so that only numbers that
    /// round to the float itself have to be looked at again.
    @inline(__always)
    private static func order(_ whole: Int64, _ float: Double) -> Int {
        let rounded = Double(whole)
        if rounded != float { return rounded < float ? -1 : 1 }
        if rounded.magnitude < 0x1p53 { return 0 }
        guard let other = Int64(exactly: float) else { return -1 }
        return whole == other ? 0 : whole < other ? -1 : 1
    }
}
