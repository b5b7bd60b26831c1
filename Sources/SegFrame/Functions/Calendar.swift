import SegDiagnostics

extension ColumnFunction {
    /// Moving along the calendar, whose months and years have no fixed length.
    static let calendar: [ColumnFunction] = [startOfUnit, addMonths, inZone]

    private static let startOfUnit = elementwise(
        "start_of", [.column("x", .time), .constant("unit", .text)],
        "The first day of the year, quarter, month, week (from Monday) or day that a time lies in.",
        type: .fixed(.date),
        sql: SQLForm { parts in
            guard parts.count == 2 else { return nil }
            return "CAST(date_trunc(\(parts[1].text), \(parts[0].wallClock)) AS DATE)"
        }
    ) { call throws(Failure) in
        let word = call.constant("unit").text ?? ""
        guard let unit = CalendarUnit(rawValue: word) else {
            let units = CalendarUnit.allCases.map(\.rawValue)
            throw Failure(
                "E408", "'start_of' has no unit '\(word)'",
                hint: Suggestion.hint(for: word, among: units)
                    ?? "units: \(units.joined(separator: ", "))")
        }
        let days = try WallClock.days(call.column(0))
        let starts = Kernel.map(.values(days), call.count) {
            Int32(truncatingIfNeeded: unit.start(ofDay: $0))
        }
        return Column(date: starts, validity: call.arguments[0].validity(call.count))
    }

    private static let addMonths = elementwise(
        "add_months", [.column("x", .time), .column("n", .number)],
        "The day so many months later, an instant at the same time of its day; the month's last day where it has no such day.",
        mayBeUndefined: true, type: .asFirst
    ) { call throws(Failure) in
        let months = call.arguments[1].doubles
        let valid = call.validity
        func count(_ row: Int) -> Int? { valid?[row] ?? true ? Int(exactly: months[row]) : nil }
        guard case .dateTime(let zone)? = call.arguments[0].type else {
            let days = call.arguments[0].days
            let moved: [Int32?] = (0..<call.count).map { row in
                count(row).flatMap { CivilDate(days: Int(days[row])).adding(months: $0) }.flatMap { Int32(exactly: $0.days) }
            }
            return Column(dates: moved.map { $0 ?? 0 }, missing: moved.map { $0 == nil })
        }
        let column = try call.column(0)
        let walls = try WallClock.microseconds(column)
        let instants = column.int64Buffer ?? .zeros(call.count)
        var offsets = ZoneOffsets(zone)
        let moved: [Int64?] = (0..<call.count).map { row in
            let day = walls[row].flooredQuotient(by: DateTimeText.microsecondsPerDay)
            guard let later = count(row).flatMap({ CivilDate(days: Int(day)).adding(months: $0) }) else { return nil }
            let wall = Int64(later.days) * DateTimeText.microsecondsPerDay + walls[row].flooredRemainder(by: DateTimeText.microsecondsPerDay)
            // As far from UTC as the moment was, if the zone is so there; else as far as it is there.
            return wall - (offsets?.microseconds(at: wall - (walls[row] - instants[row])) ?? 0)
        }
        return Column(
            dateTime: Buffer(moved.map { $0 ?? 0 }), zone: zone, validity: Column.validity(moved.map { $0 == nil }))
    }

    private static let inZone = elementwise(
        "in_zone", [.column("x", .instant), .constant("zone", .text)],
        "The same moments on another zone's clock.",
        type: .computed { arguments throws(Failure) in
            guard arguments.count == 2, case .literal(.string(let zone)) = arguments[1].expression else {
                throw Failure("E409", "'in_zone' takes a column and the name of a zone", hint: "write in_zone(\(arguments[0].expression), \"Europe/Paris\")")
            }
            guard case .dateTime(.some)? = arguments[0].type else {
                throw FrameError.types(
                    "\(arguments[0].described) has no zone, so it is no moment that another zone's clock could show",
                    hint: "times with a zone come from files whose texts have one: 2024-01-31T05:00Z", subject: "\(arguments[0].expression)")
            }
            guard ZoneOffsets(zone) != nil else { throw WallClock.unknownZone(zone) }
            return .dateTime(zone: zone)
        }
    ) { call throws(Failure) in
        let column = try call.column(0)
        return Column(dateTime: column.int64Buffer ?? .zeros(call.count), zone: call.constant("zone").text, validity: call.arguments[0].validity(call.count))
    }
}

/// A span of the calendar that begins on a day.
private enum CalendarUnit: String, CaseIterable {
    case year, quarter, month, week, day

    /// The first day of the unit that a day lies in; days count since 1970-01-01.
    func start(ofDay day: Int) -> Int {
        let date = CivilDate(days: day)
        return switch self {
        case .year: day - date.dayOfYear + 1
        case .quarter:
            CivilDate(year: date.year, month: (date.month - 1) / 3 * 3 + 1, day: 1)?.days ?? day
        case .month: day - date.day + 1
        case .week: day - CivilDate.weekday(days: day) + 1
        case .day: day
        }
    }
}

extension CivilDate {
    /// The day of the year, from 1.
    var dayOfYear: Int { days - (CivilDate(year: year, month: 1, day: 1)?.days ?? days) + 1 }

    /// The day so many months on, at most the month's last; nil outside the calendar's range.
    func adding(months count: Int) -> CivilDate? {
        let (moved, overflow) = (year * 12 + month - 1).addingReportingOverflow(count)
        guard !overflow else { return nil }
        let newMonth = ((moved % 12) + 12) % 12
        let newYear = (moved - newMonth) / 12
        let last = CivilDate.days(inMonth: newMonth + 1, of: newYear)
        return CivilDate(year: newYear, month: newMonth + 1, day: min(day, last))
    }
}
