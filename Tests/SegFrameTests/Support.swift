import Foundation
import SegDiagnostics
import SegFrame
import Testing

/// Short ways to write expressions.
func col(_ name: String) -> ColumnExpression { .column(name) }
func lit(_ value: Int) -> ColumnExpression { .literal(.int(value)) }
func lit(_ value: Double) -> ColumnExpression { .literal(.double(value)) }
func lit(_ value: String) -> ColumnExpression { .literal(.string(value)) }
let missing = ColumnExpression.literal(.null)

func call(
    _ name: String, _ arguments: ColumnExpression..., options: [String: Scalar] = [:]
) -> ColumnExpression {
    .call(name, arguments, options: options)
}

extension ColumnExpression {
    func op(_ symbol: BinaryOperator, _ right: ColumnExpression) -> ColumnExpression {
        .binary(symbol, self, right)
    }

    func over(_ keys: String..., order: String? = nil) -> ColumnExpression {
        .window(
            self, over: keys.map(ColumnExpression.column), order: order.map { [.column($0)] } ?? [])
    }

    func on(_ table: Table) throws -> [Scalar] { try evaluate(on: table).scalars() }
}

extension Table {
    init(_ columns: KeyValuePairs<String, Column>) throws(Failure) {
        try self.init(columns.map { ($0.key, nil, $0.value) })
    }
}

/// The failure that a computation raises.
func failure(_ body: () throws -> some Any) -> Failure? {
    do { _ = try body() } catch { return error as? Failure }
    return nil
}

/// Expected values, stored by `make_reference.py`.
struct Reference {
    private let tables: [String: Any]

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let file = folder.appendingPathComponent("../Reference/frame/frame.json")
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        tables = try #require(value as? [String: Any])
    }

    func cells(_ name: String) throws -> [Scalar] {
        try #require(tables[name] as? [Any]).map(Self.scalar)
    }

    func cells(_ table: String, _ column: String) throws -> [Scalar] {
        let table = try #require(tables[table] as? [String: Any])
        return try #require(table[column] as? [Any]).map(Self.scalar)
    }

    func table(_ name: String, _ columns: [String]) throws -> Table {
        try Table(columns.map { ($0, nil, try Column(scalars: cells(name, $0))) })
    }

    private static func scalar(_ value: Any) -> Scalar {
        switch value {
        case let text as String: .string(text)
        case let number as NSNumber:
            if isTruth(number) { .bool(number.boolValue) } else { scalar(number) }
        default: .null
        }
    }

    private static func isTruth(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c"
    }

    private static func scalar(_ number: NSNumber) -> Scalar {
        String(cString: number.objCType) == "d"
            ? .double(number.doubleValue) : .int(number.intValue)
    }
}

/// Whether both hold the same, floats to a relative 1e-12.
func agree(_ a: [Scalar], _ b: [Scalar]) -> Bool {
    a.count == b.count
        && zip(a, b).allSatisfy { x, y in
            if let p = x.number, let q = y.number { return abs(p - q) <= 1e-12 * max(1, abs(q)) }
            return x == y
        }
}
