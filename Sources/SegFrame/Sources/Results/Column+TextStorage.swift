extension Column {
    /// A text column stored as the rule says, levels sorted by UTF-8 bytes; other columns as they are.
    public func stored(as storage: TextStorage) -> Column {
        guard case .string(let texts) = self.storage, storage != .string else { return self }
        let limit = storage == .category ? Int.max : TextBuilder.categoryLimit(rows: count)
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
}
