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

    /// Whether the first rows show already that there are more different texts than `limit`.
    ///
    /// A quick look at marks by hash, which is some ten times faster than keeping the texts: two
    /// texts may share a mark, so that it counts too few and never too many.
    private func hasMoreTexts(than limit: Int, in texts: StringStorage) -> Bool {
        guard limit >= 1024, limit < 1 << 26, limit < count else { return false }
        var marks = [UInt64](repeating: 0, count: (limit * 32).nextPowerOfTwo / 64)
        let mask = UInt64(marks.count * 64 - 1)
        var found = 0
        for row in 0..<min(count, limit * 2) where !isMissing(row) {
            let place = texts.withBytes(row) { TextDictionary.hash($0) } & mask
            let (word, bit) = (Int(place >> 6), UInt64(1) << (place & 63))
            if marks[word] & bit == 0 {
                marks[word] |= bit
                found += 1
            }
        }
        return found > limit
    }
}

extension Int {
    /// The smallest power of two that isn't below the number.
    fileprivate var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
