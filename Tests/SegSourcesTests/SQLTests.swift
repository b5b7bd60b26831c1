import SegDiagnostics
import SegFrame
import Testing

/// A table with a column of each type, where row 1 is missing throughout.
func everyType() throws(Failure) -> Table {
    try Table([
        ("whole", nil, Column(ints: [1, 0, -7], missing: [false, true, false])),
        ("real", nil, Column(doubles: [0.5, .nan, -1e300])),
        ("single", nil, Column(float32: Buffer([0.25, .nan, 3]))),
        ("flag", nil, Column(bools: [true, nil, false])),
        ("text", nil, Column(strings: ["short", nil, "a text of more than twelve bytes, é"])),
        (
            "level", nil,
            Column(codes: [1, -1, 0], levels: ["", "a level of more than twelve bytes"])
        ),
        ("day", nil, Column(dates: [19_000, 0, -1], missing: [false, true, false])),
        ("local", nil, Column(microseconds: [1, 0, -1], missing: [false, true, false])),
        (
            "instant", nil,
            Column(microseconds: [1, 0, -1], zone: "UTC", missing: [false, true, false])
        ),
        ("length", nil, Column(nanoseconds: [1000, 0, -2000], missing: [false, true, false])),
    ])
}

@Suite struct SQLTests {
    /// The columns of a query that would take for ever.
    @Test func schemasAreKnownWithoutRunning() throws {
        let query = try SQLQuery("select count(*) as n, 'a' as s from range(100000000000000) where range > $x")
        let schema = try query.schema(on: [:], parameters: ["x": .int(1)])
        #expect(schema.rowCount == 0 && schema.names == ["n", "s"])
        #expect(schema["n"]?.type == .int64)
        let table = try SQLQuery("select 1 as a").run(on: [:])
        #expect(throws: Failure.self) { try SQLQuery("select $x + 1 as x").schema(on: [:], parameters: ["x": .int(1)]) }
        #expect(throws: Failure.self) { try SQLQuery("select nowhere from t").schema(on: ["t": table]) }
        #expect(throws: Failure.self) { try SQLQuery("pivot t on a using count(*)").schema(on: ["t": table]) }
    }

    @Test func everyTypePassesThrough() throws {
        let table = try everyType()
        let result = try SQLQuery("select * from t").run(on: ["t": table])
        #expect(result.names == table.names)
        for name in table.names {
            #expect(result[name]?.scalars() == table[name]?.scalars(), "\(name)")
        }
        #expect(result["text"]?.type == .category)
        #expect(result.uncheckedOrigins == ["sql"])
    }

    @Test func aTableLargerThanAChunkIsScannedInOrderAndTwice() throws {
        let table = try Table([
            ("n", nil, Column(ints: (0..<5000).map(Int64.init))),
            (
                "s", nil,
                Column(strings: (0..<5000).map { $0 % 7 == 0 ? nil : "value number \($0)" })
            ),
        ])
        let all = try SQLQuery("select s, n from t").run(on: ["t": table])
        #expect(all["n"]?.int64s() == table["n"]?.int64s())
        #expect(all["s"]?.strings() == table["s"]?.strings())
        let joined = try SQLQuery("select count(*) c from t a join t b on a.n = b.n + 1").run(on: [
            "t": table
        ])
        #expect(joined.shown("c") == ["4999"])
    }

    @Test func sumsOfIntegersAreIntegersUnlessTooLarge() throws {
        let table = try Table([("n", nil, Column(ints: [.max, 1]))])
        let small = try SQLQuery("select sum(n) - 1 s from t where n = 1").run(on: ["t": table])
        #expect(small["s"]?.type == .int64)
        let large = try SQLQuery("select sum(n) s from t").run(on: ["t": table])
        #expect(large["s"]?[0] == .double(9_223_372_036_854_775_808))
    }

    @Test func parametersAreBound() throws {
        let query = try SQLQuery("select $name || '!' a, $n + 1 b, $day d, $at t")
        #expect(query.parameters == ["at", "day", "n", "name"])
        let values: [String: Scalar] = [
            "name": .string("it's"), "n": .int(2), "day": .date(1), "at": .dateTime(5, zone: nil),
        ]
        let row = try query.run(on: [:], parameters: values).row(0).map(\.value)
        #expect(row == [.string("it's!"), .int(3), .date(1), .dateTime(5, zone: nil)])
    }

