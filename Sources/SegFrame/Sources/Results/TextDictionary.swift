import Glibc

/// Distinct texts in order of appearance, each with a number, found by a hash table of their bytes.
struct TextDictionary {
    /// Text `i` is `bytes[offsets[i] ..< offsets[i + 1]]`.
    private var bytes: [UInt8] = []
    private var offsets: [Int] = [0]
    private var hashes: [UInt64] = []
    /// Open addressing: the number of a text, or -1; a power of two in size.
    private var slots = [Int32](repeating: -1, count: 256)

    /// How many texts there are.
    var count: Int { hashes.count }

    /// The number of a text, which is new if it is the largest.
    mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = Self.hash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, isEqual(text, code) { return Int32(code) }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(count)
        return insert(text, hash)
    }

    private mutating func insert(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int32 {
        let code = Int32(count)
        bytes.append(contentsOf: text)
        offsets.append(bytes.count)
        hashes.append(hash)
        if count * 2 > slots.count { grow() }
        return code
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 4)
        for code in hashes.indices {
            var slot = Int(truncatingIfNeeded: hashes[code]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    private func isEqual(_ text: UnsafeBufferPointer<UInt8>, _ code: Int) -> Bool {
        withBytes(code) { known in
            guard known.count == text.count else { return false }
            guard let a = known.baseAddress, let b = text.baseAddress else { return true }
            return memcmp(a, b, text.count) == 0
        }
    }

    /// The bytes of a text by its number.
    func withBytes<Value>(_ code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        bytes.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[offsets[code]..<offsets[code + 1]]))
        }
    }

    /// Numbers of the texts in the order of their UTF-8 bytes.
    func sortedCodes() -> [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            hashes.indices.sorted { a, b in
                bytes[offsets[a]..<offsets[a + 1]].lexicographicallyPrecedes(
                    bytes[offsets[b]..<offsets[b + 1]])
            }
        }
    }

    /// The text of a number.
    func text(_ code: Int) -> String { withBytes(code) { String(decoding: $0, as: UTF8.self) } }

    /// Eight bytes at a time, multiplied and folded; the same in every process.
    static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(text)
        var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(raw.count)
        var index = 0
        while index + 8 <= raw.count {
            state = mixed(state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        if raw.count >= 8 {
            // The last eight bytes again, rather than one by one those that are left.
            return mixed(state ^ raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self))
        }
        var tail: UInt64 = 0
        while index < raw.count {
            tail = tail << 8 | UInt64(raw[index])
            index += 1
        }
        return mixed(state ^ tail)
    }

    @inline(__always)
    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
