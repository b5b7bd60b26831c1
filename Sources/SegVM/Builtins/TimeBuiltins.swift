import SegDiagnostics

/// Dates, times and durations.
enum TimeBuiltins {
    static let all =
        [date, dateParts, dateTime, now, months, years, formatTime, inZone, total] + fields

    private static let date = NativeDeclaration(
        "date", group: "time", "The date of a text such as \"2024-01-31\", or of a DateTime.",
        parameters: [
            NativeParameter("value", .either([.string, .dateTime, .date]), literal: .date, "A text or a DateTime.")
        ],
        result: "Date", examples: ["date(\"2024-01-31\")"]
    ) { arguments, _ in
        switch arguments[0] {
        case .date: return arguments[0]
        case .dateTime(let moment): return .date(Int32(moment.date.number))
        default:
            guard let date = DateParser.date(try arguments.string(0)) else {
                throw ArgumentFailure(0, LiteralRule.noDate(arguments[0]))
            }
            return .date(Int32(date.number))
        }
    }

    private static let dateParts = NativeDeclaration(
        "date", group: "time", "The date of a year, month and day.",
        parameters: [
            NativeParameter("year", .int, "The year."), NativeParameter("month", .int, "1 to 12."),
            NativeParameter("day", .int, "1 to 31."),
        ], result: "Date", examples: ["date(2024, 1, 31)"]
    ) { arguments, _ in
        let (year, month, day) = (try arguments.int(0), try arguments.int(1), try arguments.int(2))
        guard let date = CalendarDate(year: year, month: month, day: day) else {
            throw Failure("E321", "there is no date \(year)-\(month)-\(day)")
        }
        return .date(Int32(date.number))
    }

    private static let dateTime = NativeDeclaration(
        "datetime", group: "time", "The moment of a text such as \"2024-01-31T10:30:00\".",
        parameters: [
            NativeParameter(
                "text", .either([.string, .date]), literal: .dateTime,
                "Date and time, with an offset or Z where it has one."),
            NativeParameter(
                "zone", .optional(.string), default: .null,
                "Whose clock shows that time, such as \"Europe/Paris\"."),
        ], result: "DateTime", examples: ["datetime(\"2024-01-31T10:30\", zone: \"Europe/Paris\")"]
    ) { arguments, _ in
        let text = arguments[0].display
        guard let moment = DateParser.dateTime(text) else {
            throw ArgumentFailure(0, LiteralRule.noDateTime(arguments[0]))
        }
        guard let zone = arguments[1].asString else { return .dateTime(moment) }
        try check(zone, 1)
        if moment.zone != nil {
            return .dateTime(DateTimeObject(microseconds: moment.microseconds, zone: zone))
        }
        return .dateTime(
            DateTimeObject(microseconds: utc(moment.microseconds, in: zone), zone: zone))
    }

    /// The moment at which a zone's clock shows a local time.
    private static func utc(_ local: Int, in zone: String) -> Int {
        let guess = local - TimeZoneOffset.seconds(of: zone, at: local) * 1_000_000
        return local - TimeZoneOffset.seconds(of: zone, at: guess) * 1_000_000
    }

    private static func check(_ zone: String, _ position: Int) throws {
        if !TimeZoneOffset.isKnown(zone) {
            throw ArgumentFailure(
                position, "E321", "there is no time zone \"\(zone)\"",
                hint: "such as \"UTC\", \"+02:00\", \"Europe/Paris\"")
        }
    }

    private static let inZone = NativeDeclaration(
        "in_zone", group: "time", "The same moment on another zone's clock.",
        parameters: [
            NativeParameter("moment", .dateTime, "A DateTime with a zone."),
            NativeParameter("zone", .string, "The zone."),
        ],
        result: "DateTime"
    ) { arguments, _ in
        guard let moment = arguments[0].asDateTime, moment.zone != nil else {
            throw ArgumentFailure(
                0, "E321", "the DateTime has no zone", hint: "give one with datetime(…, zone: …)")
        }
        try check(try arguments.string(1), 1)
        return .dateTime(
            DateTimeObject(microseconds: moment.microseconds, zone: try arguments.string(1)))
    }

