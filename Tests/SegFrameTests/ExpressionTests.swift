import SegDiagnostics
import SegFrame
import Testing

@Suite struct ExpressionTests {
    let table: Table

    init() throws {
        table = try Table([
            "i": Column(ints: [7, -7, 0, 3], missing: [false, false, false, true]),
            "j": Column(ints: [3, 3, 2, 1]),
            "x": Column(doubles: [1.5, -2.5, 0, .nan]),
            "s": Column(strings: ["a", "b", nil, "é"]),
            "c": Column(codes: [0, 1, -1, 0], levels: ["JFK", "LGA"]),
            "d": Column(dates: [0, 31, 19_753, 60]),
            "b": Column(bools: [true, false, nil, true]),
        ])
    }

    @Test func remainderHasTheDivisorsSign() throws {
        #expect(try col("i").op(.modulo, col("j")).on(table) == [.int(1), .int(2), .int(0), .null])
        let negative = col("i").op(.modulo, lit(-3))
        #expect(try negative.on(table) == [.int(-2), .int(-1), .int(0), .null])
        #expect(try lit(-7.5).op(.modulo, lit(2)).on(table)[0] == .double(0.5))
    }

    @Test func divisionGivesFloatsAndFloorsWithDiv() throws {
        #expect(try col("i").op(.divide, lit(2)).on(table)[1] == .double(-3.5))
        #expect(try call("div", col("i"), lit(2)).on(table) == [.int(3), .int(-4), .int(0), .null])
    }

