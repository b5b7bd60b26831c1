extension Column {
    /// Codes into sorted levels, for any type: -1 is missing. Levels are numbers and times by value,
    /// texts by UTF-8 bytes, and only those that occur, as tables show them.
    public func encoded() -> (codes: [Int32], levels: [String]) {
        let distinct = distinctCodes()
        let levels = distinct.rows.map { self[$0].description }
        return (distinct.codes, levels)
    }

    /// Codes by sorted value, and for each code the first row that has it.
    func distinctCodes() -> (codes: [Int32], rows: [Int]) {
        switch storage {
        case .int64(let values): Distinct.codes(count, validity) { values[$0] }
        case .date(let values): Distinct.codes(count, validity) { values[$0] }
        case .float64(let values): Distinct.codes(count, validity) { OrderedFloat(values[$0]) }
        case .float32(let values):
            Distinct.codes(count, validity) { OrderedFloat(Double(values[$0])) }
        case .bool(let bits): Distinct.codes(count, validity) { bits[$0] ? 1 as UInt8 : 0 }
        case .string(let texts): Distinct.codes(texts, validity)
        case .category(let codes, let levels): Distinct.codes(codes, levels)
        }
    }
}

/// A finite float as a key: -0 and 0 are one.
struct OrderedFloat: Hashable, Comparable {
    let value: Double

    init(_ value: Double) { self.value = value == 0 ? 0 : value }

    static func < (a: OrderedFloat, b: OrderedFloat) -> Bool { a.value < b.value }
}

/// Finds the distinct values of a column.
enum Distinct {
    /// Codes in order of the values, and the first row of each.
    @inline(__always)
    static func codes<Key: Hashable & Comparable>(
        _ count: Int, _ validity: Bitmap?, _ key: (Int) -> Key
    ) -> (codes: [Int32], rows: [Int]) {
        var seen: [Key: Int32] = [:]
        var rows: [Int] = []
        var codes = [Int32](repeating: -1, count: count)
        for row in 0..<count where validity?[row] ?? true {
            let next = Int32(truncatingIfNeeded: rows.count)
            let value = key(row)
            if let code = seen[value] {
                codes[row] = code
            } else {
                seen[value] = next
                codes[row] = next
                rows.append(row)
            }
        }
        return sorted(codes, rows) { key($0) < key($1) }
    }

    static func codes(_ texts: StringStorage, _ validity: Bitmap?) -> (codes: [Int32], rows: [Int]) {
        var table = ByteTable(capacity: 64)
        var codes = [Int32](repeating: -1, count: texts.count)
        for row in 0..<texts.count where validity?[row] ?? true {
            codes[row] = table.code(of: row, in: texts)
        }
        return sorted(codes, table.rows) { texts.precedes($0, $1) }
    }

    static func codes(_ codes: Buffer<Int32>, _ levels: [String]) -> (codes: [Int32], rows: [Int]) {
        var first = [Int](repeating: -1, count: levels.count)
        for row in 0..<codes.count {
            let code = Int(codes[row])
            if code >= 0, first[code] < 0 { first[code] = row }
        }
        let present = levels.indices.filter { first[$0] >= 0 }
        let order = present.sorted { levels[$0].precedesByBytes(levels[$1]) }
        var rank = [Int32](repeating: -1, count: levels.count)
        for (place, level) in order.enumerated() { rank[level] = Int32(place) }
        let ranked = (0..<codes.count).map { codes[$0] < 0 ? -1 : rank[Int(codes[$0])] }
        return (ranked, order.map { first[$0] })
    }

    /// Renumbers codes given by first appearance into the order of their values.
    private static func sorted(
        _ codes: [Int32], _ rows: [Int], _ precedes: (Int, Int) -> Bool
    ) -> (codes: [Int32], rows: [Int]) {
        let order = rows.indices.sorted { precedes(rows[$0], rows[$1]) }
        var rank = [Int32](repeating: -1, count: rows.count)
        for (place, code) in order.enumerated() { rank[code] = Int32(place) }
        return (codes.map { $0 < 0 ? -1 : rank[Int($0)] }, order.map { rows[$0] })
    }
}

extension StringStorage {
    /// Whether the text of one row comes before another's by UTF-8 bytes.
    func precedes(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (range(first), range(second))
        return bytes.withUnsafeBufferPointer { $0[a].lexicographicallyPrecedes($0[b]) }
    }
}

/// An open-addressing hash table from texts to codes by first appearance.
struct ByteTable {
    /// The first row of each code.
    private(set) var rows: [Int] = []
    private var hashes: [UInt64] = []
    /// Codes by slot, -1 where free; the size is a power of two.
    private var slots: [Int32]

    init(capacity: Int) { slots = [Int32](repeating: -1, count: capacity) }

    mutating func code(of row: Int, in texts: StringStorage) -> Int32 {
        let range = texts.range(row)
        return texts.bytes.withUnsafeBufferPointer { bytes in
            let text = bytes[range]
            let hash = Self.hash(text)
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 {
                let code = Int(slots[slot])
                if hashes[code] == hash, bytes[texts.range(rows[code])].elementsEqual(text) {
                    return slots[slot]
                }
                slot = (slot + 1) & (slots.count - 1)
            }
            return insert(row, hash, at: slot)
        }
    }

    private mutating func insert(_ row: Int, _ hash: UInt64, at slot: Int) -> Int32 {
        let code = Int32(truncatingIfNeeded: rows.count)
        slots[slot] = code
        rows.append(row)
        hashes.append(hash)
        if rows.count * 2 > slots.count { grow() }
        return code
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (code, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: code)
        }
    }

    /// FNV-1a, mixed at the end; only speed depends on it.
    private static func hash(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= hash >> 32
        return hash &* 0x9e37_79b9_7f4a_7c15 ^ hash >> 29
    }
}
