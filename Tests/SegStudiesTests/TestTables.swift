import SegCore
import SegFrame
import SegTensor

/// Made-up tables for tests.
enum TestTables {
    /// Rows with a unique key, a group, a day, two segment columns, a feature and a target that is noise.
    static func noise(_ count: Int, kind: ProblemKind = .binary, seed: Int = 1) throws -> Table {
        var random = RandomStream(seed: seed)
        var key: [Double] = []
        var group: [Int64] = []
        var target: [Int64] = []
        for row in 0..<count {
            // Rows of a group share a key up to a trifle and share their target.
            let shared = row / 4
            group.append(Int64(shared))
            key.append(Double(shared) + Double(row % 4) * 1e-3)
            if row % 4 == 0 { target.append(Int64(random.nextInt(below: kind == .multiclass ? 3 : 2))) } else {
                target.append(target[row - 1])
            }
        }
        let origins = ["EWR", "JFK", "LGA"]
        let carriers = ["AA", "DL", "UA", "ZZ"]
        return try Table([
            ("key", .numeric, Column(doubles: key)),
            ("group", .id, Column(ints: group)),
            ("day", .time, Column(dates: (0..<count).map { Int32($0 / 8) })),
            ("origin", .categorical, Column(strings: group.map { origins[Int($0) % 3] })),
            ("carrier", .categorical, Column(strings: group.map { carriers[Int($0) % 4] })),
            ("x", .numeric, Column(doubles: (0..<count).map { _ in random.nextDouble() })),
            ("y", nil, column(target, kind)),
        ])
    }

    private static func column(_ target: [Int64], _ kind: ProblemKind) -> Column {
        switch kind {
        case .regression: Column(doubles: target.map(Double.init))
        case .binary: Column(bools: target.map { $0 == 1 })
        case .multiclass: Column(strings: target.map { ["a", "b", "c"][Int($0)] })
        }
    }

    /// A slope that is another in each segment: `s` a, b, c and a small d.
    static func slopes(_ count: Int, seed: Int = 2) throws -> Table {
        var random = RandomStream(seed: seed)
        let names = (0..<count).map { $0 % 50 == 0 ? "d" : ["a", "b", "c"][$0 % 3] }
        let x = names.map { _ in random.nextDouble() * 2 - 1 }
        let slope = ["a": 1.0, "b": 3.0, "c": -2.0, "d": 0.5]
        let y = names.indices.map { (slope[names[$0]] ?? 0) * x[$0] + (random.nextDouble() - 0.5) * 0.1 }
        return try Table([
            ("s", .categorical, Column(strings: names)), ("x", nil, Column(doubles: x)),
            ("y", nil, Column(doubles: y)),
        ])
    }
}

extension ColumnExpression {
    static func greater(_ column: String, _ value: Double) -> ColumnExpression {
        .binary(.greater, .column(column), .literal(.double(value)))
    }
}
