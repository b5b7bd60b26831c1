extension Column {
    /// One key per row such that keys order as values do; rows that are missing may have any key.
    func sortKeys() -> [UInt64] {
        switch storage {
        case .int64(let values): Self.keys(values) { UInt64(bitPattern: $0) ^ 1 << 63 }
        case .date(let values): Self.keys(values) { UInt64(bitPattern: Int64($0)) ^ 1 << 63 }
        case .float64(let values): Self.keys(values, Self.key)
        case .float32(let values): Self.keys(values) { Self.key(Double($0)) }
        case .bool(let bits): (0..<count).map { bits[$0] ? 1 : 0 }
        case .string, .category: distinctCodes().codes.map { UInt64(UInt32(bitPattern: $0)) }
        }
    }

    @inline(__always)
    private static func keys<Value>(_ values: Buffer<Value>, _ key: (Value) -> UInt64) -> [UInt64] {
        values.withUnsafeBufferPointer { $0.map(key) }
    }

    /// A float's bits, arranged to order as the float; both zeros are one.
    @inline(__always)
    private static func key(_ value: Double) -> UInt64 {
        let bits = (value + 0.0).bitPattern
        return bits >> 63 == 0 ? bits ^ 1 << 63 : ~bits
    }
}

/// Stable sorting of row numbers.
enum RowSort {
    /// One key to sort by.
    struct Key {
        let column: Column
        let descending: Bool
    }

    /// All rows in order of the keys, the first deciding first; missing comes last either way, and
    /// rows alike keep their order.
    static func order(by keys: [Key], count: Int) -> [Int] {
        var rows = Array(0..<count)
        for key in keys.reversed() {
            let flip: UInt64 = key.descending ? .max : 0
            rows = ordered(rows, by: key.column.sortKeys(), flip: flip)
            guard key.column.missingCount > 0 else { continue }
            rows = rows.filter { !key.column.isMissing($0) } + rows.filter { key.column.isMissing($0) }
        }
        return rows
    }

    /// Least-significant-digit radix sort by bytes, leaving out bytes that all keys share.
    static func ordered(_ rows: [Int], by keys: [UInt64], flip: UInt64 = 0) -> [Int] {
        var rows = rows
        var target = rows
        let varying = keys.reduce(into: (all: UInt64.max, any: UInt64(0))) {
            $0.all &= $1
            $0.any |= $1
        }
        let changing = varying.all ^ varying.any
        for shift in stride(from: UInt64(0), to: 64, by: 8) where changing >> shift & 255 != 0 {
            var starts = [Int](repeating: 0, count: 257)
            for row in rows { starts[Int((keys[row] ^ flip) >> shift & 255) + 1] += 1 }
            for digit in 1...256 { starts[digit] += starts[digit - 1] }
            for row in rows {
                let digit = Int((keys[row] ^ flip) >> shift & 255)
                target[starts[digit]] = row
                starts[digit] += 1
            }
            swap(&rows, &target)
        }
        return rows
    }
}