    @Test func whatIsNotFiniteIsMissingAndCounted() throws {
        let made = try table.derive([
            NamedExpression("y", lit(1).op(.divide, col("x"))),
            NamedExpression("z", call("log", col("x"))),
        ])
        #expect(try made.values("y")[2...] == [.null, .null])
        #expect(
            made.notes == [
                "derive: 'y': 1 value has no finite result and became missing",
                "derive: 'z': 2 values have no finite result and became missing",
            ])
    }

    @Test func integersThatOverflowAreAnError() throws {
        let large = try Table(["n": Column(ints: [1, .max], missing: [false, false])])
        let problem = failure { try col("n").op(.add, lit(1)).on(large) }
        #expect(problem?.code == "E408")
        #expect(problem?.message == "'.n + 1' leaves the range of Int in row 1")
        let hidden = try Table(["n": Column(ints: [1, .max], missing: [false, true])])
        #expect(try col("n").op(.add, lit(1)).on(hidden) == [.int(2), .null])
    }

    @Test func halvesRoundAwayFromZero() throws {
        let values = try Table(["x": Column(doubles: [0.5, -0.5, 2.5, -1.25])])
        #expect(try call("round", col("x")).evaluate(on: values).doubles() == [1, -1, 3, -1])
        let decimals = try call("round", col("x"), options: ["digits": .int(1)]).evaluate(
            on: values)
        #expect(decimals.doubles() == [0.5, -0.5, 2.5, -1.3])
    }

    @Test func comparisonsWithMissingAreMissing() throws {
        #expect(
            try col("x").op(.greater, lit(0)).on(table)
                == [.bool(true), .bool(false), .bool(false), .null])
        #expect(
            try col("x").op(.greater, lit(0)).evaluateMask(on: table) == [
                true, false, false, false,
            ])
        let not = ColumnExpression.unary(.not, col("x").op(.greater, lit(0)))
        #expect(try not.evaluateMask(on: table) == [false, true, true, false])
    }

    /// Beyond 2⁵³ a float is one of several whole numbers, of which it equals one.
    @Test func wholeNumbersMeetFloatsExactly() throws {
        let two53: Int64 = 1 << 53
        let large = try Table([
            "n": Column(ints: [two53, two53 + 1, .max, .min]),
            "x": Column(doubles: [0x1p53, 0x1p53, 0x1p63, -0x1p63]),
        ])
        let wanted: [(BinaryOperator, [Bool])] = [
            (.equal, [true, false, false, true]), (.notEqual, [false, true, true, false]),
            (.less, [false, false, true, false]), (.lessOrEqual, [true, false, true, true]),
            (.greater, [false, true, false, false]), (.greaterOrEqual, [true, true, false, true]),
        ]
        for (symbol, truths) in wanted {
            #expect(try col("n").op(symbol, col("x")).evaluateMask(on: large) == truths, "\(symbol)")
        }
        #expect(try col("x").op(.less, col("n")).evaluateMask(on: large) == [false, true, false, false])
        #expect(try col("n").op(.equal, lit(0x1p53)).evaluateMask(on: large) == [true, false, false, false])
        #expect(try col("x").op(.equal, lit(Int(two53) + 1)).evaluateMask(on: large) == [false, false, false, false])
        let members = ColumnExpression.membership(col("x"), [.int(Int(two53) + 1), .int(.max), .int(.min)], negated: false)
        #expect(try members.evaluateMask(on: large) == [false, false, false, true])
    }

    @Test func equalityWithNilTestsForMissing() throws {
        #expect(
            try col("s").op(.equal, missing).evaluateMask(on: table) == [false, false, true, false])
        #expect(
            try col("c").op(.notEqual, missing).evaluateMask(on: table) == [
                true, true, false, true,
            ])
        #expect(
            try missing.op(.equal, col("i")).evaluateMask(on: table) == [false, false, false, true])
        let listed = ColumnExpression.membership(col("c"), [.string("LGA"), .null], negated: false)
        #expect(try listed.on(table) == [.bool(false), .bool(true), .bool(true), .bool(false)])
        let unlisted = ColumnExpression.membership(col("c"), [.string("LGA")], negated: true)
        #expect(try unlisted.on(table) == [.bool(true), .bool(false), .null, .bool(true)])
    }

    @Test(arguments: [Bool?.none, false, true], [Bool?.none, false, true])
    func logicIsKleenes(_ a: Bool?, _ b: Bool?) throws {
        let one = try Table(["a": Column(bools: [a]), "b": Column(bools: [b])])
        let both: Bool? = a == false || b == false ? false : a == nil || b == nil ? nil : true
        let either: Bool? = a == true || b == true ? true : a == nil || b == nil ? nil : false
        #expect(try col("a").op(.and, col("b")).on(one) == [both.map(Scalar.bool) ?? .null])
        #expect(try col("a").op(.or, col("b")).on(one) == [either.map(Scalar.bool) ?? .null])
        let negated = ColumnExpression.unary(.not, col("a"))
        #expect(try negated.on(one) == [a.map { .bool(!$0) } ?? .null])
        let constant = ColumnExpression.literal(a.map(Scalar.bool) ?? .null)
        #expect(try constant.op(.and, col("b")).on(one) == [both.map(Scalar.bool) ?? .null])
    }

    @Test func textComparesByBytes() throws {
        #expect(
            try col("s").op(.greater, lit("b")).on(table) == [false, false, nil, true].map(bool))
        #expect(try col("s").op(.equal, lit("e\u{301}")).on(table)[3] == .bool(false))
        #expect(
            try col("c").op(.equal, lit("JFK")).on(table) == [true, false, nil, true].map(bool))
        #expect(
            try lit("LGA").op(.greater, col("c")).on(table) == [true, false, nil, true].map(bool))
        #expect(try col("s").op(.less, col("c")).on(table) == [false, false, nil, false].map(bool))
    }

    private func bool(_ value: Bool?) -> Scalar { value.map(Scalar.bool) ?? .null }

    @Test func choicesTakeTrueOnly() throws {
        let chosen = call("when", col("b"), lit("yes"), lit("no"))
        #expect(try chosen.on(table).map(\.description) == ["yes", "no", "no", "yes"])
        #expect(try chosen.resultType(in: table.schema) == .category)
        let filled = col("x").op(.coalesce, lit(9))
        #expect(try filled.evaluate(on: table).doubles() == [1.5, -2.5, 0, 9])
        let text = try call("coalesce", col("c"), lit("none")).evaluate(on: table)
        #expect(text.strings() == ["JFK", "LGA", "none", "JFK"])
        #expect(
            try call("max", col("i"), col("j"), lit(1)).on(table) == [
                .int(7), .int(3), .int(2), .null,
            ])
    }

    @Test func oneRowGivesWhatAllRowsGive() throws {
        let table = try mixedTable()
        var generator = ExpressionGenerator(state: 7)
        for _ in 0..<400 {
            let expression = generator.next()
            let together = try expression.on(table)
            let apart = try (0..<table.rowCount).flatMap { row in
                try expression.on(table.slice(row..<row + 1))
            }
            #expect(together == apart, "\(expression)")
        }
    }

    @Test func constantsFold() throws {
        let value = lit(2).op(.power, lit(10)).op(.add, lit(1))
        #expect(try value.on(table) == Array(repeating: .double(1_025), count: 4))
        #expect(try call("row_random", options: ["seed": .int(3)]).on(table).count == 4)
        let draws = try call("row_random", lit(3)).evaluate(on: table).doubles()
        #expect(Set(draws).count == 4)
        #expect(draws.allSatisfy { (0..<1).contains($0) })
    }

    @Test func textsAreMapped() throws {
        let codes = try call("lower", col("c")).evaluate(on: table)
        #expect(codes.type == .category)
        #expect(codes.strings() == ["jfk", "lga", nil, "jfk"])
        #expect(try call("length", col("s")).on(table) == [.int(1), .int(1), .null, .int(1)])
        #expect(try call("contains", col("c"), lit("GA")).evaluateMask(on: table)[1])
        #expect(try call("ends_with", col("c"), lit("FK")).evaluateMask(on: table)[0])
        #expect(
            try call("matches", col("c"), lit("^J.K$")).evaluateMask(on: table) == [
                true, false, false, true,
            ])
        #expect(try call("replace", lit("a.b.c"), lit("."), lit("")).on(table)[0] == .string("abc"))
        #expect(try call("slice", lit("abcdef"), lit(1), lit(3)).on(table)[0] == .string("bc"))
        #expect(try call("concat", col("i"), lit("-"), col("s")).on(table)[0] == .string("7-a"))
    }

    @Test func bucketsAndCuts() throws {
        let values = try Table(["x": Column(doubles: [-1, 18, 64.9, 65, .nan])])
        let cut = try call("cut", col("x"), lit(18), lit(65)).evaluate(on: values)
        #expect(cut.strings() == ["< 18", "18 ..< 65", "18 ..< 65", ">= 65", nil])
        let bucket = try call("bucket", col("x"), lit(10)).evaluate(on: values)
        #expect(bucket.doubles()[..<4] == [-10, 10, 60, 60])
        #expect(failure { try call("cut", col("x"), lit(3), lit(2)).on(values) }?.code == "E408")
        // Ranges stand in order of their bounds, whatever their texts; other levels follow by their bytes.
        let levels = ["high", ">= 1000", "5 ..< 30", "30 ..< 1000", "< 5", "-2.5 ..< 1e1", ">= x", "5 .. 30", "<= 5"]
        let column = Column(codes: (0..<Int32(levels.count)).map { $0 }, levels: levels)
        #expect(
            column.encoded().levels == [
                "< 5", "-2.5 ..< 1e1", "5 ..< 30", "30 ..< 1000", ">= 1000", "5 .. 30", "<= 5", ">= x", "high",
            ])
        let table = try Table([("band", nil, column)])
        #expect(try table.sort([SortKey(col("band"))]).column("band").strings().compactMap { $0 } == column.encoded().levels)
    }
}
