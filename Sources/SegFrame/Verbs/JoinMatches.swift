import SegDiagnostics

/// Which rows of the right table match each row of the left.
struct JoinMatches {
    /// The group of key values of each left row; `unmatched` where a key is missing.
    private let leftCodes: [Int32]
    /// The right table's rows by group.
    private let right: Partition
    /// The group of rows with a missing key, after all others.
    private let unmatched: Int32

    init(left: Table, right: Table, keys: [JoinKey]) throws(Failure) {
        let count = left.rowCount
        var combined: [Column] = []
        var present: Bitmap?
        for key in keys {
            let both = try Self.stacked(left, right, key)
            present = Bitmap.both(present, both.validity)
            combined.append(both)
        }
        let total = count + right.rowCount
        let groups = Partition(keys: combined, count: total)
        let missing = Int32(groups.groupCount)
        let codes = groups.codes.enumerated().map { row, code in
            present?[row] ?? true ? code : missing
        }
        leftCodes = Array(codes[..<count])
        unmatched = missing
        self.right = Partition(codes: Array(codes[count...]), groupCount: groups.groupCount + 1)
    }

    /// The values of both tables' key columns, one after the other, so that equal ones group
    /// together.
    private static func stacked(
        _ left: Table, _ right: Table, _ key: JoinKey
    ) throws(Failure) -> Column {
        let (a, b) = (try left.column(key.left), try right.column(key.right))
        do {
            return try Column.concatenated([a, b])
        } catch {
            throw FrameError.types(
                "key '\(key.left)' (\(a.type)) can't equal '\(key.right)' (\(b.type))",
                hint: "make both of one type first")
        }
    }

    private func matches(_ row: Int) -> ArraySlice<Int> {
        leftCodes[row] == unmatched ? [] : right.rows(of: Int(leftCodes[row]))
    }

    func hasMatch(_ row: Int) -> Bool { !matches(row).isEmpty }

    /// How many rows the two tables have side by side.
    func pairCount(_ how: JoinKind) -> Int {
        var used = [Bool](repeating: false, count: how == .full ? right.groupCount : 0)
        var count = 0
        for row in leftCodes.indices {
            let matches = matches(row).count
            if how == .full, matches > 0 { used[Int(leftCodes[row])] = true }
            count += matches == 0 && how != .inner ? 1 : matches
        }
        for group in used.indices where !used[group] { count += right.rows(of: group).count }
        return count
    }

    /// How many rows are paired between two looks at whether the work is stopped.
    private static let stride = 1 << 16

    /// Rows of both tables side by side, -1 where one side has none.
    func pairs(_ how: JoinKind) throws(Failure) -> (left: [Int], right: [Int]) {
        var pairs: (left: [Int], right: [Int]) = ([], [])
        var next = Self.stride
        var used = [Bool](repeating: false, count: how == .full ? right.codes.count : 0)
        for row in leftCodes.indices {
            let matches = matches(row)
            if pairs.left.count >= next {
                try Stopping.check()
                next = pairs.left.count + Self.stride
            }
            for match in matches {
                pairs.left.append(row)
                pairs.right.append(match)
                if how == .full { used[match] = true }
            }
            if matches.isEmpty, how != .inner {
                pairs.left.append(row)
                pairs.right.append(-1)
            }
        }
        for row in used.indices where !used[row] {
            pairs.left.append(-1)
            pairs.right.append(row)
        }
        return pairs
    }
}
