import SegDiagnostics
import SegFrame

extension Segments {
    /// The deepest node that each row of a table reaches.
    ///
    /// A row whose value is missing or unknown, or that no rule takes, stays with the node that it
    /// has reached. E401 where a column that decides is not there.
    public func route(_ table: Table) throws -> [Int] {
        guard isDivided else { return [Int](repeating: 0, count: table.rowCount) }
        var router = SegmentRouter(table: table)
        let steps = try nodes.map { try $0.split.map { try router.step($0) } }
        var reached = [Int](repeating: 0, count: table.rowCount)
        for row in reached.indices {
            var node = 0
            while let step = steps[node], let next = step.next(row) { node = next }
            reached[row] = node
        }
        return reached
    }
}

/// Prepares a table's columns so that each row is routed by look-ups alone.
private struct SegmentRouter {
    /// How the rows that have reached a node go on.
    enum Step {
        /// The codes of a column, and the child of each code, -1 where there is none.
        case values(codes: [Int32], children: [Int])
        case rules(masks: [[Bool]], children: [Int], otherwise: Int?)

        func next(_ row: Int) -> Int? {
            switch self {
            case .values(let codes, let children):
                guard codes[row] >= 0, children[Int(codes[row])] >= 0 else { return nil }
                return children[Int(codes[row])]
            case .rules(let masks, let children, let otherwise):
                return masks.firstIndex { $0[row] }.map { children[$0] } ?? otherwise
            }
        }
    }

    /// A column's codes, and the place of each of its levels by key.
    private struct Encoded {
        let codes: [Int32]
        let keys: [Utf8Key: Int]
    }

    private let table: Table
    private var encoded: [Utf8Key: Encoded] = [:]
    private var masks: [ColumnExpression: [Bool]] = [:]

    init(table: Table) { self.table = table }

    mutating func step(_ split: Segments.Split) throws -> Step {
        switch split {
        case .values(let column, let branches): return try step(column, branches)
        case .rules(let branches, let otherwise):
            return .rules(
                masks: try branches.map { try mask($0.rule) }, children: branches.map(\.node),
                otherwise: otherwise)
        }
    }

    private mutating func step(_ name: String, _ branches: [Segments.ValueBranch]) throws -> Step {
        let column = try encodedColumn(name)
        var children = [Int](repeating: -1, count: column.keys.count)
        for branch in branches {
            if let code = column.keys[Self.key(branch.value)] {
                children[code] = branch.node
            }
        }
        return .values(codes: column.codes, children: children)
    }

    private mutating func encodedColumn(_ name: String) throws -> Encoded {
        if let known = encoded[Utf8Key(name)] { return known }
        let column = try table.column(name)
        let (codes, levels) = column.encoded()
        var keys: [Utf8Key: Int] = [:]
        for (code, level) in levels.enumerated() {
            keys[Self.key(level, column.type.isNumeric ? Double(level) : nil)] = code
        }
        let result = Encoded(codes: codes, keys: keys)
        encoded[Utf8Key(name)] = result
        return result
    }

    private mutating func mask(_ rule: ColumnExpression) throws -> [Bool] {
        if let known = masks[rule] { return known }
        let mask = try rule.evaluateMask(on: table)
        masks[rule] = mask
        return mask
    }

    private static func key(_ value: Scalar) -> Utf8Key {
        switch value {
        case .int(let number): key(value.description, Double(number))
        case .double(let number): key(value.description, number)
        // Truth and spans of time have numbers too, by which their columns' levels are not called.
        case .null, .bool, .string, .date, .dateTime, .duration: key(value.description, nil)
        }
    }

    /// Numbers meet by value, whether stored as integers or floats; all else by text.
    private static func key(_ text: String, _ number: Double?) -> Utf8Key {
        guard let number, let whole = Int(exactly: number) else { return Utf8Key(text) }
        return Utf8Key(String(whole))
    }
}
