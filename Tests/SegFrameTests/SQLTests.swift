import SegDiagnostics
import SegFrame
import Testing

private let hasDuckDB = (try? DuckDBLibrary.shared()) != nil

/// The evaluator and DuckDB give the same for what can be translated.
@Suite(.enabled(if: hasDuckDB)) struct SQLTests {
    /// Instants as text, with and without a zone.
    private static let instants = [
        "1970-01-01 00:00:00", "1969-12-31 23:59:59.999999", "2024-03-31 01:00:00",
        "1970-01-01 00:00:00.000005", "1970-01-01 23:59:59.999999",
    ]

    private static let values = [
        "7, 3, 1.5::DOUBLE, 0.5::DOUBLE, 'a', 'JFK', DATE '1970-01-01', true, NULL",
        "-7, 0, -2.5, NULL, 'b''', 'LGA', DATE '1970-02-01', false, false",
        "0, -2, 0, 0, NULL, NULL, DATE '2024-12-30', NULL, NULL",
        "NULL, 1, 'nan', 4, 'é', 'JFK', DATE '2021-01-03', true, false",
        "5, 4, 1e308, 1e308, 'abc', 'a', DATE '1969-12-31', false, true",
    ]

    private static var rows: String {
        let lines = zip(values, instants).map {
            "(\($0), TIMESTAMP '\($1)', TIMESTAMPTZ '\($1)+00')"
        }
        return """
            SELECT row_number() OVER () AS n, i::SMALLINT AS i, j::INTEGER AS j, * EXCLUDE (i, j)
            FROM (VALUES \(lines.joined(separator: ", "))) v(i, j, x, y, s, c, d, b, e, t, z)
            """
    }

    /// Both results of some expressions.
    private func compare(_ expressions: [ColumnExpression]) throws {
        let table = try mixedTable()
        var selected: [String] = []
        for (place, expression) in expressions.enumerated() {
            selected.append("\(try expression.sql(in: table.schema)) AS r\(place)")
        }
        let query = "SELECT \(selected.joined(separator: ",\n")) FROM (\(Self.rows)) ORDER BY n"
        let result = try DuckDBConnection(threads: 1).query(query)
        for (place, expression) in expressions.enumerated() {
            let native = try expression.on(table)
            #expect(try result.values("r\(place)") == native, "\(expression): \(selected[place])")
        }
    }

    @Test func operatorsAgree() throws {
        var expressions: [ColumnExpression] = []
        for symbol in [BinaryOperator.add, .subtract, .multiply, .divide] {
            for (a, b) in [("i", "j"), ("x", "y"), ("i", "y"), ("x", "j")] {
                expressions.append(col(a).op(symbol, col(b)))
            }
        }
        for symbol in [
            BinaryOperator.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
        ] {
            for (a, b) in [("i", "j"), ("x", "y"), ("i", "y"), ("s", "c")] {
                expressions.append(col(a).op(symbol, col(b)))
            }
            expressions.append(col("x").op(.add, lit(1.5)).op(symbol, lit(2)))
            expressions.append(col("s").op(symbol, lit("b'")))
            expressions.append(col("i").op(symbol, lit(4.5)))
            expressions.append(col("x").op(symbol, lit(0)))
            expressions.append(col("d").op(symbol, .literal(.date(31))))
        }
        expressions += [
            col("i").op(.modulo, col("j")), col("b").op(.and, col("e")), col("b").op(.or, col("e")),
            .unary(.not, col("b")), .unary(.negate, col("i")), .unary(.negate, col("x")),
            col("x").op(.equal, missing), col("s").op(.notEqual, missing),
            .membership(col("c"), [.string("JFK"), .null], negated: false),
            .membership(col("c"), [.string("JFK"), .null], negated: true),
            .membership(col("i"), [.int(7), .int(0)], negated: true),
            .membership(col("i"), [], negated: false),
            .membership(col("i"), [.null], negated: true),
            col("x").op(.coalesce, col("y")), .unary(.not, col("x").op(.greater, lit(1))),
        ]
        try compare(expressions)
    }

    /// DuckDB itself rounds whole numbers to compare them with floats.
    @Test func wholeNumbersMeetFloatsExactly() throws {
        let wholes: [Int64] = [1 << 53, (1 << 53) + 1, .max, .min, .max, 0, -3]
        let floats: [Double] = [0x1p53, 0x1p53, 0x1p63, -0x1p63, 1e300, -1e300, -2.5]
        let table = try Table(["n": Column(ints: wholes), "x": Column(doubles: floats)])
        let rows = zip(wholes, floats).map { "(CAST('\($0)' AS BIGINT), CAST('\($1)' AS DOUBLE))" }.joined(separator: ", ")
        for symbol in BinaryOperator.allCases where symbol.isComparison {
            for expression in [
                col("n").op(symbol, col("x")), col("x").op(symbol, col("n")), col("n").op(symbol, lit(0x1p53)),
                col("x").op(symbol, lit((1 << 53) + 1)),
            ] {
                let query = "SELECT \(try expression.sql(in: table.schema)) AS r FROM (VALUES \(rows)) v(n, x)"
                #expect(try DuckDBConnection(threads: 1).query(query).values("r") == expression.on(table), "\(expression)")
            }
        }
    }

    @Test func functionsAgree() throws {
        let decimals = [lit(0.5), lit(-0.5), lit(2.5), lit(1e17)].map { call("round", $0) }
        let calls = ["sqrt", "exp", "log", "abs", "round", "floor", "ceil", "float"].flatMap {
            [call($0, col("x")), call($0, col("i"))]
        }
        let days = ["year", "month", "day", "quarter", "day_of_year", "week", "weekday"].flatMap {
            name in
            ["d", "t", "z"].map { call(name, col($0)) }
        }
        let clocks = ["hour", "minute", "second"].flatMap { name in
            ["t", "z"].map { call(name, col($0)) }
        }
        let starts = ["year", "quarter", "month", "week", "day"].flatMap { unit in
            ["d", "t", "z"].map { call("start_of", col($0), lit(unit)) }
        }
        let texts = [
            call("length", col("s")), call("contains", col("s"), lit("b")),
            call("starts_with", col("s"), lit("a")), call("ends_with", col("s"), lit("'")),
            call("replace", col("s"), lit("b"), lit("é")), call("concat", col("s"), col("c")),
            call("is_missing", col("x")), call("when", col("b"), col("x"), col("y")),
            call("coalesce", col("x"), col("y")),
        ]
        try compare(decimals + calls + days + starts + clocks + texts)
    }

    @Test func arbitraryExpressionsAgree() throws {
        var generator = ExpressionGenerator(state: 20_240_131)
        for _ in 0..<4 { try compare((0..<30).map { _ in generator.next() }) }
    }

    @Test func whatWouldDifferIsNotTranslated() throws {
        let table = try mixedTable()
        for expression in [
            call("upper", col("s")), call("matches", col("s"), lit("a")), call("log1p", col("x")),
            call("cut", col("x"), lit(1)), call("mean", col("x")), col("x").op(.power, lit(2)),
            // DuckDB rounds whole numbers beyond 2⁵³ to compare them with floats.
            .membership(col("i"), [.double(0x1p53)], negated: false),
        ] {
            #expect(
                failure { try expression.sql(in: table.schema) }?.code == "E410", "\(expression)")
        }
    }
}
