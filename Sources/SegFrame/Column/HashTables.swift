/// An open-addressing hash table from 64-bit keys to codes by first appearance.
struct KeyTable {
    /// The first row of each code.
    private(set) var rows: [Int] = []
    private var keys: [UInt64] = []
    /// Codes by slot, -1 where free; the size is a power of two.
    private var slots = [Int32](repeating: -1, count: 64)

    mutating func code(of key: UInt64, row: Int) -> Int32 {
        var slot = Self.hash(key) & (slots.count - 1)
        while slots[slot] >= 0 {
            if keys[Int(slots[slot])] == key { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let code = Int32(truncatingIfNeeded: rows.count)
        slots[slot] = code
        rows.append(row)
        keys.append(key)
        if rows.count * 2 > slots.count { grow() }
        return code
    }

    /// The code of a key seen before.
    func code(of key: UInt64) -> Int32? {
        var slot = Self.hash(key) & (slots.count - 1)
        while slots[slot] >= 0 {
            if keys[Int(slots[slot])] == key { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (code, key) in keys.enumerated() {
            var slot = Self.hash(key) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: code)
        }
    }

    /// Fibonacci hashing; only speed depends on it.
    private static func hash(_ key: UInt64) -> Int {
        let mixed = (key ^ key >> 32) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 24)
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
