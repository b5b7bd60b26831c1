extension Column {
    /// A text column stored as the rule says, levels sorted by UTF-8 bytes; other columns as they are.
    public func stored(as storage: TextStorage) -> Column {
        guard case .string(let texts) = self.storage, storage != .string else { return self }
        let limit = storage == .category ? Int.max : TextBuilder.categoryLimit(rows: count)
        if hasMoreTexts(than: limit, in: texts) { return self }
        var dictionary = TextDictionary()
        var codes = [Int32](repeating: -1, count: count)
        var (bytes, present) = (0, 0)
        for row in 0..<count where !isMissing(row) {
            codes[row] = texts.withBytes(row) { dictionary.code(of: $0) }
            bytes += texts.range(row).count
            present += 1
            if dictionary.count > limit { return self }
        }
        let isLong = bytes > TextBuilder.meanLengthLimit * present
        if storage == .automatic, isLong { return self }
        let order = dictionary.sortedCodes()
        var places = [Int32](repeating: 0, count: order.count)
        for (place, code) in order.enumerated() { places[code] = Int32(place) }
        for row in codes.indices where codes[row] >= 0 { codes[row] = places[Int(codes[row])] }
        return Column(codes: codes, levels: order.map(dictionary.text))
    }

    /// Whether a few rows show already that there are more different texts than `limit`.
    ///
    /// Of rows drawn at random, two have the same text the more often the fewer texts there are: fourteen pairs are expected where
    /// there are `limit` texts. Where the sample has two at most, there are more; an error is less likely than one in ten thousand.
    /// From each part of the rows eight are drawn that stand together, which is kinder to memory.
    private func hasMoreTexts(than limit: Int, in texts: StringStorage) -> Bool {
        guard limit >= 1024, limit < count else { return false }
        let together = 8
        let parts = Int((28 * Double(limit)).squareRoot()) / together
        let width = count / parts
        var seen = HashSet(capacity: parts * together)
        var pairs = 0
        return texts.bytes.withUnsafeBufferPointer { bytes in
            for part in 0..<parts {
                let place = Self.mixed(UInt64(part + 1) &* 0x9e37_79b9_7f4a_7c15)
                let start = part * width + Int(place.multipliedFullWidth(by: UInt64(width - together + 1)).high)
                for row in start..<start + together where !isMissing(row) {
                    let text = UnsafeBufferPointer(rebasing: bytes[texts.range(row)])
                    if !seen.insert(TextDictionary.hash(text)) { pairs += 1 }
                }
                if pairs > 2 { return false }
            }
            // Where many rows are missing the others are too few to tell.
            return seen.count * 10 > parts * together * 9
        }
    }

    /// Spreads the bits of a counter (the last step of SplitMix64).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

/// Hashes of texts; of its own, since the standard set would hash them again.
private struct HashSet {
    private var slots: [UInt64]
    private let mask: Int
    private(set) var count = 0

    init(capacity: Int) {
        let size = (capacity * 4).nextPowerOfTwo
        slots = [UInt64](repeating: 0, count: size)
        mask = size - 1
    }

    /// Whether the hash is new.
    mutating func insert(_ hash: UInt64) -> Bool {
        let hash = hash | 1
        var slot = Int(truncatingIfNeeded: hash >> 1) & mask
        while slots[slot] != 0 {
            if slots[slot] == hash { return false }
            slot = (slot + 1) & mask
        }
        slots[slot] = hash
        count += 1
        return true
    }
}

extension Int {
    /// The smallest power of two that isn't below the number.
    fileprivate var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
