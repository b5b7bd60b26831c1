/// Sorts rows of a node by the rank of one feature, by counting (Knuth 5.2.5).
struct RankSorter {
    /// Nodes up to this size are sorted by insertion.
    private static let smallNode = 24

    /// The rows in order of their rank, and their ranks, after `sort`.
    private(set) var rows: [Int32]
    private(set) var keys: [UInt16]
    private var otherRows: [Int32]
    private var otherKeys: [UInt16]

    init(capacity: Int) {
        rows = [Int32](repeating: 0, count: capacity)
        keys = [UInt16](repeating: 0, count: capacity)
        otherRows = rows
        otherKeys = keys
    }

    /// Sorts the given rows by `ranks[offset + row]`, keeping the order of equal ones; `binCount`
    /// bounds the ranks.
    mutating func sort(_ source: ArraySlice<Int32>, by ranks: [UInt16], offset: Int, binCount: Int)
    {
        let count = source.count
        ranks.withUnsafeBufferPointer { ranks in
            source.withUnsafeBufferPointer { source in
                for place in 0..<count {
                    rows[place] = source[place]
                    keys[place] = ranks[offset &+ Int(source[place])]
                }
            }
        }
        sort(count, binCount: binCount)
    }

    /// Sorts the rows of the last call anew, by other keys of the same bound.
    mutating func sort(_ count: Int, renumbering numbers: [UInt16]) {
        for place in 0..<count { keys[place] = numbers[Int(keys[place])] }
        sort(count, binCount: numbers.count)
    }

    private mutating func sort(_ count: Int, binCount: Int) {
        if count <= Self.smallNode { return insertionSort(count) }
        pass(count, shift: 0)
        if binCount > 256 { pass(count, shift: 8) }
    }

    private mutating func insertionSort(_ count: Int) {
        rows.withUnsafeMutableBufferPointer { rows in
            keys.withUnsafeMutableBufferPointer { keys in
                for end in 0..<count {
                    let (row, key) = (rows[end], keys[end])
                    var place = end
                    while place > 0, keys[place &- 1] > key {
                        rows[place] = rows[place &- 1]
                        keys[place] = keys[place &- 1]
                        place &-= 1
                    }
                    rows[place] = row
                    keys[place] = key
                }
            }
        }
    }

    /// One pass of counting over 8 bits of the keys.
    private mutating func pass(_ count: Int, shift: UInt16) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 257) { starts in
            starts.initialize(repeating: 0)
            rows.withUnsafeBufferPointer { rows in
                keys.withUnsafeBufferPointer { keys in
                    for place in 0..<count { starts[Int(keys[place] >> shift & 255) &+ 1] &+= 1 }
                    for bin in 1..<257 { starts[bin] &+= starts[bin &- 1] }
                    otherRows.withUnsafeMutableBufferPointer { otherRows in
                        otherKeys.withUnsafeMutableBufferPointer { otherKeys in
                            for place in 0..<count {
                                let digit = Int(keys[place] >> shift & 255)
                                let goal = starts[digit]
                                starts[digit] = goal &+ 1
                                otherRows[goal] = rows[place]
                                otherKeys[goal] = keys[place]
                            }
                        }
                    }
                }
            }
        }
        swap(&rows, &otherRows)
        swap(&keys, &otherKeys)
    }
}
