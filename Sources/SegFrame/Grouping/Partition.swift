/// Rows divided into groups, the groups in order of their keys.
public struct Partition: Sendable {
    /// The group of each row.
    public let codes: [Int32]
    /// How many groups there are.
    public let groupCount: Int
    /// All rows, group after group, within a group in the order asked for.
    public let rows: [Int]
    /// Where each group starts in `rows`; one more than there are groups.
    public let starts: [Int]

    /// All rows as one group (of which there is one even without rows).
    static func whole(_ count: Int, order: [Int]? = nil) -> Partition {
        Partition(
            codes: [Int32](repeating: 0, count: count), groupCount: 1,
            rows: order ?? Array(0..<count), starts: [0, count])
    }

    private init(codes: [Int32], groupCount: Int, rows: [Int], starts: [Int]) {
        self.codes = codes
        self.groupCount = groupCount
        self.rows = rows
        self.starts = starts
    }

    /// Rows that agree in these columns; missing is a value of its own and comes last. `order`
    /// gives all rows in the order to keep within groups.
    init(keys: [Column], count: Int, order: [Int]? = nil) {
        guard !keys.isEmpty else {
            self = .whole(count, order: order)
            return
        }
        let (codes, groupCount) = Self.combined(keys.map(Self.total), count)
        self.init(codes: codes, groupCount: groupCount, order: order)
    }

    /// Groups given by code.
    init(codes: [Int32], groupCount: Int, order: [Int]? = nil) {
        var starts = [Int](repeating: 0, count: groupCount + 1)
        for code in codes { starts[Int(code) + 1] += 1 }
        for group in 0..<groupCount { starts[group + 1] += starts[group] }
        var next = starts
        var rows = [Int](repeating: 0, count: codes.count)
        for place in 0..<codes.count {
            let row = order?[place] ?? place
            let group = Int(codes[row])
            rows[next[group]] = row
            next[group] += 1
        }
        self.init(codes: codes, groupCount: groupCount, rows: rows, starts: starts)
    }

    /// The rows of one group.
    public func rows(of group: Int) -> ArraySlice<Int> { rows[starts[group]..<starts[group + 1]] }

    /// The first row of each group.
    var firstRows: [Int] { (0..<groupCount).map { rows[starts[$0]] } }

    /// Codes where missing has the last one, and how many codes there are.
    private static func total(_ column: Column) -> (codes: [Int32], count: Int) {
        let (codes, rows) = column.distinctCodes()
        guard column.missingCount > 0 else { return (codes, rows.count) }
        let last = Int32(rows.count)
        return (codes.map { $0 < 0 ? last : $0 }, rows.count + 1)
    }

    /// One code for each combination that occurs, in lexicographic order.
    private static func combined(
        _ keys: [(codes: [Int32], count: Int)], _ count: Int
    ) -> (codes: [Int32], count: Int) {
        var result = keys[0]
        for key in keys.dropFirst() {
            let radix = UInt64(key.count)
            let mixed = (0..<count).map { UInt64(result.codes[$0]) * radix + UInt64(key.codes[$0]) }
            let distinct = Distinct.codes(mixed, nil)
            result = (distinct.codes, distinct.rows.count)
        }
        return result
    }
}