    private static let now = NativeDeclaration(
        "now", group: "time", "The present moment, in UTC.", result: "DateTime", effect: .clock
    ) { _, context in .dateTime(DateTimeObject(microseconds: context.now, zone: "UTC")) }

    private static let months = span(
        "months", "A number of calendar months, to be added to dates.", 1)
    private static let years = span(
        "years", "A number of calendar years, to be added to dates.", 12)

    private static func span(_ name: String, _ summary: String, _ factor: Int) -> NativeDeclaration
    {
        NativeDeclaration(
            name, group: "time", summary, parameters: [NativeParameter("n", .int, "How many.")],
            result: "Months", examples: ["date(\"2024-01-31\") + \(name)(1)"]
        ) { arguments, _ in
            let (months, overflow) = try arguments.int(0).multipliedReportingOverflow(by: factor)
            if overflow { throw ArgumentFailure(0, "E302", "the number is too large") }
            return .host(MonthsObject(months))
        }
    }

    // MARK: Parts

    private static let fields: [NativeDeclaration] = [
        part("year", "The year.") { date, _ in date.year },
        part("month", "The month, 1 to 12.") { date, _ in date.month },
        part("day", "The day of the month, 1 to 31.") { date, _ in date.day },
        part("weekday", "1 to 7 from Monday.") { date, _ in date.weekday },
        part("quarter", "1 to 4.") { date, _ in (date.month + 2) / 3 },
        part("day_of_year", "1 to 366.") { date, _ in date.dayOfYear },
        part("hour", "0 to 23.") { _, time in time / 3_600_000_000 },
        part("minute", "0 to 59.") { _, time in time / 60_000_000 % 60 },
        part("second", "0 to 59.") { _, time in time / 1_000_000 % 60 },
    ]

    private static func part(
        _ name: String, _ summary: String, _ compute: @escaping @Sendable (CalendarDate, Int) -> Int
    ) -> NativeDeclaration {
        NativeDeclaration(
            name, group: "time", summary,
            parameters: [
                NativeParameter("moment", .either([.date, .dateTime]), "A Date or DateTime.")
            ],
            result: "Int"
        ) { arguments, _ in
            if let moment = arguments[0].asDateTime {
                return .int(compute(moment.date, moment.timeOfDay))
            }
            return .int(compute(CalendarDate(day: Int(try arguments.date(0))), 0))
        }
    }

    private static let total = NativeDeclaration(
        "seconds", group: "time", "A Duration in seconds.",
        parameters: [NativeParameter("span", .duration, "A Duration.")], result: "Float"
    ) { arguments, _ in .double(Double(try arguments.duration(0)) / 1e9) }

    // MARK: Format

    private static let formatTime = NativeDeclaration(
        "format", group: "time", "A date or time by a pattern of %Y %m %d %H %M %S.",
        parameters: [
            NativeParameter("moment", .either([.date, .dateTime]), "A Date or DateTime."),
            NativeParameter("pattern", .string, "Such as \"%d.%m.%Y\"."),
        ], result: "String", examples: ["format(date(\"2024-01-31\"), \"%d.%m.%Y\")"]
    ) { arguments, _ in
        let moment = arguments[0].asDateTime
        let date = try moment?.date ?? CalendarDate(day: Int(arguments.date(0)))
        var result = ""
        var isField = false
        for character in try arguments.string(1).unicodeScalars {
            if isField {
                result += try field(character, date, moment?.timeOfDay ?? 0)
                isField = false
            } else if character == "%" {
                isField = true
            } else {
                result.unicodeScalars.append(character)
            }
        }
        return .string(result)
    }

    private static func field(_ letter: Unicode.Scalar, _ date: CalendarDate, _ time: Int) throws
        -> String
    {
        switch letter {
        case "Y": return padded(date.year, 4)
        case "m": return padded(date.month, 2)
        case "d": return padded(date.day, 2)
        case "j": return padded(date.dayOfYear, 3)
        case "u": return String(date.weekday)
        case "H": return padded(time / 3_600_000_000, 2)
        case "M": return padded(time / 60_000_000 % 60, 2)
        case "S": return padded(time / 1_000_000 % 60, 2)
        case "%": return "%"
        default:
            throw ArgumentFailure(
                1, "E304", "there is no field %\(letter)",
                hint: "the fields are %Y %m %d %j %u %H %M %S")
        }
    }
}
