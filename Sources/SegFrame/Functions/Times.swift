import SegDiagnostics

extension ColumnFunction {
    static let times: [ColumnFunction] =
        [
            dayPart("year", "The year.", sql: "year") { $0.year },
            dayPart("month", "The month, 1 to 12.", sql: "month") { $0.month },
            dayPart("day", "The day of the month, 1 to 31.", sql: "day") { $0.day },
            dayPart("quarter", "The quarter of the year, 1 to 4.", sql: "quarter") {
                ($0.month + 2) / 3
            },
            dayPart("day_of_year", "The day of the year, from 1.", sql: "dayofyear") {
                $0.dayOfYear
            },
            dayPart("week", "The ISO week of the year, 1 to 53.", sql: "week", isoWeek),
            weekday,
            clockPart("hour", "The hour of the day, 0 to 23.") { $0 / 3_600 },
            clockPart("minute", "The minute of the hour, 0 to 59.") { $0 / 60 % 60 },
            clockPart("second", "The second of the minute, 0 to 59.") { $0 % 60 },
            dateOfParts, date, instant,
        ] + DurationText.units.prefix(4).map(span)

    /// A number from the civil date of a day or instant.
    private static func dayPart(
        _ name: String, _ summary: String, sql: String,
        _ part: @escaping @Sendable (CivilDate) -> Int
    ) -> ColumnFunction {
        elementwise(
            name, [.column("x", .time)], summary, type: .fixed(.int64),
            sql: SQLForm { "CAST(\(sql)(\($0[0].wallClock)) AS BIGINT)" }
        ) { call throws(Failure) in
            let days = try WallClock.days(call.column(0))
            var last = (day: 0, value: part(CivilDate(days: 0)))
            let values = Kernel.map(.values(days), call.count) { day in
                if day != last.day { last = (day, part(CivilDate(days: day))) }
                return Int64(last.value)
            }
            return Column(int64: values, validity: call.validity)
        }
    }

    @Sendable
    private static func isoWeek(_ date: CivilDate) -> Int {
        let thursday = date.days + 4 - CivilDate.weekday(days: date.days)
        let year = CivilDate(days: thursday).year
        let start = CivilDate(year: year, month: 1, day: 1)?.days ?? thursday
        return (thursday - start) / 7 + 1
    }

    private static let weekday = elementwise(
        "weekday", [.column("x", .time)], "The day of the week, 1 for Monday to 7 for Sunday.",
        type: .fixed(.int64), sql: SQLForm { "CAST(isodow(\($0[0].wallClock)) AS BIGINT)" }
    ) { call throws(Failure) in
        let days = try WallClock.days(call.column(0))
        let values = Kernel.map(.values(days), call.count) { Int64(CivilDate.weekday(days: $0)) }
        return Column(int64: values, validity: call.validity)
    }

    /// A number from the seconds since the midnight of an instant's wall clock.
    private static func clockPart(
        _ name: String, _ summary: String, _ part: @escaping @Sendable (Int64) -> Int64
    ) -> ColumnFunction {
        elementwise(
            name, [.column("x", .instant)], summary, type: .fixed(.int64),
            sql: SQLForm { "CAST(\(name)(\($0[0].wallClock)) AS BIGINT)" }
        ) { call throws(Failure) in
            let instants = try WallClock.microseconds(call.column(0))
            let values = Kernel.map(.values(instants), call.count) {
                part($0.flooredRemainder(by: DateTimeText.microsecondsPerDay) / 1_000_000)
            }
            return Column(int64: values, validity: call.validity)
        }
    }

    private static let dateOfParts = elementwise(
        "date", [.column("year", .number), .column("month", .number), .column("day", .number)],
        "The date with these parts; missing where the calendar has none.", mayBeUndefined: true,
        type: .fixed(.date)
    ) { call in
        let parts = call.arguments.map(\.doubles)
        let valid = call.validity
        let days: [Int32?] = (0..<call.count).map { row in
            guard valid?[row] ?? true, let year = Int(exactly: parts[0][row]),
                let month = Int(exactly: parts[1][row]), let day = Int(exactly: parts[2][row])
            else { return nil }
            return CivilDate(year: year, month: month, day: day).map { Int32($0.days) }
        }
        return Column(dates: days.map { $0 ?? 0 }, missing: days.map { $0 == nil })
    }

