import SegDiagnostics
import SegFrame
import Testing

@Suite struct TypeErrorTests {
    let schema: Schema

    init() throws {
        schema = try Table([
            "distance": Column(ints: [1]), "carrier": Column(strings: ["AA"]),
            "day": Column(dates: [0]), "late": Column(bools: [true]),
            "at": Column(microseconds: [0], zone: "Europe/Berlin"),
        ]).schema
    }

    private func problem(_ expression: ColumnExpression) -> String? {
        failure { try expression.resultType(in: schema) }?.description
    }

    @Test func unknownColumnsAreNamedWithTheNearest() {
        #expect(
            problem(col("distanse").op(.greater, lit(1)))
                == "E401: there is no column 'distanse' (did you mean 'distance'?)")
    }

    @Test func textNeverComparesWithADate() {
        #expect(
            problem(col("day").op(.greater, lit("2024-01-01")))
                == "E402: '.day' (Date) can't be compared with '\"2024-01-01\"' (String) "
                + "(write date(\"2024-01-01\"))")
    }

    @Test func numbersAndTextsDontMix() {
        #expect(
            problem(col("distance").op(.equal, lit("7")))
                == "E402: '.distance' (Int) can't be compared with '\"7\"' (String) "
                + "(write 7 without quotes)")
        #expect(
            problem(col("carrier").op(.add, lit("x")))
                == "E402: '+' can't combine '.carrier' (String) and '\"x\"' (String) "
                + "(join texts with concat(.carrier, \"x\"))")
        #expect(problem(col("late").op(.add, lit(1)))?.contains("when(.late, 1, 0)") == true)
    }

    @Test func datesAndInstantsDontMix() {
        #expect(
            problem(col("day").op(.equal, col("at")))?.contains("compare with date(.at)") == true)
    }

    @Test func logicNeedsTruth() {
        #expect(
            problem(col("distance").op(.and, col("late")))
                == "E402: 'and' needs true or false, and '.distance' (Int) is neither "
                + "(compare it, as in .distance != 0)")
    }

    @Test func functionsAreChecked() {
        #expect(
            problem(call("lenght", col("carrier")))
                == "E409: there is no column function 'lenght' (did you mean 'length'?)")
        #expect(
            problem(call("length", col("day")))?.hasPrefix("E402: 'length' takes text for 'x'")
                == true)
        #expect(problem(call("sqrt")) == "E409: 'sqrt' can't take 0 arguments (write sqrt(x))")
        #expect(
            problem(call("lag", col("day"), col("distance")))?.hasPrefix("E402: 'n' of 'lag'")
                == true)
        #expect(
            problem(call("round", col("distance"), options: ["digit": .int(1)]))
                == "E409: 'round' has no option 'digit' (did you mean 'digits'?)")
        #expect(
            problem(call("quantile", col("distance")))
                == "E409: 'quantile' needs 'q' (write quantile(x, q))")
    }

    @Test func placesRefuseWhatNeedsOtherRows() throws {
        let table = try Table(["x": Column(ints: [1, 2])])
        let filtered = failure { try table.filter(col("x").op(.greater, call("mean", col("x")))) }
        #expect(filtered?.code == "E407")
        #expect(failure { try table.filter(col("x")) }?.hint == "compare it, as in .x > 0")
        let unordered = failure { try table.derive([NamedExpression("y", call("lag", col("x")))]) }
        #expect(unordered?.message == "'lag' needs an order: the order of a file doesn't count")
        let many = failure {
            try table.summarize([NamedExpression("y", col("x").op(.add, lit(1)))])
        }
        #expect(many?.message == "'x' has many values in each group")
    }

    @Test func expressionsPrintAsWritten() {
        let expression = col("distance").op(.greater, lit(2_000))
            .op(.and, .membership(col("origin"), [.string("JFK")], negated: false))
        #expect(expression.description == ".distance > 2000 and .origin in [\"JFK\"]")
        let nested = lit(1).op(.subtract, col("a").op(.subtract, col("Dep Time")))
        #expect(nested.description == "1 - (.a - .`Dep Time`)")
        let windowed = call("lag", col("sales"), lit(7)).over("store", order: "date")
        #expect(windowed.description == "lag(.sales, 7).over(.store, order: .date)")
        #expect(
            ColumnExpression.unary(.negate, col("x").op(.power, lit(2))).description == "-.x ** 2")
        #expect(expression.referencedColumns == ["distance", "origin"])
    }
}
