import SegDiagnostics
import SegFrame
import Testing

@Suite struct TimeTests {
    @Test func civilDatesGoBothWays() {
        for days in stride(from: -800_000, to: 800_000, by: 997) {
            #expect(CivilDate(days: days).days == days)
        }
        #expect(CivilDate("2024-02-29")?.days == 19_782)
        #expect(CivilDate("2023-02-29") == nil)
        #expect(CivilDate("2024-1-01") == nil)
        #expect(CivilDate(days: -1).description == "1969-12-31")
    }

    @Test func partsOfDates() throws {
        // 2024-12-30 is a Monday of week 1 of 2025; 2021-01-03 a Sunday of week 53 of 2020.
        let table = try Table(["d": Column(dates: [20_087, 18_630])])
        let expected: [(String, [Int])] = [
            ("year", [2024, 2021]), ("month", [12, 1]), ("day", [30, 3]), ("quarter", [4, 1]),
            ("weekday", [1, 7]), ("week", [1, 53]), ("day_of_year", [365, 3]),
        ]
        for (name, values) in expected {
            #expect(try call(name, col("d")).on(table) == values.map(Scalar.int), "\(name)")
        }
    }

    @Test func hoursFollowTheZone() throws {
        // 2024-03-31 00:59:59 and 01:00:00 UTC: Berlin goes from 01:59:59 to 03:00:00.
        let instants: [Int64] = [1_711_846_799_000_000, 1_711_846_800_000_000]
        let table = try Table([
            "berlin": Column(microseconds: instants, zone: "Europe/Berlin"),
            "plain": Column(microseconds: instants),
        ])
        #expect(try call("hour", col("berlin")).on(table) == [.int(1), .int(3)])
        #expect(try call("hour", col("plain")).on(table) == [.int(0), .int(1)])
        #expect(table["berlin"]?[1].description == "2024-03-31 03:00:00+02:00")
        #expect(failure { try col("berlin").op(.equal, col("plain")).on(table) }?.code == "E402")
    }

    @Test func textsBecomeTimes() throws {
        let table = try Table([
            "s": Column(strings: ["2024-01-31", "2024-01-31 05:00", "soon", nil])
        ])
        #expect(try call("date", col("s")).on(table) == [.date(19_753), .null, .null, .null])
        let instants = try call("datetime", col("s")).evaluate(on: table)
        #expect(instants.strings() == ["2024-01-31 00:00:00", "2024-01-31 05:00:00", nil, nil])
        let parts = call("date", lit(2023), lit(2), lit(29))
        #expect(try parts.on(table)[0] == .null)
    }

    @Test func arithmeticOfTimes() throws {
        let table = try Table(["d": Column(dates: [10, 3]), "t": Column(microseconds: [0, 5])])
        let week = ColumnExpression.literal(.duration(7 * 86_400_000_000_000))
        #expect(try col("d").op(.add, week).on(table) == [.date(17), .date(10)])
        #expect(
            try call("days", col("d").op(.subtract, .literal(.date(1)))).on(table) == [
                .double(9), .double(2),
            ])
        #expect(
            try col("t").op(.subtract, call("seconds", lit(1))).on(table)[1]
                == .dateTime(-999_995, zone: nil))
        #expect(try week.op(.divide, call("hours", lit(1))).on(table)[0] == .double(168))
        let half = ColumnExpression.literal(.duration(43_200_000_000_000))
        #expect(failure { try col("d").op(.add, half).on(table) }?.code == "E408")
    }

    @Test func monthsHaveTheirOwnLengths() throws {
        let table = try Table(["d": Column(dates: [19_753, 19_752]), "n": Column(ints: [1, -13])])
        let moved = try call("add_months", col("d"), col("n")).evaluate(on: table)
        #expect(moved.strings() == ["2024-02-29", "2022-12-30"])
        let starts = try call("start_of", col("d"), lit("quarter")).evaluate(on: table)
        #expect(starts.strings() == ["2024-01-01", "2024-01-01"])
        let unknown = failure { try call("start_of", col("d"), lit("months")).on(table) }
        #expect(unknown?.hint == "did you mean 'month'?")
    }
}