    @Test func aMissingParameterIsNamed() {
        let error = failure { () throws(Failure) in _ = try SQLQuery("select $limit").run(on: [:]) }
        #expect(error?.message.contains("$limit") == true)
    }

    @Test func readsAreFoundByTheParser() throws {
        let sql =
            "with a as (from flights) select * from a join airports using (x), (from \"My T\")"
        #expect(try SQLQuery.tablesRead(sql) == ["My T", "airports", "flights"])
    }

    @Test func namesIgnoreCase() throws {
        let table = try Table([("n", nil, Column(ints: [3]))])
        #expect(
            try SQLQuery("select N from Flights").run(on: ["flights": table]).shown("n") == ["3"])
    }

    @Test func randomNumbersRepeat() throws {
        let query = try SQLQuery("select random() r from range(3)")
        #expect(try query.run(on: [:]).shown("r") == query.run(on: [:]).shown("r"))
        #expect(try query.run(on: [:]).shown("r") != query.run(on: [:], seed: 1).shown("r"))
    }

    @Test func marksOfLearnedColumnsPass() throws {
        var table = try Table([("n", nil, Column(ints: [3])), ("m", nil, Column(ints: [3]))])
        table.marks = [
            LearnedMark(column: "n", verb: "scale"), LearnedMark(column: "m", verb: "scale"),
        ]
        #expect(try SQLQuery("select n from t").run(on: ["t": table]).marks.map(\.column) == ["n"])
    }
}

@Suite struct SQLErrorTests {
    @Test(arguments: [
        ("selec 1", "E430", "syntax error at or near \"selec\" (at column 1)"),
        ("select 1 +", "E430", "syntax error at or near \"+\" (at column 10)"),
        ("select 1,\n  from from", "E430", "syntax error at or near \"from\" (line 2, column 8)"),
        ("", "E431", "the SQL text holds no query"),
        ("select 1; select 2", "E431", "there are 2 SQL statements where one query is expected"),
        ("-- note\nCOPY t TO 'x'", "E431", "`copy` isn't allowed in SQL here"),
        ("create table x (a int)", "E431", "`create` isn't allowed in SQL here"),
        ("install spatial", "E431", "`install` isn't allowed in SQL here"),
        ("set threads = 4", "E431", "`set` isn't allowed in SQL here"),
    ])
    func whatIsNotOneQueryIsRefused(sql: String, code: String, message: String) {
        let error = failure { () throws(Failure) in _ = try SQLQuery(sql) }
        #expect(error?.code == code)
        #expect(error?.message == message || TemporaryFolder.hasOldDuckDB && code == "E430")
    }

    @Test(arguments: [
        ("select foo from t", "no table of the query has a column 'foo'"),
        ("select nothing(n) from t", "Scalar Function with name nothing does not exist!"),
    ])
    func errorsOfNamesGiveThePlace(sql: String, message: String) throws {
        let table = try Table([("n", nil, Column(ints: [3]))])
        let error = failure { () throws(Failure) in _ = try SQLQuery(sql).run(on: ["t": table]) }
        #expect(error?.code == "E430")
        #expect(error?.message.hasPrefix(message) == true)
        #expect(error?.message.contains("at column") == true)
    }

    @Test(arguments: ["select * from 'x.csv'", "select * from read_csv('x.csv')"])
    func filesAreOutOfReach(sql: String) {
        let error = failure { () throws(Failure) in _ = try SQLQuery(sql).run(on: [:]) }
        #expect(error?.hint == "read the file with load(path) and query the table")
    }

    @Test func aTableThatIsNotThereSuggestsTheNearestName() throws {
        let table = try Table([("n", nil, Column(ints: [3]))])
        let error = failure { () throws(Failure) in
            _ = try SQLQuery("select * from fligths").run(on: ["flights": table])
        }
        #expect(error?.message == "there is no table 'fligths'")
        #expect(error?.hint == "did you mean 'flights'?")
    }

    @Test func listsAreNoColumns() {
        let error = failure { () throws(Failure) in _ = try SQLQuery("select [1, 2] l").run(on: [:])
        }
        #expect(error?.message == "column 'l' holds lists")
    }
}
