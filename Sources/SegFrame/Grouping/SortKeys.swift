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
            let keys = key.column.sortKeys()
            guard let validity = key.column.validity else {
                rows = ordered(rows, by: keys, flip: flip)
                continue
            }
            // What lies in memory where a value is missing must not move the row.
            rows = ordered(rows.filter { validity[$0] }, by: keys, flip: flip) + rows.filter { !validity[$0] }
        }
        return rows
    }

    /// Least-significant-digit radix sort by bytes, leaving out bytes that all keys share.
    static func ordered(_ rows: [Int], by keys: [UInt64], flip: UInt64 = 0) -> [Int] {
        guard rows.count > 1 else { return rows }
        var pass = RadixPass(rows: rows, keys: rows.map { keys[$0] ^ flip })
        let counts = pass.digitCounts()
        for digit in 0..<8 {
            let counts = counts[digit * 256..<digit * 256 + 256]
            if !counts.contains(rows.count) { pass.scatter(UInt64(digit * 8), counts) }
        }
        return pass.rows
    }
}

/// Rows and their keys while they are sorted; both move together so that memory is read in order.
private struct RadixPass {
    private(set) var rows: [Int]
    private var keys: [UInt64]
    private var otherRows: [Int]
    private var otherKeys: [UInt64]

    init(rows: [Int], keys: [UInt64]) {
        self.rows = rows
        self.keys = keys
        otherRows = rows
        otherKeys = keys
    }

    /// How often each value of each byte occurs, 256 counts a byte.
    func digitCounts() -> [Int] {
        var counts = [Int](repeating: 0, count: 8 * 256)
        for key in keys {
            for digit in 0..<8 {
                counts[digit * 256 + Int(truncatingIfNeeded: key >> UInt64(digit * 8) & 255)] += 1
            }
        }
        return counts
    }

    /// Moves all rows into order of the byte at `shift`.
    mutating func scatter(_ shift: UInt64, _ counts: ArraySlice<Int>) {
        var next: [Int] = []
        next.reserveCapacity(256)
        var start = 0
        for count in counts {
            next.append(start)
            start += count
        }
        for place in keys.indices {
            let digit = Int(truncatingIfNeeded: keys[place] >> shift & 255)
            otherKeys[next[digit]] = keys[place]
            otherRows[next[digit]] = rows[place]
            next[digit] += 1
        }
        swap(&keys, &otherKeys)
        swap(&rows, &otherRows)
    }
}