    private static let date = elementwise(
        "date", [.column("x", [.date, .instant, .text])],
        "The day of an instant, or the one that a text such as 2024-01-31 writes; "
            + "other text is missing.",
        mayBeUndefined: true, type: .fixed(.date)
    ) { call throws(Failure) in
        if call.arguments[0].type?.isText == true {
            let days = TextMap(call.arguments[0], call.count).values { CivilDate($0)?.days }
            let column = Column(
                dates: days.map { Int32($0 ?? 0) }, missing: days.map { $0 == nil })
            return call.validity.map(column.masked) ?? column
        }
        let days = try WallClock.days(call.column(0))
        let values = Kernel.map(.values(days), call.count) { Int32(truncatingIfNeeded: $0) }
        return Column(date: values, validity: call.validity)
    }

    private static let instant = elementwise(
        "datetime", [.column("x", [.date, .instant, .text])],
        "The midnight of a date, or the instant that a text such as 2024-01-31 05:00 writes.",
        mayBeUndefined: true,
        type: .computed { arguments in
            if case .dateTime(let zone)? = arguments[0].type { return .dateTime(zone: zone) }
            return .dateTime(zone: nil)
        }
    ) { call throws(Failure) in
        let column = try call.column(0)
        if case .dateTime = column.type { return column }
        if column.type == .date {
            let days = try WallClock.days(column)
            let values = Kernel.map(.values(days), call.count) {
                Int64($0) &* DateTimeText.microsecondsPerDay
            }
            return Column(dateTime: values, zone: nil, validity: call.validity)
        }
        let instants = TextMap(.column(column), call.count).values(DateTimeText.microseconds)
        let result = Column(
            microseconds: instants.map { $0 ?? 0 }, missing: instants.map { $0 == nil })
        return call.validity.map(result.masked) ?? result
    }

    /// A duration of so many units, or the units in a duration.
    private static func span(_ unit: (name: String, nanoseconds: Int64)) -> ColumnFunction {
        let words = ["d": "days", "h": "hours", "m": "minutes", "s": "seconds"]
        let name = words[unit.name] ?? unit.name
        return elementwise(
            name, [.column("x", [.number, .duration])],
            "A duration of so many \(name); or for a duration, how many \(name) it has.",
            mayBeUndefined: true,
            type: .computed { arguments in arguments[0].type == .duration ? .float64 : .duration }
        ) { call throws(Failure) in
            let one: Operand = .constant(.duration(unit.nanoseconds))
            let arithmetic = TimeArithmetic(
                count: call.count, present: call.validity, expression: call.expression)
            let isDuration = call.arguments[0].type == .duration
            return try isDuration
                ? arithmetic.column(.divide, call.arguments[0], one)
                : arithmetic.column(.multiply, one, call.arguments[0])
        }
    }
}

/// Times as a clock on the wall in their zone shows them.
enum WallClock {
    /// Days since 1970-01-01 of a date or instant.
    static func days(_ column: Column) throws(Failure) -> Buffer<Int> {
        if let dates = column.dateBuffer {
            return Kernel.map(.values(dates), column.count) { Int($0) }
        }
        let instants = try microseconds(column)
        return Kernel.map(.values(instants), column.count) {
            Int($0.flooredQuotient(by: DateTimeText.microsecondsPerDay))
        }
    }

    /// Microseconds since 1970-01-01 00:00 on the wall; E408 for an unknown zone.
    static func microseconds(_ column: Column) throws(Failure) -> Buffer<Int64> {
        guard case .dateTime(let zone) = column.type, let instants = column.int64Buffer else {
            return Buffer<Int64>.zeros(column.count)
        }
        guard var offsets = ZoneOffsets(zone) else { throw unknownZone(zone) }
        if offsets.isNone { return instants }
        return Kernel.map(.values(instants), column.count) { $0 &+ offsets.microseconds(at: $0) }
    }

    static func unknownZone(_ zone: String?) -> Failure {
        Failure("E408", "there is no time zone '\(zone ?? "")'", hint: "zones have names such as Europe/Berlin")
    }
}
