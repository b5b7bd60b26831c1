extension Column {
    /// Codes into sorted levels (see `LevelOrder`), for any type: -1 is missing. Levels are numbers and times by
    /// value, texts by UTF-8 bytes, and only those that occur, as tables show them.
    public func encoded() -> (codes: [Int32], levels: [String]) {
        let distinct = distinctCodes()
        return (distinct.codes, taking(distinct.rows).strings().map { $0 ?? "" })
    }

    /// Codes by sorted value, and for each code the first row that has it.
    func distinctCodes() -> (codes: [Int32], rows: [Int]) {
        switch storage {
        case .string(let texts): Distinct.codes(texts, validity)
        case .category(let codes, let levels): Distinct.codes(codes, levels)
        case .int64, .float64, .float32, .bool, .date: Distinct.codes(sortKeys(), validity)
        }
    }
}

/// Finds the distinct values of a column.
enum Distinct {
    /// Codes in order of the keys, and the first row of each.
    static func codes(_ keys: [UInt64], _ validity: Bitmap?) -> (codes: [Int32], rows: [Int]) {
        var table = KeyTable()
        var codes = [Int32](repeating: -1, count: keys.count)
        for row in 0..<keys.count where validity?[row] ?? true {
            codes[row] = table.code(of: keys[row], row: row)
        }
        let sortedRows = RowSort.ordered(table.rows, by: keys)
        var rank = [Int32](repeating: -1, count: table.rows.count)
        for (place, row) in sortedRows.enumerated() { rank[Int(codes[row])] = Int32(place) }
        return (codes.map { $0 < 0 ? -1 : rank[Int($0)] }, sortedRows)
    }

    static func codes(_ texts: StringStorage, _ validity: Bitmap?) -> (codes: [Int32], rows: [Int])
    {
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
        let levelOrder = LevelOrder(levels)
        let order = present.sorted(by: levelOrder.precedes)
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
