import SegDiagnostics
import SegFrame

/// Rows that belong together.
public enum RowGroups {
    /// The connected component of each row, where rows are joined that share a value of any column.
    ///
    /// Components are numbered by first appearance. A missing value joins nothing.
    public static func components(_ columns: [Column], rowCount: Int) -> [Int32] {
        var forest = DisjointSets(count: rowCount)
        for column in columns {
            let (codes, levels) = column.encoded()
            var first = [Int](repeating: -1, count: levels.count)
            for row in 0..<rowCount where codes[row] >= 0 {
                let code = Int(codes[row])
                if first[code] < 0 { first[code] = row } else { forest.join(first[code], row) }
            }
        }
        return forest.numbered()
    }

    /// One number for each distinct combination of the columns' values, by first appearance;
    /// missing is a value of its own.
    public static func combinations(_ columns: [Column], rowCount: Int) -> [Int32] {
        var current = [Int32](repeating: 0, count: rowCount)
        for column in columns {
            let codes = column.encoded().codes
            var numbers: [Int64: Int32] = [:]
            for row in 0..<rowCount {
                let key = Int64(current[row]) << 32 | Int64(UInt32(bitPattern: codes[row]))
                let next = Int32(truncatingIfNeeded: numbers.count)
                current[row] = numbers[key] ?? next
                if current[row] == next { numbers[key] = next }
            }
        }
        return current
    }
}

extension Roles {
    /// The component of the group role that each row of a table belongs to; nil without that role.
    public func components(in table: Table) throws(Failure) -> [Int32]? {
        guard !group.isEmpty else { return nil }
        var columns: [Column] = []
        for name in group { columns.append(try table.column(name)) }
        return RowGroups.components(columns, rowCount: table.rowCount)
    }

    /// The moments of a table's rows; nil without a time role.
    public func timeAxis(in table: Table) throws(Failure) -> TimeAxis? {
        guard let time else { return nil }
        return try TimeAxis(try table.column(time), name: time)
    }
}

/// Sets that are joined, with paths halved (Tarjan and van Leeuwen 1984).
private struct DisjointSets {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    mutating func root(_ element: Int) -> Int {
        var element = element
        while parents[element] != element {
            parents[element] = parents[parents[element]]
            element = parents[element]
        }
        return element
    }

    mutating func join(_ first: Int, _ second: Int) {
        let (a, b) = (root(first), root(second))
        if a != b { parents[max(a, b)] = min(a, b) }
    }

    mutating func numbered() -> [Int32] {
        var numbers = [Int32](repeating: -1, count: parents.count)
        var next: Int32 = 0
        return parents.indices.map { element in
            let root = root(element)
            if numbers[root] < 0 {
                numbers[root] = next
                next += 1
            }
            return numbers[root]
        }
    }
}
