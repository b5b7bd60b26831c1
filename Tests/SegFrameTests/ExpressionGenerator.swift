import SegFrame

/// Rows of every type with missing, extreme and equal values.
func mixedTable() throws -> Table {
    try Table([
        "i": Column(ints: [7, -7, 0, 3, 5], missing: [false, false, false, true, false]),
        "j": Column(ints: [3, 0, -2, 1, 4]),
        "x": Column(doubles: [1.5, -2.5, 0, .nan, 1e308]),
        "y": Column(doubles: [0.5, .nan, 0, 4, 1e308]),
        "s": Column(strings: ["a", "b'", nil, "é", "abc"]),
        "c": Column(categories: ["JFK", "LGA", nil, "JFK", "a"]),
        "d": Column(dates: [0, 31, 20_087, 18_630, -1]),
        "t": Column(microseconds: [0, -1, 1_711_846_800_000_000, 5, 86_399_999_999]),
        "z": Column(
            microseconds: [0, -1, 1_711_846_800_000_000, 5, 86_399_999_999], zone: "Europe/Berlin"),
        "b": Column(bools: [true, false, nil, true, false]),
        "e": Column(bools: [nil, false, nil, false, true]),
    ])
}

/// Makes expressions over the columns of `mixedTable`, the same ones in every run.
struct ExpressionGenerator {
    var state: UInt64

    mutating func next() -> ColumnExpression { draw(2) == 0 ? number(2) : truth(3) }

    private mutating func draw(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[draw(values.count)] }

    private mutating func number(_ depth: Int) -> ColumnExpression {
        guard depth > 0 else {
            return pick([col("i"), col("j"), col("x"), col("y"), lit(3), lit(-0.5)])
        }
        switch draw(5) {
        case 0: return number(0)
        case 1: return call(pick(["abs", "sqrt", "floor", "round", "float"]), number(depth - 1))
        case 2:
            return .call(
                "when", [truth(depth - 1), call("float", number(0)), call("float", number(0))],
                options: [:])
        default:
            let symbol = pick([BinaryOperator.add, .subtract, .multiply, .divide])
            return number(depth - 1).op(symbol, number(depth - 1))
        }
    }

    private mutating func truth(_ depth: Int) -> ColumnExpression {
        guard depth > 0 else { return pick([col("b"), col("e"), .literal(.bool(true))]) }
        switch draw(6) {
        case 0: return truth(0)
        case 1: return .unary(.not, truth(depth - 1))
        case 2: return truth(depth - 1).op(pick([.and, .or]), truth(depth - 1))
        case 3:
            return pick([number(1), col("s"), col("c"), col("b")]).op(
                pick([.equal, .notEqual]), missing)
        default:
            let symbol = pick([
                BinaryOperator.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
            ])
            return number(depth - 1).op(symbol, number(depth - 1))
        }
    }
}
