/// Applies a function to texts: once per level of a category, once per row of a text column.
struct TextMap {
    let count: Int
    private let source: Source

    private enum Source {
        case rows(StringStorage)
        case levels(Buffer<Int32>, [String])
        case constant(String)
    }

    init(_ operand: Operand, _ count: Int) {
        self.count = count
        switch operand {
        case .constant(let value): source = .constant(value.text ?? "")
        case .column(let column):
            if let texts = column.stringStorage {
                source = .rows(texts)
            } else if let codes = column.categoryCodes {
                source = .levels(codes, column.levels ?? [])
            } else {
                source = .constant("")
            }
        }
    }

    /// A truth value per row; rows that are missing may have any.
    func test(_ body: (String) -> Bool) -> Bitmap {
        switch source {
        case .constant(let text): return Bitmap(count: count, repeating: body(text))
        case .rows(let texts): return Bitmap(count: count) { body(texts[$0]) }
        case .levels(let codes, let levels):
            let truths = levels.map(body)
            return Bitmap(count: count) { codes[$0] >= 0 && truths[Int(codes[$0])] }
        }
    }

    /// As `test` with the bytes of a text, which is faster.
    func testBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bitmap {
        guard case .rows(let texts) = source else {
            return test { text in
                var text = text
                return text.withUTF8(body)
            }
        }
        return Bitmap(count: count) { texts.withBytes($0, body) }
    }

    /// A number per row; rows that are missing may have any.
    func integers(_ body: (String) -> Int64) -> Buffer<Int64> {
        switch source {
        case .constant(let text): return Kernel.map(.constant(body(text)), count) { $0 }
        case .rows(let texts):
            return Buffer(count: count) { target in
                for row in 0..<count { target[row] = body(texts[row]) }
            }
        case .levels(let codes, let levels):
            let numbers = levels.map(body)
            return Kernel.map(.values(codes), count) { $0 < 0 ? 0 : numbers[Int($0)] }
        }
    }

    /// A value of any kind per row, nil where missing rows or the function say so.
    func values<Value>(_ body: (String) -> Value?) -> [Value?] {
        switch source {
        case .constant(let text): return [Value?](repeating: body(text), count: count)
        case .rows(let texts): return (0..<count).map { body(texts[$0]) }
        case .levels(let codes, let levels):
            let values = levels.map(body)
            return (0..<count).map { codes[$0] < 0 ? nil : values[Int(codes[$0])] }
        }
    }

    /// A text per row: categories stay categories.
    func texts(_ validity: Bitmap?, _ body: (String) -> String) -> Column {
        switch source {
        case .constant(let text): return Column(strings: Array(repeating: body(text), count: count))
        case .rows(let texts):
            var builder = StringStorageBuilder(capacity: count)
            for row in 0..<count { builder.append(body(texts[row])) }
            return Column(string: builder.finished(), validity: validity)
        case .levels(let codes, let levels):
            return Column(codes: codes, mapping: levels.map(body))
        }
    }
}

extension Column {
    /// Categories whose levels have been changed and may coincide now.
    init(codes: Buffer<Int32>, mapping levels: [String]) {
        var place: [Utf8Key: Int32] = [:]
        var distinct: [String] = []
        let translation = levels.map { level -> Int32 in
            if let code = place[Utf8Key(level)] { return code }
            let code = Int32(distinct.count)
            place[Utf8Key(level)] = code
            distinct.append(level)
            return code
        }
        let moved = Kernel.map(.values(codes), codes.count) { $0 < 0 ? -1 : translation[Int($0)] }
        self.init(codes: moved, levels: distinct)
    }
}

/// Compares texts by UTF-8 bytes.
enum TextComparison {
    static func compare(
        _ symbol: BinaryOperator, _ left: Operand, _ right: Operand, _ count: Int
    ) -> Bitmap {
        if case .constant(.string(let text)) = right {
            return compare(symbol, TextMap(left, count), with: text)
        }
        if case .constant(.string(let text)) = left {
            return compare(symbol.mirrored, TextMap(right, count), with: text)
        }
        guard case .column(let a) = left, case .column(let b) = right else {
            return Bitmap(count: count, repeating: false)
        }
        let ranks = ranks(a, b)
        return Kernel.compare(symbol, .values(ranks.left), .values(ranks.right), count)
    }

    private static func compare(
        _ symbol: BinaryOperator, _ texts: TextMap, with other: String
    ) -> Bitmap {
        let other = Array(other.utf8)
        return other.withUnsafeBufferPointer { other in
            switch symbol {
            case .equal: texts.testBytes { $0.count == other.count && $0.elementsEqual(other) }
            case .notEqual: texts.testBytes { $0.count != other.count || !$0.elementsEqual(other) }
            case .less: texts.testBytes { $0.lexicographicallyPrecedes(other) }
            case .lessOrEqual: texts.testBytes { !other.lexicographicallyPrecedes($0) }
            case .greater: texts.testBytes { other.lexicographicallyPrecedes($0) }
            default: texts.testBytes { !$0.lexicographicallyPrecedes(other) }
            }
        }
    }

    /// The places of both columns' values among all values of both.
    private static func ranks(
        _ a: Column, _ b: Column
    ) -> (left: Buffer<Int32>, right: Buffer<Int32>) {
        let (x, y) = (a.encoded(), b.encoded())
        let all = Set((x.levels + y.levels).map(Utf8Key.init)).sorted()
        var place: [Utf8Key: Int32] = [:]
        for (rank, level) in all.enumerated() { place[level] = Int32(rank) }
        func ranked(_ part: (codes: [Int32], levels: [String])) -> Buffer<Int32> {
            let ranks = part.levels.map { place[Utf8Key($0)] ?? -1 }
            return Kernel.map(.values(Buffer(part.codes)), part.codes.count) {
                $0 < 0 ? -1 : ranks[Int($0)]
            }
        }
        return (ranked(x), ranked(y))
    }
}

extension BinaryOperator {
    /// The comparison with its sides exchanged.
    var mirrored: BinaryOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
